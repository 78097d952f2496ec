"""The search for witnesses: moves that leave every published figure as it is.

A move shifts the counts of one village along a fixed *shape* (one person from "scored" to "no consent", one credit
household more and one other less, …) and, where that would change a published parent, shifts another village
the other way, or lets the parents move too and hides them. Each move is checked against what everybody knows: counts
are not negative, an assessed household has an assessed person, a credit household a scored one, and the published
rating of the village stays what it is.

Among the moves that protect a cell the one that hides least is taken; figures of townships and counties are dearest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from xiangxin.kernel.divisions import parent_of
from xiangxin.policy.model import AreaRating

PERSON_COLUMNS = ("no_consent", "not_eligible", "not_evaluable", "awaiting_review", "vetoed", "scored")
_LEAF_COLUMNS = (*PERSON_COLUMNS, "households_credit", "households_other")
_VETOED, _SCORED, _CREDIT, _OTHER = (
    _LEAF_COLUMNS.index(name) for name in ("vetoed", "scored", "households_credit", "households_other")
)
_COLUMNS = (*_LEAF_COLUMNS, "persons", "households_assessed")


def complement(column: str) -> str:
    """The name under which everybody but those in ``column`` is protected."""
    return f"other_than_{column}"


Shape = tuple[int, ...]
"""A change of the leaf columns, per unit of the move."""

_COLUMN_COST = {
    "no_consent": 2,
    "scored": 3,
    "persons": 8,
    "households_assessed": 5,
    "households_credit": 5,
}
_NEVER_SHOWN = frozenset({"households_other", *(complement(name) for name in PERSON_COLUMNS)})
_LEVEL_COST = {"village": 1, "township": 6, "county": 30}
_STRUCTURAL_ZERO_COST = 50
"""A status that occurs nowhere may be known to be impossible under the policy, so it hardly protects anything."""
_PARTNERS_ABROAD = 3
"""Villages tried of each other township: those with most persons, which have room to move."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A village: its code and its counts in the order of the leaf columns."""

    code: str
    counts: tuple[int, ...]

    @classmethod
    def of(cls, code: str, persons: Mapping[str, int], credit: int, other: int) -> Leaf:
        return cls(code, (*(persons[name] for name in PERSON_COLUMNS), credit, other))

    @property
    def persons(self) -> int:
        return sum(self.counts[: len(PERSON_COLUMNS)])


@dataclass(frozen=True, slots=True)
class Witness:
    """Shift ``village`` by ``t × shape`` and ``against`` (if any) by ``-t × shape``: for every whole ``t`` from
    ``low`` to ``high`` the published figures are the same."""

    village: str
    against: str | None
    shape: Shape
    low: int
    high: int

    def width(self, column: str) -> int:
        """How far the figure of ``column`` can be moved without any published figure changing."""
        return (self.high - self.low) * abs(_coefficients(self.shape)[column])


@dataclass(frozen=True, slots=True)
class _Move:
    witness: Witness
    cells: frozenset[tuple[str, str]]
    cost: int


class Moves:
    """The villages of one table, what is hidden of it so far and the witness of each hidden cell."""

    def __init__(
        self, leaves: Sequence[Leaf], rating: AreaRating | None, minimum: int, parts: Sequence[str] | None = None
    ) -> None:
        """``parts``: where persons are counted without households, the columns that somebody can be in, and no others.

        All of these are possible even where they are empty, so of all moves the one that hides least is taken at once.
        """
        self.witnesses: dict[tuple[str, str], Witness] = {}
        self._minimum = minimum
        self._parts = parts
        self._leaves = {leaf.code: leaf for leaf in leaves}
        self._shapes = shapes(rating) if parts is None else shapes_of_parts(parts)
        is_possible = _is_possible if parts is None else _is_count
        self._room = {
            leaf.code: tuple(_room(leaf, shape, rating, minimum, is_possible) for shape in self._shapes)
            for leaf in leaves
        }
        self._villages: dict[str, list[str]] = {}
        for leaf in sorted(leaves, key=lambda leaf: (-leaf.persons, leaf.code)):
            for level in ("township", "county"):
                self._villages.setdefault(parent_of(leaf.code, level), []).append(leaf.code)
        self._absent = {
            name
            for index, name in enumerate(_LEAF_COLUMNS)
            if parts is None and all(leaf.counts[index] == 0 for leaf in leaves)
        }

    def protect(self, area: str, column: str) -> bool:
        """Make sure that ``column`` of ``area`` is hidden and has a witness; ``False`` where no move is possible."""
        if (area, column) in self.witnesses:
            return True
        kinds = self._pairs(area)
        for pairs in kinds if self._parts is None else [chain.from_iterable(kinds)]:
            best = min(self._moves(column, pairs), key=lambda move: move.cost, default=None)
            if best is not None:
                self.witnesses.update((cell, best.witness) for cell in best.cells if cell not in self.witnesses)
                return True
        return False

    def _pairs(self, area: str) -> Iterator[Iterable[tuple[str, str | None]]]:
        """Pairs of villages to try, the kinds that hide least first."""
        villages = self._villages.get(area, [area])
        township, county = parent_of(villages[0], "township"), parent_of(villages[0], "county")
        if area not in (township, county):
            yield [(area, other) for other in self._villages[township] if other != area]
        if area != county:
            abroad = [
                other
                for place, codes in self._villages.items()
                if place not in (township, county) and parent_of(place, "county") == county
                for other in codes[:_PARTNERS_ABROAD]
            ]
            yield [(village, other) for village in villages[:_PARTNERS_ABROAD] for other in abroad]
        yield [(village, None) for village in villages]

    def _moves(self, column: str, pairs: Iterable[tuple[str, str | None]]) -> Iterator[_Move]:
        for village, against in pairs:
            for index, shape in enumerate(self._shapes):
                coefficients = _coefficients(shape)
                if not coefficients[column]:
                    continue
                low, high = self._room[village][index]
                if against is not None:
                    other_low, other_high = self._room[against][index]
                    low, high = max(low, -other_high), min(high, -other_low)
                if (high - low) * _least(shape) < self._minimum:
                    continue
                yield self._move(Witness(village, against, shape, low, high))

    def _move(self, witness: Witness) -> _Move:
        columns = [column for column, coefficient in _coefficients(witness.shape).items() if coefficient]
        cells = frozenset((area, column) for area in _areas(witness) for column in columns)
        cost = sum(self._cost(area, column) for area, column in cells if (area, column) not in self.witnesses)
        return _Move(witness, cells, cost)

    def _cost(self, area: str, column: str) -> int:
        if column in self._absent:
            return _STRUCTURAL_ZERO_COST
        if column in _NEVER_SHOWN:
            return 0
        level = "village" if area in self._leaves else "county" if area == parent_of(area, "county") else "township"
        return _COLUMN_COST.get(column, 1) * _LEVEL_COST[level]


def _areas(witness: Witness) -> Iterator[str]:
    """The areas whose figures the move changes."""
    own = (witness.village, *(parent_of(witness.village, level) for level in ("township", "county")))
    if witness.against is None:
        yield from own
        return
    other = (witness.against, *(parent_of(witness.against, level) for level in ("township", "county")))
    yield from (area for area in own if area not in other)
    yield from (area for area in other if area not in own)


@cache
def _coefficients(shape: Shape) -> dict[str, int]:
    """The change of every published column and of the complements per unit."""
    persons = sum(shape[: len(PERSON_COLUMNS)])
    shown = dict(zip(_COLUMNS, (*shape, persons, shape[_CREDIT] + shape[_OTHER]), strict=True))
    return shown | {complement(name): persons - shown[name] for name in PERSON_COLUMNS}


@cache
def _least(shape: Shape) -> int:
    """The smallest change a unit makes in any column it changes at all."""
    return min(abs(value) for value in _coefficients(shape).values() if value)


def shapes(rating: AreaRating | None) -> tuple[Shape, ...]:
    """All shapes tried: persons between two statuses, in or out; households likewise; both at once."""
    households = [_unit(), _unit((_CREDIT, 1)), _unit((_OTHER, 1)), _unit((_CREDIT, 1), (_OTHER, -1))]
    persons = _shapes_of_persons(range(len(PERSON_COLUMNS)))
    both = [tuple(map(sum, zip(p, h, strict=True))) for h in households for p in persons]
    if rating is not None:
        # Grows a village along its rating: the share of credit households stays on the same side of the bar.
        credit, assessed = rating.at_least.as_integer_ratio()
        both.append(_unit((_SCORED, assessed), (_CREDIT, credit), (_OTHER, assessed - credit)))
    return _unique(both)


def shapes_of_parts(parts: Iterable[str]) -> tuple[Shape, ...]:
    """The shapes tried where persons are counted in these columns and households not at all."""
    return _unique(_shapes_of_persons([PERSON_COLUMNS.index(part) for part in parts]))


def _shapes_of_persons(columns: Sequence[int]) -> list[Shape]:
    moves = [_unit(), *(_unit((a, sign)) for a in columns for sign in (1, -1))]
    return moves + [_unit((a, 1), (b, -1)) for a in columns for b in columns if a != b]


def _unit(*entries: tuple[int, int]) -> Shape:
    shape = [0] * len(_LEAF_COLUMNS)
    for index, value in entries:
        shape[index] += value
    return tuple(shape)


def _unique(found: Iterable[Shape]) -> tuple[Shape, ...]:
    """Each shape once, and not its opposite beside it; a move goes to and fro anyway."""
    unique: dict[Shape, None] = {}
    for shape in found:
        if any(shape) and tuple(-value for value in shape) not in unique:
            unique[shape] = None
    return tuple(unique)


def _room(
    leaf: Leaf, shape: Shape, rating: AreaRating | None, minimum: int, is_possible: Callable[[Sequence[int]], bool]
) -> tuple[int, int]:
    """The least and greatest ``t`` (within the minimum) for which the village moved by ``t × shape`` is possible."""
    wanted = _rating_of(leaf.counts, rating)

    def possible(t: int) -> bool:
        moved = tuple(count + t * change for count, change in zip(leaf.counts, shape, strict=True))
        return is_possible(moved) and _rating_of(moved, rating) == wanted

    low = high = 0
    while high < minimum and possible(high + 1):
        high += 1
    while low > -minimum and possible(low - 1):
        low -= 1
    return low, high


def _is_count(counts: Sequence[int]) -> bool:
    """Whether these can be counts at all, of persons whose households nobody counts."""
    return min(counts) >= 0


def _is_possible(counts: Sequence[int]) -> bool:
    """Whether a village with these counts can exist, by what everybody knows."""
    assessed_persons = counts[_VETOED] + counts[_SCORED]
    households = counts[_CREDIT] + counts[_OTHER]
    return (
        min(counts) >= 0
        and households <= assessed_persons
        and counts[_CREDIT] <= counts[_SCORED]
        and (households > 0) == (assessed_persons > 0)
    )


def _rating_of(counts: Sequence[int], rating: AreaRating | None) -> bool | None:
    """What is published of the rating: ``None`` not ratable, otherwise whether the share reaches the bar."""
    households = counts[_CREDIT] + counts[_OTHER]
    if rating is None or households < max(1, rating.minimum_base):
        return None
    return counts[_CREDIT] * rating.at_least.denominator >= rating.at_least.numerator * households
