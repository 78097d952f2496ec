"""Where pinyin syllables can begin and end in a run of letters.

A token counts as pinyin only if all of it divides into syllables; of several divisions those with the fewest
syllables are taken, as people read (canjia is can-jia, not can-ji-a).
"""

from __future__ import annotations

from functools import lru_cache

LONGEST = 6
"""Letters of the longest syllable (zhuang)."""


@lru_cache(maxsize=4096)
def borders(token: str, syllables: frozenset[str]) -> frozenset[int]:
    """Places in ``token`` where a syllable begins or ends in some shortest division; empty when it is not pinyin."""
    size = len(token)
    spans = [
        (start, end)
        for start in range(size)
        for end in range(start + 1, min(size, start + LONGEST) + 1)
        if token[start:end] in syllables
    ]
    impossible = size + 1
    before = [0] + [impossible] * size
    for start, end in spans:
        before[end] = min(before[end], before[start] + 1)
    after = [impossible] * size + [0]
    for start, end in reversed(spans):
        after[start] = min(after[start], after[end] + 1)
    fewest = before[size]
    if fewest >= impossible:
        return frozenset()
    return frozenset(place for place in range(size + 1) if before[place] + after[place] == fewest)
