"""Rows about operators: organisations by their code, facts that law registers of them, and nothing about a person.

An organisation that is not registered within the sender's area comes back: it is registered by who keeps the register,
on a page of its own. Who trades alone is a person and is in no such row.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from xiangxin.interop.sheets import SheetColumn
from xiangxin.interop.tableread import Row
from xiangxin.kernel.divisions import prefix_of
from xiangxin.kernel.ids import derived_id
from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.law.operators import OperatorFact
from xiangxin.office.creditfile.businesses import NewBusinessFact, check_business_fact
from xiangxin.office.creditfile.models import BusinessFact
from xiangxin.office.intake.errors import OperatorContentUnfit, OperatorIsPerson
from xiangxin.office.parties.checks import TRADER, code_of
from xiangxin.office.parties.models import Business
from xiangxin.office.vault.keys import ring
from xiangxin.scoring.wording import yuan

CODE, NAME, OTHER = "code", "operator_name", "counterpart_code"
_DAYS = ("happened_on", "ended_on")


@dataclass(frozen=True, slots=True)
class OperatorCode:
    """The code of an organisation, which is public."""

    number: str

    @property
    def masked(self) -> str:
        """As it is: an organisation is no person."""
        return self.number


@dataclass(frozen=True, slots=True)
class NewOperatorRow:
    """What a row says, before its organisations are looked up. ``key`` is the place of the row."""

    key: Hashable
    subject: UUID
    code: str
    name: str
    other: str
    source: UUID
    kind: str
    value: str = ""
    amount_fen: int | None = None
    happened_on: date | None = None
    ended_on: date | None = None
    document_no: str = field(default="")

    def fact(self, business: UUID, counterpart: UUID | None) -> NewBusinessFact:
        """The fact, once it is known which organisations these are."""
        return NewBusinessFact(
            business, self.kind, self.source, self.value, counterpart, self.amount_fen, self.happened_on,
            self.ended_on, self.document_no,
        )  # fmt: skip


def operator_columns() -> tuple[SheetColumn, ...]:
    """The columns of the form, from the registry of law."""
    kept = {name: fact for name, fact in load_law().operators.items() if fact.keep}
    words = {value: label for fact in kept.values() for value, label in fact.values}
    codes = ("信用代码", "社会信用代码", "代码")
    return (
        SheetColumn(CODE, Text("统一社会信用代码", "Unified social credit code"), "text", needed=True, aliases=codes),
        SheetColumn(NAME, Text("单位名称", "Name of the organisation"), "text", aliases=("名称", "经营主体名称")),
        SheetColumn(
            "kind", Text("事项", "Matter"), "choice", needed=True,
            choices={name: fact.label for name, fact in kept.items()},
        ),
        SheetColumn("amount_fen", Text("金额", "Amount"), "amount"),
        SheetColumn("quantity", Text("数量", "Quantity"), "whole"),
        SheetColumn("level", Text("类别或级别", "Class or level"), "choice", choices=words),
        SheetColumn(OTHER, Text("对方统一社会信用代码", "Code of the other organisation"), "text"),
        SheetColumn("happened_on", Text("起始日期", "From"), "date", needed=True),
        SheetColumn("ended_on", Text("截止日期", "To"), "date"),
        SheetColumn("document_no", Text("合同号、保单号或文号", "Number of the contract, policy or document"), "text"),
    )  # fmt: skip


def operator_matter(row: Row) -> Hashable:
    """What a row is about: two of one matter cannot both stand."""
    values = row.values
    own = values.get("document_no") or (values.get("happened_on"), values.get(OTHER))
    return str(values.get(CODE) or "").upper(), values.get("kind"), own


def operator_row(row: Row, source: UUID, on: date) -> NewOperatorRow:
    """What the row says; an ``OfficeError`` at its column for what is wrong with it."""
    values = row.values
    code = _code(str(values[CODE]), CODE)
    other = _code(str(values[OTHER]), OTHER) if values.get(OTHER) else ""
    kind = str(values["kind"])
    amount_fen, value = _content(load_law().operators[kind], values)
    made = NewOperatorRow(
        key=(row.where.sheet, row.where.row),
        subject=derived_id(ring().person_key, "operator", code),
        code=code,
        name="".join(str(values.get(NAME) or "").split()),
        other=other,
        source=source,
        kind=kind,
        value=value,
        amount_fen=amount_fen,
        document_no=str(values.get("document_no") or ""),
        **{name: day for name in _DAYS if isinstance(day := values.get(name), date)},
    )
    counterpart = derived_id(ring().person_key, "operator", other) if other else None
    check_business_fact(made.fact(made.subject, counterpart), on)
    return made


def _content(kind: OperatorFact, values: Mapping[str, Any]) -> tuple[int | None, str]:
    """The one column that the matter takes; ``OperatorContentUnfit`` where it is blank or another one is filled in."""
    own = {"money": "amount_fen", "whole": "quantity", "enum": "level"}[kind.type]
    for name in ("amount_fen", "quantity", "level"):
        if (values.get(name) is None) == (name == own):
            raise OperatorContentUnfit(name, matter=kind.label)
    content = values[own]
    return (int(content), "") if kind.type == "money" else (None, str(content))


def _code(written: str, column: str) -> str:
    code = code_of(written, column)
    if code.startswith(TRADER):
        raise OperatorIsPerson(column)
    return code


def meet_operators(
    rows: Sequence[NewOperatorRow], area: str
) -> tuple[dict[Hashable, NewBusinessFact], dict[Hashable, str]]:
    """The facts of rows about organisations registered within ``area``, and why the others come back, by row."""
    codes = {code for row in rows for code in (row.code, row.other) if code}
    there = {one.code: one for one in Business.objects.filter(code__in=codes)}
    known: dict[Hashable, NewBusinessFact] = {}
    refused: dict[Hashable, str] = {}
    for row in rows:
        business, other = there.get(row.code), there.get(row.other)
        if business is None or not business.area.startswith(prefix_of(area)):
            refused[row.key] = "operator_unknown"
        elif row.other and other is None:
            refused[row.key] = "counterpart_unknown"
        elif row.name and row.name != "".join(business.name.split()):
            refused[row.key] = "operator_name_differs"
        else:
            known[row.key] = row.fact(business.id, None if other is None else other.id)
    return known, refused


def operator_line(fact: NewBusinessFact, old: BusinessFact | None) -> dict[str, Any]:
    """A fact as it is kept sealed."""
    line: dict[str, Any] = {"operator": _kept(fact), "business": str(fact.business)}
    if old is not None:
        line["operator_old"] = _kept(old)
    return line


def operator_fact(line: Mapping[str, Any], source: UUID) -> NewBusinessFact:
    """The fact of a kept row."""
    kept = line["operator"]
    days = {name: date.fromisoformat(kept[name]) for name in _DAYS if name in kept}
    other = UUID(kept["counterpart"]) if "counterpart" in kept else None
    return NewBusinessFact(
        UUID(line["business"]), kept["kind"], source, kept.get("value", ""), other, kept.get("amount_fen"),
        document_no=kept.get("document_no", ""), **days,
    )  # fmt: skip


def operator_words(line: Mapping[str, Any], labels: Mapping[str, Text]) -> list[tuple[Text, Text, Text | None]]:
    """Label, new and old of each part of a kept row; old is None where nothing was known."""
    new, old = line["operator"], line.get("operator_old")
    kind = load_law().operators[new["kind"]]
    found: list[tuple[Text, Text, Text | None]] = [] if old is None else [(labels["kind"], kind.label, None)]
    for name in ("amount_fen", "value", "counterpart", *_DAYS, "document_no"):
        now, was = _said(kind, name, new), _said(kind, name, old or {})
        if (now, was) != (None, None) and (old is None or now != was):
            label = kind.label if name in ("amount_fen", "value") else labels[{"counterpart": OTHER}.get(name, name)]
            blank = Text("（空）", "(blank)")
            found.append((label, now or blank, None if old is None else was or blank))
    return found


def _said(kind: OperatorFact, name: str, kept: Mapping[str, Any]) -> Text | None:
    content = kept.get(name)
    if content is None:
        return None
    if name == "amount_fen":
        return yuan(content)
    if name == "counterpart":
        row = Business.objects.filter(id=content).first()
        return None if row is None else Text(row.name, row.name)
    return dict(kind.values).get(content, Text(content, content))


def _kept(fact: NewBusinessFact | BusinessFact) -> dict[str, Any]:
    other = fact.counterpart_id
    kept: dict[str, Any] = {
        "kind": fact.kind,
        "value": fact.value,
        "amount_fen": fact.amount_fen,
        "counterpart": None if other is None else str(other),
        "happened_on": None if fact.happened_on is None else fact.happened_on.isoformat(),
        "ended_on": None if fact.ended_on is None else fact.ended_on.isoformat(),
        "document_no": fact.document_no,
    }
    return {name: value for name, value in kept.items() if value not in ("", None)}
