"""What an auditor is told of how a panel rated: figures of the whole group, computed while the boxes are open.

No seat, no subject and no rating is in it, and no figure that rests on few: counts below ``LEAST``, and counts that
leave fewer than ``LEAST`` over, are None. Nobody else is told even this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from statistics import median
from typing import Generic, TypeVar

LEAST = 5
"""design/rights.md, publication: at least 5. The same holds for what stays."""

Name = TypeVar("Name", bound=object)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What counts as unusual. ``far``: points from the median of a subject; ``alike``: points at which two agree;
    ``agreeing``: the share of common subjects at which two seats rate alike; ``common``: the fewest common subjects.
    """

    far: int
    alike: int
    agreeing: Fraction
    common: int


@dataclass(frozen=True, slots=True)
class Watched:
    """Figures of one round. None: too few to be told.

    ``far``: ratings far from the median of their subject. ``leniency``: between the seat that rates highest and the one
    that rates lowest, each by its mean distance from the others on the same subject, in points. ``pairs_alike`` of
    ``pairs`` of seats agree nearly always; ``cluster``: the largest group of seats in which all do.
    """

    seats: int
    subjects: int
    ratings: int
    unknown: int | None
    far: int | None
    leniency: Fraction | None
    pairs: int
    pairs_alike: int | None
    cluster: int | None


class Ratings(Generic[Name]):
    """Ratings of one round by seat and subject, in memory."""

    def __init__(self, ratings: Mapping[tuple[Name, Name], int | None]) -> None:
        self.unknown = sum(rating is None for rating in ratings.values())
        self.by_seat: dict[Name, dict[Name, int]] = defaultdict(dict)
        self.by_subject: dict[Name, dict[Name, int]] = defaultdict(dict)
        for (seat, subject), rating in ratings.items():
            if rating is not None:
                self.by_seat[seat][subject] = rating
                self.by_subject[subject][seat] = rating

    @property
    def count(self) -> int:
        """How many ratings there are."""
        return sum(map(len, self.by_seat.values()))

    def leniency(self, seat: Name) -> Fraction | None:
        """Mean distance of a seat from the mean of the others on the same subject; None below ``LEAST`` subjects."""
        found = [
            rating - Fraction(sum(all_.values()) - rating, len(all_) - 1)
            for subject, rating in self.by_seat[seat].items()
            if len(all_ := self.by_subject[subject]) > 1
        ]
        return sum(found, Fraction(0)) / len(found) if len(found) >= LEAST else None

    def alike(self, bounds: Bounds) -> list[frozenset[Name]]:
        """Pairs of seats that agree on nearly every subject that both rated."""
        found = []
        for one, other in combinations(self.by_seat, 2):
            common = self.by_seat[one].keys() & self.by_seat[other].keys()
            agree = sum(abs(self.by_seat[one][it] - self.by_seat[other][it]) <= bounds.alike for it in common)
            if len(common) >= bounds.common and Fraction(agree, len(common)) >= bounds.agreeing:
                found.append(frozenset({one, other}))
        return found


def watch(ratings: Mapping[tuple[Name, Name], int | None], bounds: Bounds) -> Watched:
    """The figures of one round; the keys are (seat, subject)."""
    seen = Ratings(ratings)
    lenient = [value for seat in seen.by_seat if (value := seen.leniency(seat)) is not None]
    pairs = seen.alike(bounds)
    possible = len(seen.by_seat) * (len(seen.by_seat) - 1) // 2
    cluster = _largest(list(seen.by_seat), set(pairs))
    return Watched(
        seats=len(seen.by_seat),
        subjects=len(seen.by_subject),
        ratings=seen.count,
        unknown=told(seen.unknown, seen.unknown + seen.count),
        far=told(_far(seen.by_subject.values(), bounds.far), seen.count),
        leniency=max(lenient) - min(lenient) if len(lenient) >= LEAST else None,
        pairs=possible,
        pairs_alike=told(len(pairs), possible),
        cluster=cluster if cluster >= LEAST else None,
    )


def told(count: int, of: int) -> int | None:
    """``count``, unless it or what it leaves of ``of`` is between 1 and ``LEAST`` - 1."""
    return None if 0 < count < LEAST or 0 < of - count < LEAST else count


def _far(subjects: Collection[Mapping[Name, int]], far: int) -> int:
    found = 0
    for ratings in subjects:
        middle = median([Fraction(rating) for rating in ratings.values()])
        found += sum(abs(rating - middle) >= far for rating in ratings.values())
    return found


def _largest(seats: Sequence[Name], pairs: Collection[frozenset[Name]]) -> int:
    """Size of the largest group of seats in which each pair agrees; 0 without a pair. A panel is small."""
    for size in range(len(seats), 1, -1):
        for group in combinations(seats, size):
            if all(frozenset(pair) in pairs for pair in combinations(group, 2)):
                return size
    return 0
