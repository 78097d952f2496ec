"""The two sheets of an empty workbook that only explain: one filled row of each sheet, and what the policy asks for.

Both are known by their names and never read, so that an example is nobody's row: neither scored nor sent back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from xiangxin.interop.areas import Areas
from xiangxin.interop.paper import Head, Kind, Paper, Value
from xiangxin.interop.sheets import EXAMPLES, MEMBER, NEEDED, SheetColumn, SheetSpec
from xiangxin.interop.words import FIELD_CLASS
from xiangxin.kernel.ids import check_character
from xiangxin.kernel.text import Text
from xiangxin.law.model import Gates
from xiangxin.policy.model import CompiledPolicy, RecordSource

_INVENTED, _INVENTED_MEMBER = "99010119800506001", "99010119820101002"
"""Under a prefix that no place has."""

_KINDS: Mapping[str, Kind] = {"date": "date", "amount": "money", "points": "points"}
_TYPICAL: Mapping[str, Value] = {
    "id": _INVENTED + check_character(_INVENTED),
    "name": "张示例",
    "date": date(2026, 1, 15),
    "amount": Decimal("12000.00"),
    "whole": 6,
    "points": Decimal("80.00"),
    "percent": "6.75%",
    "yes_no": "是",
}
_OWN: Mapping[tuple[str, str], Value] = {
    ("applicants", "phone"): "19900000000",
    ("applicants", "household_no"): "12",
    ("applicants", "birth_on"): date(1980, 5, 6),
    ("members", MEMBER): _INVENTED_MEMBER + check_character(_INVENTED_MEMBER),
    ("consents", "field_class"): FIELD_CLASS["file"].zh,
    ("consents", "notice_delivered_on"): date(2026, 1, 8),
    ("consents", "to_on"): date(2028, 1, 14),
    ("consents", "withdrawn_on"): None,
    ("consents", "channel"): "当面",
    ("records", "ended_on"): date(2026, 2, 15),
    ("records", "known_on"): date(2026, 2, 16),
    ("reviews", "round_id"): "2026-1",
    ("reviews", "seat"): "3",
    ("reviews", "rating"): 85,
}
_RECORD = ("id_number", "name", "kind", "amount_fen", "happened_on", "ended_on", "known_on", "source")
"""What a plain record of a loan paid back fills; a decision of an authority fills the columns of its document too."""
_RECORD_KIND = "arrears"

_GATES: tuple[tuple[str, Text], ...] = (
    ("document", Text("文书编号、出具机关", "document number, authority")),
    ("ordinary_procedure", Text("普通程序", "ordinary procedure")),
    ("catalogue", Text("目录代码", "catalogue code")),
    ("final", Text("已终局", "final")),
    ("told", Text("告知本人日期", "the person was told")),
    ("lender_only", Text("接收方自己的记录", "the receiver's own record")),
    ("not_minor", Text("严重程度重于轻微", "more than minor")),
    ("unremedied", Text("尚未了结", "not settled")),
)
_NEEDED_HEADS = (
    Head(Text("记录种类", "Kind of record"), 24),
    Head(Text("查询回执", "Coverage"), 24),
    Head(Text("没有这些就不计", "Counts only with"), 44),
    Head(Text("另须书面同意的类别", "Class of consent"), 24),
    Head(Text("English", "English"), 50),
)


@dataclass(frozen=True, slots=True)
class Help:
    """What the explaining sheets of a county's empty workbook say."""

    title: Text
    sheets: Mapping[str, SheetSpec]
    areas: Areas
    kinds: Mapping[str, Text]
    policy: CompiledPolicy | None

    def write(self, paper: Paper) -> None:
        """The examples, and what the policy needs where one was named."""
        villages = (self.areas.full_name(area.code) for area in self.areas.of_level("village"))
        example_sheet(paper, self.title, list(self.sheets.values()), next(villages, ""))
        if self.policy is not None:
            needed_sheet(paper, self.policy, self.kinds)


def example_sheet(paper: Paper, title: Text, specs: Sequence[SheetSpec], village: str) -> None:
    """A filled row of every sheet under its headers. ``village``: one of the county's."""
    sheet = paper.sheet(EXAMPLES)
    mark = Text("示例：虚构的人，程序不读这张表。", "Examples: an invented person; this sheet is not read.")
    row = paper.titles(sheet, title, (mark,))
    sheet.set_column(0, max(len(spec.columns) for spec in specs) - 1, 18)
    lender = next(iter(_column(specs, "consents", "receiver").choices), "")
    for spec in specs:
        sheet.write_string(row, 0, f"{spec.title.zh} · {spec.title.en}", paper.style(bold=True))
        heads = [Head(Text(column.header.zh, column.header.zh), 18) for column in spec.columns]
        paper.heads(sheet, row + 1, heads)
        for at, column in enumerate(spec.columns):
            style = paper.cell_format(_KINDS.get(column.kind, "code"))
            paper.write(sheet, row + 2, at, _example(spec, column, village, lender), style)
        row += 4


def needed_sheet(paper: Paper, policy: CompiledPolicy, labels: Mapping[str, Text]) -> None:
    """The kinds of record the policy reads, and what each must have to count. ``labels``: of kinds by id."""
    columns = "、".join(item.field.label.zh for item in policy.inputs)
    notes = (
        Text("其他种类不影响结果，不必收集。", "Other kinds change nothing and need not be collected."),
        Text(f"申请人表里办法用到的列：{columns}", ""),
    )
    rows = (_needed_row(source, labels) for source in policy.records if source.table == "records")
    paper.table(NEEDED, Text(f"{policy.title.zh}：需要的记录", policy.title.en), notes, _NEEDED_HEADS, rows, frozen=1)


def _column(specs: Sequence[SheetSpec], sheet: str, name: str) -> SheetColumn:
    return next(column for spec in specs if spec.name == sheet for column in spec.columns if column.name == name)


def _example(spec: SheetSpec, column: SheetColumn, village: str, lender: str) -> Value:
    if spec.name == "records" and column.name not in _RECORD:
        return None
    if (spec.name, column.name) in _OWN:
        return _OWN[spec.name, column.name]
    if column.kind == "area":
        return village
    if column.choices and column.kind in ("choice", "word"):
        typical = next((id_ for id_ in (_RECORD_KIND, lender) if id_ in column.choices), next(iter(column.choices)))
        return column.choices[typical].zh
    return _TYPICAL.get(column.kind)


def _needed_row(source: RecordSource, labels: Mapping[str, Text]) -> tuple[Value, ...]:
    label = labels[source.kind]
    gates = list(_gates(source.gates))
    classes = [FIELD_CLASS[name] for name in sorted(source.gates.consent_classes)]
    months = source.within_months
    asked = Text("要有", "needed") if months is None else Text(f"{months} 个月以内", f"within {months} months")
    english = (label.en, f"coverage {asked.en}", *(text.en for text in (*gates, *classes)))
    return (
        label.zh,
        asked.zh,
        "；".join(text.zh for text in gates),
        "；".join(text.zh for text in classes),
        "; ".join(english),
    )


def _gates(gates: Gates) -> Iterator[Text]:
    for name, text in _GATES:
        if getattr(gates, name):
            code = gates.catalogue_code if name == "catalogue" else ""
            yield Text(f"{text.zh} {code}".strip(), f"{text.en} {code}".strip())
