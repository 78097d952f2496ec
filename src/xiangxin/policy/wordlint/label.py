"""One reading of a label, laid out for matching: its characters, and its runs of letters with their borders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from xiangxin.policy.wordlint.pinyin import borders as syllable_borders
from xiangxin.policy.wordlint.text import Atom, Border


@dataclass(frozen=True)
class Run:
    """Letters with no Chinese character between them. ``places``: where each stands in the label."""

    letters: str
    borders: tuple[Border, ...]
    places: tuple[int, ...]

    @cached_property
    def tokens(self) -> frozenset[int]:
        """Where tokens begin and end."""
        return frozenset({0, len(self.letters)} | {place for place, kind in enumerate(self.borders) if kind != "none"})

    def end_of_token(self, place: int) -> int:
        return min(token for token in self.tokens if token >= place)

    def edges(self, syllables: frozenset[str]) -> frozenset[int]:
        """Where tokens or pinyin syllables begin and end."""
        if "found" not in self._edges:
            ordered = sorted(self.tokens)
            inside = (
                start + place
                for start, end in pairwise(ordered)
                for place in syllable_borders(self.letters[start:end], syllables)
            )
            self._edges["found"] = self.tokens | frozenset(inside)
        return self._edges["found"]

    _edges: dict[str, frozenset[int]] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Label:
    """All atoms of one reading, and the numbers that stand in the label as written."""

    atoms: Sequence[Atom]
    numbers: frozenset[str] = frozenset()

    @cached_property
    def characters(self) -> str:
        return "".join(atom.character for atom in self.atoms)

    @cached_property
    def han_places(self) -> tuple[int, ...]:
        return tuple(place for place, atom in enumerate(self.atoms) if not atom.is_letter)

    @cached_property
    def han(self) -> str:
        """The Chinese characters, whatever stood between them."""
        return "".join(self.atoms[place].character for place in self.han_places)

    def is_only(self, characters: str) -> bool:
        """Whether the label says ``characters`` and nothing else."""
        return self.han == characters and not self.runs

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        return tuple(self._runs())

    def _runs(self) -> Iterator[Run]:
        places: list[int] = []
        for place, atom in enumerate((*self.atoms, None)):
            if atom is not None and atom.is_letter:
                places.append(place)
            elif places:
                yield Run(
                    "".join(self.atoms[at].character for at in places),
                    tuple(self.atoms[at].border for at in places),
                    tuple(places),
                )
                places = []
