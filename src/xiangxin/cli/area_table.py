"""The table of area totals on a terminal: only what small-cell suppression lets through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xiangxin.cli.output import Output
from xiangxin.kernel.text import Text
from xiangxin.scoring.smallcells import COUNT_COLUMNS, LEVELS, Publication, PublishedArea
from xiangxin.scoring.wording import word, yuan

HIDDEN = "*"

_COLUMNS = (
    Text("层级", "Level"),
    Text("名称", "Name"),
    Text("建议", "Proposed"),
    Text("人数", "Persons"),
    Text("未同意", "No consent"),
    Text("不符合", "Not eligible"),
    Text("缺资料", "Not evaluable"),
    Text("待评议", "Awaiting"),
    Text("否决", "Vetoed"),
    Text("已评价", "Scored"),
    Text("参评户", "Assessed hh"),
    Text("信用户", "Credit hh"),
    Text("占比", "Share"),
    Text("额度合计", "Limits"),
)
_NUMERIC_FROM = 3
_SHOWN = (
    "persons",
    "no_consent",
    "not_eligible",
    "not_evaluable",
    "awaiting_review",
    "vetoed",
    "scored",
    "households_assessed",
    "households_credit",
)


def show_areas(output: Output, published: Publication, names: Mapping[str, str]) -> None:
    """Print the table, county first, each township before its villages; the JSON document gets ``areas``."""
    areas = sorted(published.areas, key=lambda area: (area.area_code, -LEVELS.index(area.level)))
    output.put(areas=[area_entry(area, names) for area in areas])
    title = word("areas.title")
    output.table(title, _COLUMNS, (_row(output, area, names) for area in areas), _NUMERIC_FROM)
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


def _row(output: Output, area: PublishedArea, names: Mapping[str, str]) -> Sequence[str]:
    return (
        output.word(word(f"level.{area.level}")),
        names.get(area.area_code, area.area_code),
        _proposed(output, area),
        *_counts(area),
        "" if area.share is None else _percent(*area.share),
        HIDDEN
        if area.limit_fen is None
        else yuan(area.limit_fen).in_language("en" if output.language == "en" else "zh"),
    )


def _counts(area: PublishedArea) -> Iterator[str]:
    for column in _SHOWN:
        count = area.counts[column]
        yield HIDDEN if count is None else str(count)


def _proposed(output: Output, area: PublishedArea) -> str:
    """The rating proposed; a township also shows how many of its villages reach theirs."""
    if not area.rated:
        return HIDDEN
    villages = "" if area.villages_ratable is None else f" {area.villages_credit}/{area.villages_ratable}"
    if area.proposed is None:
        return villages.strip()
    return output.word(word("areas.proposed" if area.proposed else "areas.not_proposed")) + villages


def _percent(part: int, whole: int) -> str:
    """A share in percent with one decimal, rounded half up in whole numbers."""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"
