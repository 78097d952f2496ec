"""Rows of year zero: what last year's lists say of persons and of areas, before anything is computed here.

Ratings, limits and heads of running loans of persons who agreed; ratings and plaques of areas. Balances come with
lending and have no column.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db import models

from xiangxin.interop.rosters import VILLAGE
from xiangxin.interop.sheets import SheetColumn
from xiangxin.interop.tableread import Row
from xiangxin.kernel.text import Text
from xiangxin.office.creditfile.choices import StandingKind, Stars
from xiangxin.office.creditfile.models import AreaStanding, Standing
from xiangxin.office.creditfile.standing import CONTENT, OF_LENDER, NewStanding, check_standing
from xiangxin.scoring.wording import yuan

_STARS = {
    Stars.CREDIT: Text("信用户（村、乡镇）", "Credit household (village, township)"),
    Stars.ONE: Text("一星", "One star"),
    Stars.TWO: Text("二星", "Two stars"),
    Stars.THREE: Text("三星", "Three stars"),
    Stars.FOUR: Text("四星", "Four stars"),
    Stars.FIVE: Text("五星", "Five stars"),
}
_AREA_KINDS = {
    StandingKind.RATING: Text("评定", "Rating"),
    StandingKind.PLAQUE: Text("牌匾", "Plaque"),
}
_AMOUNT = {
    StandingKind.LIMIT: Text("授信额度", "Limit"),
    StandingKind.LOAN: Text("合同本金", "Principal of the contract"),
}
_DOCUMENT = {
    StandingKind.RATING: Text("评定文号", "Document of the rating"),
    StandingKind.LIMIT: Text("授信编号", "Number of the limit"),
    StandingKind.LOAN: Text("合同号", "Number of the contract"),
}
_YEAR = SheetColumn("year", Text("年度", "Year"), "whole", needed=True)
_FROM = SheetColumn(
    "from_on", Text("起始日期", "From"), "date", needed=True, aliases=("评定日期", "授信日期", "放款日期")
)
_TO = SheetColumn("to_on", Text("有效期至", "Valid to"), "date", needed=True, aliases=("截止日期", "到期日期"))
_CHOICES = {str(code): label for code, label in _STARS.items()}


def standing_columns(kind: str) -> tuple[SheetColumn, ...]:
    """The columns of a form about persons, behind number and name."""
    name = StandingKind(kind)
    if name in OF_LENDER:
        own = SheetColumn("amount_fen", _AMOUNT[name], "amount", needed=True)
    else:
        own = SheetColumn("value", Text("等级", "Grade"), "choice", needed=True, choices=_CHOICES)
    return (_YEAR, own, _FROM, _TO, SheetColumn("document_no", _DOCUMENT[name], "text", needed=True))


def area_columns(village: SheetColumn) -> tuple[SheetColumn, ...]:
    """The columns of the form about areas."""
    kinds = {str(code): label for code, label in _AREA_KINDS.items()}
    return (
        village,
        SheetColumn("kind", Text("种类", "Kind"), "choice", needed=True, choices=kinds),
        _YEAR,
        SheetColumn("value", Text("等级", "Grade"), "choice", choices=_CHOICES),
        _FROM,
        _TO,
        SheetColumn("document_no", Text("文号", "Document"), "text", needed=True),
    )


def standing_row(row: Row, subject: UUID | str, kind: str, source: UUID, on: date) -> NewStanding:
    """What a row says; an ``OfficeError`` at its column for what is wrong with it."""
    values = row.values
    made = NewStanding(
        subject=subject,
        kind=str(values.get("kind") or kind),
        source=source,
        year=cast(int, values["year"]),
        from_on=cast(date, values["from_on"]),
        to_on=cast(date, values["to_on"]),
        document_no=str(values["document_no"]),
        value=str(values.get("value") or ""),
        amount_fen=cast("int | None", values.get("amount_fen")),
    )
    check_standing(made, on)
    return made


def standing_matter(row: Row, subject: Hashable, kind: str) -> Hashable:
    """What a row is about: two of one matter cannot both stand."""
    name = row.values.get("kind") or kind
    return subject, name, row.values.get("year" if name == StandingKind.RATING else "document_no")


def area_of(row: Row) -> str:
    """The area that a row of the form about areas is about."""
    return str(row.values[VILLAGE])


def standing_line(new: NewStanding, old: models.Model | None) -> dict[str, Any]:
    """A matter as it is kept sealed."""
    line: dict[str, Any] = {"standing": {"kind": new.kind, "subject": str(new.subject), **_kept(new)}}
    if isinstance(old, Standing | AreaStanding):
        line["standing_old"] = _kept(old)
    return line


def standing_of_line(line: Mapping[str, Any], source: UUID, *, of_area: bool) -> NewStanding:
    """The matter of a kept row."""
    kept = dict(line["standing"])
    subject = kept.pop("subject")
    for name in ("from_on", "to_on"):
        kept[name] = date.fromisoformat(kept[name])
    return NewStanding(subject=subject if of_area else UUID(subject), source=source, **kept)


def standing_words(line: Mapping[str, Any], labels: Mapping[str, Text]) -> list[tuple[Text, Text, Text | None]]:
    """Label, new and old of each part of a kept row; old is None where nothing was known."""
    new, old = line["standing"], line.get("standing_old")
    found: list[tuple[Text, Text, Text | None]] = []
    if "kind" in labels:
        found.append((labels["kind"], _AREA_KINDS[StandingKind(new["kind"])], None))
    for name in CONTENT:
        now, was = new.get(name), (old or {}).get(name)
        if now is not None and (old is None or now != was):
            found.append((labels[name], _said(name, now), None if was is None else _said(name, was)))
    return found


def _said(name: str, value: Any) -> Text:
    if name == "amount_fen":
        return yuan(value)
    return _STARS[Stars(value)] if name == "value" else Text(str(value), str(value))


def _kept(row: NewStanding | Standing | AreaStanding) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in CONTENT}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in found.items()
        if value not in ("", None)
    }
