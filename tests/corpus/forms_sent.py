"""Every form with every column that it refuses, and with what law lets nobody keep.

A sentinel stands in each refused column; the test looks for it wherever the office keeps anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bases.intake_made import ON
from bases.parties_made import BIRTH, FAR_VILLAGE, TOWNSHIP, VILLAGE, id_number
from corpus.case import NUMBER, Case, Told
from corpus.files import xlsx
from xiangxin.interop.cells import normal
from xiangxin.office.intake.catalog import Form, forms, spec_of

SENTINEL = "不可留存的话"


def cases() -> Iterator[Case]:
    """A file for each refused column of each form: the column is told by name, the row under it is read."""
    for form in forms().values():
        for one in form.refused:
            heads, row, staged = _good(form) if form.id in GOOD_ROWS else _unread(form)
            yield Case(
                f"{form.id}: {one.header} is refused",
                partial(xlsx, [[*heads, one.header], [*row, SENTINEL]]),
                (("column_elsewhere" if one.elsewhere else "column_refused", 1, one.header),),
                {2: staged} if staged else {},
                form=form.id,
                whole=bool(staged),
            )
    yield from _people()


def _people() -> Iterator[Case]:
    """Rosters and registers: who is listed, and what about them is left behind."""
    heads = ["评议对象", "身份证号码", "联系电话", "村组"]
    new = id_number(BIRTH, 960)
    listed = ["赵名册", new, "19900000001", VILLAGE]
    kept = {2: [VILLAGE, "赵名册", "19900000001"]}

    def roster(says: str, more: str, told: tuple[Told, ...]) -> Case:
        return Case(says, partial(xlsx, [[*heads, more], [*listed, SENTINEL]]), told, kept, form="roster")

    yield roster("a roster's column of marriage is refused", "婚姻状况", (("column_refused", 1, "婚姻状况"),))
    yield roster("a roster's column of points is not read", "积分", (("column_unknown", 1, "积分"),))
    yield roster("a roster's column of remarks is told", "随手记", (("column_unknown", 1, "随手记"),))
    for name in ("黑名单", "灰名单"):
        yield Case(
            f"a sheet named {name} is refused as a whole",
            partial(xlsx, [heads, listed], name=name),
            (("sheet_refused", None, None),),
            {},
            form="roster",
        )
    yield Case(
        "a person twice on a roster with two names comes back twice",
        partial(xlsx, [heads, listed, ["钱名册", *listed[1:]]]),
        (("person_twice", 2, None), ("person_twice", 3, None)),
        {},
        form="roster",
    )
    columns = ["姓名", "公民身份号码", "村（社区）", "户号"]
    household = ["赵登记", new, VILLAGE, "8"]

    def register(says: str, told: tuple[Told, ...], **changes: str) -> Case:
        row = [
            changes.get(head, cell)
            for head, cell in zip(("name", "number", "village", "household"), household, strict=True)
        ]
        return Case(says, partial(xlsx, [columns, row]), told, {}, form="register")

    yield register("a village of another township comes back", (("area_beyond", 2, None),), village=FAR_VILLAGE)
    yield register(
        "a village of another county comes back", (("area_other_county", 2, "村(社区)"),), village="110101001001"
    )
    yield register("a village nobody knows comes back", (("area_unknown", 2, "村(社区)"),), village="桃花源村")
    yield register("a township is no village", (("area_unknown", 2, "村(社区)"),), village=TOWNSHIP)
    yield register("nobody without a name is registered", (("cell_required", 2, "姓名"),), name="")
    yield register("nobody without a household is registered", (("cell_required", 2, "户号"),), household="")
    yield register("a number for a name comes back", (("name_wrong", 2, "姓名"),), name="123")


def _unread(form: Form) -> tuple[list[str], list[str], dict[str, object]]:
    """A row that is refused as a whole: what stands in the refused column goes nowhere with it."""
    heads = [normal(column.header.zh) for column in spec_of(form, ON).columns if column.needed]
    return heads, ["？"] * len(heads), {}


def _good(form: Form) -> tuple[list[str], list[str], dict[str, object]]:
    values, staged = GOOD_ROWS[form.id]
    columns = {column.name: column.header.zh for column in spec_of(form, ON).columns}
    named = {"id_number": NUMBER, **values}
    return [normal(columns[name]) for name in named], list(named.values()), staged


def _record(kind: str, **facts: object) -> dict[str, object]:
    return {"kind": kind, **facts}


GOOD_ROWS: dict[str, tuple[dict[str, str], dict[str, object]]] = {
    "honours": (
        {"category": "道德模范", "level": "县级", "happened_on": "2026-03-01", "document_no": "虚奖1号",
         "authority": "虚构县"},
        _record("honour", category="moral_model", level="county", happened_on="2026-03-01", document_no="虚奖1号",
                authority="虚构县"),
    ),
    "lender_records": (
        {"kind": "贷款拖欠（本行）", "amount_fen": "500", "happened_on": "2026-02-01", "document_no": "虚合同1"},
        _record("arrears", amount_fen=50_000, happened_on="2026-02-01", document_no="虚合同1"),
    ),
    "bureau_records": (
        {"kind": "逾期（信用报告）", "amount_fen": "500", "happened_on": "2026-02-01", "document_no": "虚报告1",
         "authority": "虚构银行"},
        _record("bureau_arrears", amount_fen=50_000, happened_on="2026-02-01", document_no="虚报告1",
                authority="虚构银行"),
    ),
    "months_with_bank": (
        {"as_of": "2026-05-31", "months_with_bank": "36"},
        _record("months_with_bank", value="36", happened_on="2026-05-31"),
    ),
    "provincial_score": (
        {"as_of": "2026-05-31", "provincial_score_centi": "87.5"},
        _record("provincial_score", value="8750", happened_on="2026-05-31"),
    ),
    "court_enforcement": (
        {"amount_fen": "12000", "happened_on": "2026-04-01", "document_no": "虚执1号", "authority": "虚构县法院",
         "final": "是", "party": "被执行人", "case_class": "民事"},
        _record("court_enforcement", amount_fen=1_200_000, happened_on="2026-04-01", document_no="虚执1号",
                authority="虚构县法院", final=True),
    ),
    "tax": (
        {"category": "公告欠税", "amount_fen": "500", "happened_on": "2026-02-01", "document_no": "虚税1号",
         "authority": "虚构县税务局", "final": "是"},
        _record("tax_decision", category="arrears_announced", amount_fen=50_000, happened_on="2026-02-01",
                document_no="虚税1号", authority="虚构县税务局", final=True),
    ),
    "penalties": (
        {"kind": "环境处罚决定", "happened_on": "2026-02-01", "document_no": "虚罚1号", "authority": "虚构县局",
         "procedure": "普通程序", "final": "是"},
        _record("environment_penalty", happened_on="2026-02-01", document_no="虚罚1号", authority="虚构县局",
                procedure="ordinary", final=True),
    ),
    "social_insurance": (
        {"as_of": "2026-05-31", "social_insurance_paid": "是"},
        _record("social_insurance_paid", value="true", happened_on="2026-05-31"),
    ),
    "utilities": (
        {"as_of": "2026-05-31", "utilities_paid": "是"},
        _record("utilities_paid", value="true", happened_on="2026-05-31"),
    ),
    "subsidies": (
        {"category": "种粮补贴", "happened_on": "2026-03-01", "authority": "虚构镇"},
        _record("farm_support", category="grain_growing", happened_on="2026-03-01", authority="虚构镇"),
    ),
    "land": (
        {"as_of": "2026-05-31", "land_area_mu": "12"},
        _record("land_area_mu", value="12", happened_on="2026-05-31"),
    ),
    "training": (
        {"category": "农业技术", "happened_on": "2026-03-01", "document_no": "虚训1号", "authority": "虚构农技站"},
        _record("training", category="farming", happened_on="2026-03-01", document_no="虚训1号",
                authority="虚构农技站"),
    ),
    "insurance": (
        {"amount_fen": "500", "happened_on": "2026-03-01", "document_no": "虚赔1号"},
        _record("insurance_claim", amount_fen=50_000, happened_on="2026-03-01", document_no="虚赔1号"),
    ),
    "statements": (
        {"as_of": "2026-05-31", "livestock_head": "3"},
        _record("livestock_head", value="3", happened_on="2026-05-31"),
    ),
}  # fmt: skip
