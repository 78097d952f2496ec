"""Finding a name as people type it: characters, spelled in pinyin, or by first letters, other readings included.

Works on names that were opened for one village and forgets them.
"""

from __future__ import annotations

import unicodedata
from functools import cache


def matches(name: str, wanted: str) -> bool:
    """Whether ``wanted`` is part of the name or spells some of it in a row: 单建国 by djg, sjg or shanjian."""
    key = _key(wanted)
    if not key:
        return True
    plain = _key(name)
    if key in plain:
        return True
    spelled = [_spellings(sign) for sign in plain]
    return any(_spells(spelled[at:], key) for at in range(len(spelled)))


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().replace("ü", "v").replace("·", "").split())


@cache
def _spellings(sign: str) -> tuple[str, ...]:
    """Every reading of one character; a letter stands for itself."""
    if sign.isascii():
        return (sign,)
    from pypinyin import Style, pinyin  # noqa: PLC0415 - its tables are large and needed by a search only

    return tuple(pinyin(sign, style=Style.NORMAL, heteronym=True)[0])


def _spells(spelled: list[tuple[str, ...]], key: str) -> bool:
    """Each character gives the beginning of one of its readings until the key is used up."""
    if not key:
        return True
    if not spelled:
        return False
    heads = {one[:length] for one in spelled[0] for length in range(1, len(one) + 1)}
    return any(key.startswith(head) and _spells(spelled[1:], key[len(head) :]) for head in heads)
