"""The sheets of our own workbook: which columns each has, what they are called and how their cells are read.

Built from the field registry and the record kinds of the law pack, the deployment's institutions and the county's
areas, so that a workbook offers exactly what may be kept. The template writes these sheets, the county reader reads
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from xiangxin.interop import cells
from xiangxin.interop.areas import Areas
from xiangxin.interop.book import Raw
from xiangxin.interop.cells import CellProblem
from xiangxin.interop.deployment import Deployment, Role
from xiangxin.interop.headers import header_key
from xiangxin.interop.settings import TEXT_LIMIT
from xiangxin.interop.tableread import Column
from xiangxin.interop.words import FIELD_CLASS, PROCEDURE, RECORD_SEVERITY
from xiangxin.kernel.text import Text
from xiangxin.kernel.units import CENTI_PER_POINT
from xiangxin.law.model import Field, RecordKind, ValueType
from xiangxin.law.pack import LawPack

CellKind = Literal[
    "id", "name", "text", "area", "date", "amount", "whole", "points", "percent", "yes_no", "choice", "word"
]
"""``word``: a registered word whose meaning depends on the row (the category of a record on its kind)."""

PERSON, MEMBER, NAME, PANEL, WITHDRAWN = "id_number", "member_id_number", "name", "panel", "withdrawn_on"
REFUSED = "refused_on"
INSTRUCTIONS = Text("填写说明", "Instructions")
EXAMPLES = Text("示例", "Examples")
NEEDED = Text("办法需要的记录", "Records the policy needs")
LISTS = "选项"
NOT_READ = frozenset({LISTS, *(text for name in (INSTRUCTIONS, EXAMPLES, NEEDED) for text in (name.zh, name.en))})
"""Sheets of the template that explain it and hold nobody's data."""

DO_NOT_KNOW = Text("不了解", "I do not know them")
"""What a reviewer writes instead of a rating; it is not a rating and not a zero."""

_ID_HEADERS = ("公民身份号码", "身份证号码", "身份证号", "证件号码", "身份号码", "Identitynumber")
_NAME_HEADERS = ("姓名", "名字", "Name")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column as the template shows it. ``needed``: no row may leave it blank. ``range`` in physical units."""

    name: str
    label: Text
    kind: CellKind
    needed: bool = False
    choices: Mapping[str, Text] = field(default_factory=dict)
    range: tuple[int, int] | None = None
    aliases: tuple[str, ...] = ()
    spread: bool = False
    closes: bool = False

    @property
    def header(self) -> Text:
        """The label with its unit."""
        return Text(f"{self.label.zh}（元）", f"{self.label.en} (yuan)") if self.kind == "amount" else self.label

    def column(self, areas: Areas) -> Column:
        """How the column is found and read."""
        labels = (self.label.zh, self.label.en, *self.aliases)
        keys = tuple(dict.fromkeys(header_key(cells.normal(label)) for label in labels))
        return Column(self.name, keys, _Reader(self, areas).read, self.needed, self.needed, self.spread, self.closes)


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """A sheet of the workbook. ``name``: the table it fills."""

    name: str
    title: Text
    columns: tuple[SheetColumn, ...]
    hint: Text

    def columns_for(self, areas: Areas) -> tuple[Column, ...]:
        return tuple(column.column(areas) for column in self.columns)


_READ: Mapping[str, Callable[[Raw], object]] = {
    "id": cells.identity,
    "name": cells.name,
    "date": cells.day,
    "yes_no": cells.yes_no,
    "percent": cells.percent_ppm,
}


class _Reader:
    """Reads a cell by the kind of its column and checks the registered range."""

    def __init__(self, column: SheetColumn, areas: Areas) -> None:
        self._column = column
        self._areas = areas

    def read(self, raw: Raw, yuan: int | None) -> object:
        value = self._value(raw, yuan)
        if self._column.range is not None and isinstance(value, int):
            low, high = self._column.range
            if not low <= value <= high:
                raise CellProblem("value_out_of_range", low=self._shown(low), high=self._shown(high))
        return value

    def _value(self, raw: Raw, yuan: int | None) -> object:
        match self._column.kind:
            case "area":
                return self._areas.village(raw)
            case "amount":
                return cells.amount_fen(raw, yuan)
            case "choice":
                return self._choice(raw)
            case "points" | "whole":
                return self._number(raw)
            case "text" | "word":
                return cells.short_text(raw, TEXT_LIMIT)
            case kind:
                return _READ[kind](raw)

    def _choice(self, raw: Raw) -> str | None:
        try:
            return cells.choice(raw, self._column.choices)
        except CellProblem as problem:
            if self._column.needed and problem.code == "choice_unknown":
                raise CellProblem("choice_needed", **problem.values) from None
            raise

    def _number(self, raw: Raw) -> int | None:
        if self._column.choices and cells.written(raw) in {DO_NOT_KNOW.zh, DO_NOT_KNOW.en}:
            return None
        return cells.scaled(raw, CENTI_PER_POINT if self._column.kind == "points" else 1)

    def _shown(self, physical: int) -> str:
        return f"{physical // 100:,}" if self._column.kind in ("amount", "points") else f"{physical:,}"


def workbook_sheets(law: LawPack, deployment: Deployment, as_of: date) -> dict[str, SheetSpec]:
    """The sheets by table, in the order of the workbook. ``as_of``: whose law says which values may be kept."""
    kinds = {kind.id: kind.label for kind in law.record_kinds.values()}
    institutions = _institutions(deployment, ("controller", "receiver", "panel", "provider"))
    receivers = _institutions(deployment, ("receiver", "panel"))
    purposes = {purpose.id: purpose.label for purpose in law.purposes.values()}
    specs = (
        _applicants(law),
        _consents(purposes, receivers),
        _refusals(receivers),
        _records(law, kinds, institutions, Lawful(law, deployment.jurisdiction, as_of)),
        _coverage(kinds, institutions),
        _reviews(_institutions(deployment, ("panel",))),
        _members(law),
    )
    return {spec.name: spec for spec in specs}


class Lawful:
    """Which values of a record's enum may be kept: a value can be about a matter of its own."""

    def __init__(self, law: LawPack, jurisdiction: str, as_of: date) -> None:
        self._law = law
        self._jurisdiction = jurisdiction
        self.as_of = as_of

    def reason(self, kind: RecordKind, field_name: str, value: str) -> tuple[Text, str] | None:
        """Why the value may not be kept (with the text it rests on), or ``None`` where it may."""
        matter = next((m for f, v, m in kind.value_matters if (f, v) == (field_name, value)), None)
        if matter is None:
            return None
        verdict = self._law.verdict(matter, None, self.as_of, self._jurisdiction)
        if verdict.kind not in ("refused", "field_forbidden"):
            return None
        rule = verdict.rules[0]
        return rule.reason, self._law.cite(rule)


_PERSON = SheetColumn(PERSON, Text("公民身份号码", "Identity number"), "id", needed=True, aliases=_ID_HEADERS)
_NAME = SheetColumn(NAME, Text("姓名", "Name"), "name", aliases=_NAME_HEADERS)
"""Beside the number only to be compared with the register: a slip in one of the two shows."""


def _applicants(law: LawPack) -> SheetSpec:
    own = (
        replace(_NAME, needed=True),
        _PERSON,
        SheetColumn("phone", Text("联系电话", "Telephone"), "text", aliases=("手机号码", "手机号", "电话")),
        SheetColumn(
            "village_code",
            Text("村（社区）", "Village"),
            "area",
            needed=True,
            aliases=("村", "行政村", "村名", "所在村", "村(社区)代码"),
            spread=True,
        ),
        SheetColumn("household_no", Text("户号", "Household number"), "text", needed=True, spread=True),
    )
    registered = _registered(law.fields.values(), "applicants")
    hint = Text("一人一行。不知道的留空，不要填 0 或“无”。", "One row a person. Leave blank what is not known.")
    return SheetSpec("applicants", Text("申请人", "Applicants"), (*own, *registered), hint)


def _members(law: LawPack) -> SheetSpec:
    person = replace(_PERSON, label=Text("申请人公民身份号码", "Applicant's identity number"))
    member = SheetColumn(
        MEMBER, Text("成员公民身份号码", "Member's identity number"), "id", needed=True, aliases=("成员身份证号",)
    )
    hint = Text(
        "成员的收入要成员本人书面同意（在“同意”表登记）才用。",
        "A member's income counts only by the member's own written consent (in the consent sheet).",
    )
    registered = _registered(law.fields.values(), "members")
    return SheetSpec("members", Text("家庭成员", "Members"), (person, member, *registered), hint)


def _consents(purposes: Mapping[str, Text], receivers: Mapping[str, Text]) -> SheetSpec:
    columns = (
        _PERSON,
        _NAME,
        SheetColumn("purpose", Text("用途", "Purpose"), "choice", needed=True, choices=purposes),
        SheetColumn("receiver", Text("接收方", "Receiver"), "choice", needed=True, choices=receivers),
        SheetColumn(
            "field_class", Text("信息类别", "Class of information"), "choice", needed=True, choices={**FIELD_CLASS}
        ),
        SheetColumn("written", Text("书面", "In writing"), "yes_no"),
        SheetColumn("notice_delivered_on", Text("告知送达日期", "Notice delivered on"), "date"),
        SheetColumn("from_on", Text("同意起始日期", "Consent from"), "date", needed=True),
        SheetColumn("to_on", Text("同意截止日期", "Consent to"), "date"),
        SheetColumn(WITHDRAWN, Text("撤回日期", "Withdrawn on"), "date", closes=True),
        SheetColumn("channel", Text("取得方式", "How it was given"), "text"),
    )
    hint = Text(
        "每个用途、接收方、类别各一行，本人自己给。", "A row for each purpose, receiver and class, given in person."
    )
    return SheetSpec("consents", Text("同意", "Consents"), columns, hint)


def _refusals(receivers: Mapping[str, Text]) -> SheetSpec:
    columns = (
        _PERSON,
        _NAME,
        SheetColumn("receiver", Text("接收方", "Receiver"), "choice", choices=receivers),
        SheetColumn(REFUSED, Text("不同意日期", "Refused on"), "date", needed=True, closes=True),
    )
    hint = Text(
        "本人表示不同意的登记在这里，不再上门，不影响其他事；接收方留空表示全部。",
        "Who said no, so that they are not visited again; it affects nothing else. Blank receiver: all of them.",
    )
    return SheetSpec("refusals", Text("不同意", "Refusals"), columns, hint)


def _records(law: LawPack, kinds: Mapping[str, Text], institutions: Mapping[str, Text], lawful: Lawful) -> SheetSpec:
    columns = (
        _PERSON,
        _NAME,
        SheetColumn("kind", Text("记录种类", "Kind of record"), "choice", needed=True, choices=kinds),
        SheetColumn("category", Text("类别", "Category"), "word", choices=_values(law, "category", lawful)),
        SheetColumn("level", Text("级别", "Level"), "word", choices=_values(law, "level", lawful)),
        SheetColumn("amount_fen", Text("金额", "Amount"), "amount", range=_amounts(law)),
        SheetColumn("happened_on", Text("发生日期", "Happened on"), "date"),
        SheetColumn("ended_on", Text("结束日期", "Ended on"), "date", aliases=("结清日期", "履行日期")),
        SheetColumn("known_on", Text("获知日期", "Known on"), "date", needed=True),
        SheetColumn("superseded_on", Text("被更正日期", "Superseded on"), "date"),
        SheetColumn("document_no", Text("文书编号", "Document number"), "text", aliases=("文号",)),
        SheetColumn("authority", Text("出具机关", "Authority"), "text"),
        SheetColumn("procedure", Text("程序", "Procedure"), "choice", choices=PROCEDURE),
        SheetColumn("catalogue_code", Text("目录代码", "Catalogue code"), "text"),
        SheetColumn("severity", Text("严重程度", "Severity"), "choice", choices=RECORD_SEVERITY),
        SheetColumn("told_on", Text("告知本人日期", "Person told on"), "date"),
        SheetColumn("final", Text("是否终局", "Final"), "yes_no"),
        SheetColumn("disputed", Text("是否异议中", "Under objection"), "yes_no"),
        SheetColumn("sealed", Text("是否封存", "Sealed"), "yes_no"),
        SheetColumn("source", Text("报送机构", "Sent by"), "choice", needed=True, choices=institutions),
    )
    hint = Text(
        "一件事一行。未结束的“结束日期”留空。不利记录必须有文书。",
        "One row a fact. Leave “ended on” blank while it has not ended. Adverse records need a document.",
    )
    return SheetSpec("records", Text("记录", "Records"), columns, hint)


def _coverage(kinds: Mapping[str, Text], institutions: Mapping[str, Text]) -> SheetSpec:
    columns = (
        _PERSON,
        _NAME,
        SheetColumn("kind", Text("记录种类", "Kind of record"), "choice", needed=True, choices=kinds),
        SheetColumn("asked_of", Text("查询对象", "Asked of"), "choice", needed=True, choices=institutions),
        SheetColumn("asked_on", Text("查询日期", "Asked on"), "date", needed=True),
    )
    hint = Text(
        "问过才填：查了没有，和没查过，是两回事。",
        "Only who was asked about: “asked, and there is none” is not “nobody asked”.",
    )
    return SheetSpec("coverage", Text("查询回执", "Coverage"), columns, hint)


def _reviews(panels: Mapping[str, Text]) -> SheetSpec:
    columns = (
        _PERSON,
        _NAME,
        # Where there is one panel, a blank can mean no other.
        SheetColumn(PANEL, Text("评议小组", "Panel"), "choice", needed=len(panels) > 1, choices=panels),
        SheetColumn("round_id", Text("评议轮次", "Round"), "text", needed=True),
        SheetColumn("seat", Text("席位", "Seat"), "text", needed=True),
        SheetColumn(
            "rating", Text("评分", "Rating"), "whole", choices={"": DO_NOT_KNOW}, range=(0, 1000), aliases=("打分",)
        ),
        SheetColumn("closed_on", Text("评议结束日期", "Round closed on"), "date"),
    )
    hint = Text(
        "只填席位编号，不写评议员姓名；不了解的填“不了解”。评议未结束的结束日期留空。",
        "Seats by number, no reviewer's name. Write 不了解 for who is not known. Blank end: the round is open.",
    )
    return SheetSpec("reviews", Text("评议", "Reviews"), columns, hint)


_KIND_OF_TYPE: dict[ValueType, CellKind] = {
    "bool": "yes_no",
    "text": "text",
    "enum": "choice",
    "date": "date",
    "number": "whole",
    "money": "amount",
    "points": "points",
    "percent": "percent",
}


def _registered(fields: Iterable[Field], table: str) -> tuple[SheetColumn, ...]:
    return tuple(
        SheetColumn(
            spec.column,
            spec.label,
            _KIND_OF_TYPE[spec.type],
            choices=dict(spec.value_labels),
            range=spec.range,
        )
        for spec in fields
        if table in spec.tables
    )


def _values(law: LawPack, column: str, lawful: Lawful) -> dict[str, Text]:
    """What the column may say, over all kinds; a value that may not be kept is not offered."""
    found: dict[str, Text] = {}
    for kind in law.record_kinds.values():
        names = {spec.name for spec in kind.fields if spec.column == column}
        for name, value, label in kind.value_labels:
            if name in names and lawful.reason(kind, name, value) is None:
                found.setdefault(label.zh, label)
    return found


def _amounts(law: LawPack) -> tuple[int, int]:
    """The widest registered range of an amount; the kind's own is checked with the row."""
    ranges = [spec.range for kind in law.record_kinds.values() for spec in kind.fields if spec.column == "amount_fen"]
    known = [range_ for range_ in ranges if range_ is not None]
    return min(low for low, _ in known), max(high for _, high in known)


def _institutions(deployment: Deployment, roles: tuple[Role, ...]) -> dict[str, Text]:
    return {item.id: item.name for role in roles for item in deployment.of_role(role)}
