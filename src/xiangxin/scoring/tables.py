"""The physical tables, as data: what every input and every output file holds, whichever engine reads or writes it.

One Parquet file per table. Ids are UUIDs (the Parquet logical type), dates are dates, money is a whole number of
fen, points are hundredths, percent is parts per million. This module decides nothing about a person and opens
no file; ``scoring.table_check`` compares a file with what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from xiangxin.kernel.text import Text
from xiangxin.law.model import Field, ValueType
from xiangxin.policy.model import CompiledPolicy, SumItem, ValueItem
from xiangxin.scoring import packing

ColumnType = Literal["uuid", "text", "date", "bool", "int", "items"]
Explain = Literal["none", "packed", "full"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``nullable`` False: a null is a finding. ``items`` is list<struct(id, outcome, points_centi)>."""

    name: str
    type: ColumnType
    nullable: bool
    meaning: Text


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its columns in writing order."""

    name: str
    columns: tuple[Column, ...]
    meaning: Text

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def with_columns(self, more: Iterable[Column]) -> Table:
        """The table with further columns behind; a name that is already there is not repeated."""
        extra = {column.name: column for column in more}
        return replace(
            self, columns=self.columns + tuple(column for name, column in extra.items() if name not in self.names)
        )


def _must(name: str, type_: ColumnType, zh: str, en: str) -> Column:
    return Column(name, type_, False, Text(zh, en))


def _may(name: str, type_: ColumnType, zh: str, en: str) -> Column:
    return Column(name, type_, True, Text(zh, en))


BIRTH_ON = _may("birth_on", "date", "出生日期", "Date of birth")

APPLICANTS = Table(
    "applicants",
    (
        _must("person_id", "uuid", "申请人标识", "The applicant"),
        _must("household_id", "uuid", "农户标识", "The household"),
        _must("village_code", "text", "所在村的 12 位区划代码", "12-digit division code of the village"),
        BIRTH_ON,
    ),
    Text(
        "申请人，一人一行；其余列来自字段登记表",
        "Applicants, one row each; further columns come from the field registry",
    ),
)

CONSENTS = Table(
    "consents",
    (
        _must("person_id", "uuid", "同意人", "Who consents"),
        _must("purpose", "text", "目的", "Purpose"),
        _must("receiver", "text", "接收方机构标识", "Institution that receives"),
        _must("field_class", "text", "信息类别", "Class of fields"),
        _may("written", "bool", "是否书面", "Whether in writing"),
        _may("notice_delivered_on", "date", "告知送达日", "Day the notice was delivered"),
        _may("from_on", "date", "生效日", "First day"),
        _may("to_on", "date", "截止日；空为未定", "Last day; null: not ended"),
        _may("withdrawn_on", "date", "撤回日；空为未撤回", "Day of withdrawal; null: not withdrawn"),
        _may("channel", "text", "取得方式", "How it was given"),
    ),
    Text("同意", "Consents"),
)

RECORDS = Table(
    "records",
    (
        _must("record_id", "uuid", "记录标识", "The record"),
        _must("person_id", "uuid", "当事人", "Whose record"),
        _must("kind", "text", "记录种类", "Kind of record"),
        _may("category", "text", "类别", "Category"),
        _may("level", "text", "级别", "Level"),
        _may("amount_fen", "int", "金额（分）", "Amount in fen"),
        _may("happened_on", "date", "发生日", "Day it happened"),
        _may("ended_on", "date", "结束日；空为未结束", "Day it ended; null: not ended"),
        _may("known_on", "date", "获知日", "Day it became known here"),
        _may("superseded_on", "date", "被更正替代之日；空为现行", "Day it was replaced; null: current"),
        _may("document_no", "text", "文书编号", "Number of the document"),
        _may("authority", "text", "出具机关", "Competent authority"),
        _may("procedure", "text", "程序（ordinary、simple）", "Procedure (ordinary, simple)"),
        _may("catalogue_code", "text", "公共信用信息目录代码", "Code in the catalogue"),
        _may("severity", "text", "严重程度（minor、general、serious）", "Severity (minor, general, serious)"),
        _may("told_on", "date", "告知当事人之日", "Day the person was told"),
        _may("final", "bool", "是否终局", "Whether final"),
        _may("disputed", "bool", "是否异议中", "Whether under objection"),
        _may("sealed", "bool", "是否封存", "Whether sealed"),
        _may("source", "text", "报送机构标识", "Institution that sent it"),
    ),
    Text("记录", "Records"),
)

COVERAGE = Table(
    "coverage",
    (
        _must("person_id", "uuid", "被查询人", "Who was asked about"),
        _must("kind", "text", "记录种类", "Kind of record"),
        _may("asked_of", "text", "向谁查询", "Who was asked"),
        _may("asked_on", "date", "查询日", "Day of the answer"),
    ),
    Text("查询情况：问过谁、何时", "Coverage: who was asked about whom, and when"),
)

REVIEWS = Table(
    "reviews",
    (
        _must("person_id", "uuid", "被评议人", "Who is rated"),
        _must("panel", "text", "评议小组标识", "Institution whose panel rates"),
        _may("round_id", "text", "轮次", "Round"),
        _may("seat", "text", "席位", "Seat on the panel"),
        _may("rating", "int", "评分；空为不了解或未评", "Rating; null: does not know them, or not yet"),
        _may("closed_on", "date", "轮次截止日；空为进行中", "Day the round closed; null: still open"),
    ),
    Text("评议", "Reviews"),
)

MEMBERS = Table(
    "members",
    (
        _must("person_id", "uuid", "申请人", "The applicant"),
        _must("member_id", "uuid", "家庭成员", "The member"),
    ),
    Text("家庭成员；其余列来自字段登记表", "Household members; further columns come from the field registry"),
)

INPUTS: tuple[Table, ...] = (APPLICANTS, CONSENTS, RECORDS, COVERAGE, REVIEWS, MEMBERS)
REQUIRED: frozenset[str] = frozenset({"applicants", "consents"})
"""Tables a run cannot do without; the others may be absent, which means no rows."""

_TYPE_OF_VALUE: dict[ValueType, ColumnType] = {
    "bool": "bool",
    "text": "text",
    "enum": "text",
    "date": "date",
    "number": "int",
    "money": "int",
    "points": "int",
    "percent": "int",
}


def registry_column(field: Field) -> Column:
    """The physical column of a registered field; null means unknown (or not ended, where the field is open-ended)."""
    return Column(field.column, _TYPE_OF_VALUE[field.type], True, field.label)


def applicants_table(policy: CompiledPolicy) -> Table:
    """``applicants`` with the columns ``policy`` reads."""
    return APPLICANTS.with_columns(registry_column(spec.field) for spec in policy.inputs)


def members_table(policy: CompiledPolicy) -> Table:
    """``members`` with the columns ``policy`` reads."""
    return MEMBERS.with_columns(
        Column(field.column, _TYPE_OF_VALUE[field.type], True, Text(field.name, field.name))
        for source in policy.records
        if source.table == "members"
        for field in source.fields
    )


def input_tables(policy: CompiledPolicy) -> dict[str, Table]:
    """Every input table by name, as ``policy`` needs it."""
    own = {"applicants": applicants_table(policy), "members": members_table(policy)}
    return {table.name: own.get(table.name, table) for table in INPUTS}


def tables_read(policy: CompiledPolicy) -> tuple[str, ...]:
    """The tables an assessment under ``policy`` opens, in order."""
    reads = {"applicants", "consents"}
    if any(source.table == "records" for source in policy.records):
        reads |= {"records", "coverage"}
    if any(source.table == "members" for source in policy.records):
        reads |= {"members", "coverage"}
    if policy.review is not None:
        reads.add("reviews")
    return tuple(table.name for table in INPUTS if table.name in reads)


def results_table(policy: CompiledPolicy) -> Table:
    """``results``: one row per applicant, persons without a ground included."""
    stages = (
        _may(
            f"{stage.id}_centi",
            "int",
            f"{stage.label.zh}（百分之一分，四舍五入显示）",
            f"{stage.label.en} (hundredths of a point, shown half up)",
        )
        for stage in policy.stages
    )
    return Table("results", (*_RESULTS_HEAD, *stages, *_RESULTS_TAIL), Text("评价结果", "Results"))


_RESULTS_HEAD = (
    _must("person_id", "uuid", "申请人标识", "The applicant"),
    _must("household_id", "uuid", "农户标识", "The household"),
    _must("village_code", "text", "所在村", "The village"),
    _must("status", "text", "状态", "Status"),
    _must("missing", "text", "因何无法评价（以分号分隔）", "Lines that could not be evaluated, joined by semicolons"),
    _must("ineligible", "text", "不符合的准入条件", "Eligibility lines not met"),
    _must("vetoes", "text", "触发的否决项", "Vetoes that apply"),
    _must("flags", "text", "提示", "Flags"),
)
_RESULTS_TAIL = (
    _may("review_sum", "int", "评议分合计", "Sum of the ratings"),
    _may("review_count", "int", "有效评议份数", "Number of valid ratings"),
    _may("stars", "int", "星级", "Stars"),
    _may("limit_fen", "int", "建议额度（分）", "Proposed limit in fen"),
    _may("limit_binding", "text", "决定额度的分部", "The part of the limit that binds"),
    _may("rate_bp", "int", "建议利率（基点）", "Proposed rate in basis points"),
    _may("certificate", "text", "证书", "Certificate"),
    _must("calibration", "text", "校准情况", "Calibration"),
)


def explanations_table(policy: CompiledPolicy, explain: Explain) -> Table:
    """``explanations``: one row per person who has a ground."""
    layout = packing.layout(policy)
    words = (
        _must(name, "int", f"编码字 {index}", f"Packed codes, word {index}")
        for index, name in enumerate(layout.word_names)
    )
    points = (
        _may(packing.points_column(item.id), "int", f"{item.label.zh}（百分之一分）", f"{item.label.en} (hundredths)")
        for item in policy.items
        if isinstance(item, SumItem | ValueItem)
    )
    full = (_may("items", "items", "逐项结果", "Every item"),) if explain == "full" else ()
    person = _must("person_id", "uuid", "申请人标识", "The applicant")
    return Table("explanations", (person, *words, *points, *full), Text("说明", "Explanations"))


AREAS = Table(
    "areas",
    (
        _must("area_code", "text", "区划代码", "Division code"),
        _must("level", "text", "层级（village、township、county）", "Level (village, township, county)"),
        _must("no_consent", "int", "未同意人数", "Persons without consent"),
        _must("not_eligible", "int", "不符合条件人数", "Persons not eligible"),
        _must("not_evaluable", "int", "暂时无法评价人数", "Persons who cannot be assessed yet"),
        _must("awaiting_review", "int", "等待评议人数", "Persons awaiting review"),
        _must("vetoed", "int", "暂不能授信人数", "Persons with no grant for now"),
        _must("scored", "int", "已评价人数", "Persons scored"),
        _must("households_assessed", "int", "参评户数", "Households assessed"),
        _must("households_credit", "int", "信用户数", "Credit households"),
        _may("villages_ratable", "int", "可评定村数", "Villages that can be rated"),
        _may("villages_credit", "int", "信用村数", "Credit villages"),
        _may("proposed", "bool", "是否建议评为信用村、信用乡镇；空为不评", "Whether proposed; null: not rated"),
        _must("limit_fen", "int", "建议额度合计（分）", "Sum of proposed limits in fen"),
        _must("contributors", "int", "建议额度大于零的人数", "Persons with a proposed limit above 0"),
        _must("largest_fen", "int", "其中最大的一笔（分）", "The largest of these limits in fen"),
    ),
    Text("区域合计（精确值，展示须过小单元抑制）", "Totals of areas (exact; shown only after small-cell suppression)"),
)
