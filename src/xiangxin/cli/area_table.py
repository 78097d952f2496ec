"""The table of area totals on a terminal: only what small-cell suppression lets through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from xiangxin.cli.output import Output
from xiangxin.kernel.text import Text
from xiangxin.kernel.units import FEN_PER_WAN
from xiangxin.scoring.assessment import Status
from xiangxin.scoring.smallcells import COUNT_COLUMNS, HIDDEN, LEVELS, Publication, PublishedArea
from xiangxin.scoring.wording import exact, share_bp, word

REACHED, NOT_REACHED = "✓", "–"

_SHOWN: tuple[Status, ...] = ("no_consent", "vetoed", "scored")
"""Which statuses fit a terminal; the workbook and the JSON document have every one."""

_COLUMNS = (
    Text("名称", "Name"),
    Text("建议", "Rating"),
    Text("人数", "All"),
    *(word(f"status.{status}") for status in _SHOWN),
    Text("参评户", "Hh"),
    Text("信用户", "Credit"),
    Text("占比", "Share"),
    Text("万元", "10kCNY"),
)
_NUMERIC_FROM = 2


def show_areas(output: Output, published: Publication, names: Mapping[str, str]) -> None:
    """Print the table, county first, each township before its villages; the JSON document gets ``areas``."""
    areas = sorted(published.areas, key=lambda area: (area.area_code, -LEVELS.index(area.level)))
    output.put(areas=[area_entry(area, names) for area in areas])
    output.table(word("areas.title"), _COLUMNS, (_row(area, names) for area in areas), _NUMERIC_FROM)
    output.say(word("areas.legend", reached=REACHED, not_reached=NOT_REACHED))
    if published.hidden_cells:
        output.say(word("areas.hidden", count=published.hidden_cells))


def area_entry(area: PublishedArea, names: Mapping[str, str]) -> dict[str, Any]:
    """An area as JSON; a hidden figure is null."""
    return {
        "area_code": area.area_code,
        "level": area.level,
        "name": names.get(area.area_code),
        **{column: area.counts[column] for column in COUNT_COLUMNS},
        "limit_fen": area.limit_fen,
        "rated": area.rated,
        "villages_ratable": area.villages_ratable,
        "villages_credit": area.villages_credit,
        "proposed": area.proposed,
    }


def _row(area: PublishedArea, names: Mapping[str, str]) -> Sequence[str]:
    indent = " " * (len(LEVELS) - 1 - LEVELS.index(area.level))
    return (
        indent + names.get(area.area_code, area.area_code),
        _rating(area),
        *_counts(area),
        "" if area.share is None else _percent(*area.share),
        HIDDEN if area.limit_fen is None else exact(Fraction(area.limit_fen, FEN_PER_WAN)),
    )


def _counts(area: PublishedArea) -> Iterator[str]:
    for column in ("persons", *_SHOWN, "households_assessed", "households_credit"):
        count = area.counts[column]
        yield HIDDEN if count is None else str(count)


def _rating(area: PublishedArea) -> str:
    """Whether a rating is proposed; above the villages also how many of those that can be rated reach theirs."""
    if not area.rated:
        return HIDDEN
    villages = "" if area.villages_ratable is None else f"{area.villages_credit}/{area.villages_ratable} "
    proposed = {None: "", True: REACHED, False: NOT_REACHED}[area.proposed]
    return (villages + proposed).rstrip()


def _percent(part: int, whole: int) -> str:
    shown = share_bp(part, whole)
    return f"{shown // 100}.{shown % 100:02d}%"
