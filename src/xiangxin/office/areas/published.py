"""What may be published of counts by village or by township: small figures hidden, and what would tell them.

Rooms count and name their columns; which figures may stand beside each other is the engine's search
(``scoring.smallcells``). It is asked of all areas of one parent at a time, whoever looks, so that two viewers see the
same table. It must never be given a part of a township: what the viewer may not see is left out afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from xiangxin.kernel.divisions import level_of, parent_of
from xiangxin.law.load import load_law
from xiangxin.scoring.smallcells import AreaTotals, publish_parts

Above = Literal["township", "county"]
_COLUMNS = ("no_consent", "not_evaluable", "awaiting_review", "not_eligible", "scored", "vetoed")
"""In which column of the engine's table the first, second, … part of a room's count is protected.

The search rather hides another figure than the first part, which is who is furthest from what a room counts.
"""


class Shown(NamedTuple):
    """What may be shown of one area: how many there are, and how many in each part; None is a hidden figure."""

    whole: int | None
    parts: Mapping[str, int | None]


def counted_for(area: str) -> str:
    """The area that must be counted whole before anything of ``area`` may be shown: itself, or its township."""
    return parent_of(area, "township") if level_of(area) == "village" else area


def published(counted: Mapping[str, Mapping[str, int]], above: Above = "township") -> dict[str, Shown]:
    """What may be shown of exact counts, by area, for the areas counted and those ``above`` that they add up to.

    ``counted``: of each village (or township, with the county above) how many are in each part; the same parts in the
    same order everywhere. Together the parts are everybody; a single part is a count that is no outcome of anybody.
    """
    by_parent: dict[str, list[tuple[str, tuple[int, ...]]]] = defaultdict(list)
    for code in sorted(counted):
        by_parent[parent_of(code, above)].append((code, tuple(counted[code].values())))
    names = tuple(next(iter(counted.values()), ()))
    shown: dict[str, Shown] = {}
    for parent, areas in by_parent.items():
        for code, (*parts, whole) in _published(parent, above, tuple(areas)).items():
            shown[code] = Shown(whole, dict(zip(names, parts, strict=True)))
    return shown


@lru_cache(maxsize=1024)
def _published(
    parent: str, above: Above, areas: tuple[tuple[str, tuple[int, ...]], ...]
) -> Mapping[str, tuple[int | None, ...]]:
    """Each part and the whole, of every area and of the parent; kept as long as no figure changes."""
    columns = _COLUMNS[: len(areas[0][1])]
    sums = tuple(sum(part) for part in zip(*(counts for _code, counts in areas), strict=True))
    totals = [AreaTotals.of_parts(code, "village", dict(zip(columns, counts, strict=True))) for code, counts in areas]
    totals.append(AreaTotals.of_parts(parent, above, dict(zip(columns, sums, strict=True))))
    found = publish_parts(totals, columns, load_law().publication)
    return {code: tuple(figures.values()) for code, figures in found.items()}
