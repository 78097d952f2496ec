"""The closed lists: fields, record kinds, forms, purposes and deployments agree with the rules."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from xiangxin.law.load import load_law
from xiangxin.law.pack import LawPack

AS_OF = date(2026, 6, 30)

FORMS = {
    "grant_import": (
        "序号 户主姓名 评议对象 身份证号码 联系电话 不予授信情形 婚姻状况 社会声望及荣誉情况 社会关系状况 生活习惯情况"
        " 在民间是否有高息贷款 建议授信额度(万元) 评议员姓名 评议员证件号 评议时间"
    ),
    "review_survey": (
        "乡(镇) 行政村 日期 单位 序号 姓名 身份证号 联系地址 手机号码 评议人姓名 收入 支出 授信额(0-10万)"
        " 房屋估值 车辆估值 主营项目 规模 评议结果 备注"
    ),
    "batch_approval": "序号 姓名 身份证号码 授信金额 授信期限 备注 单位",
    "progress_board": (
        "村委 支行员工 总户数 系统初筛白名单 支行审定白名单 授信金额 惠农快贷导入户数 惠农快贷导入金额 新增签约户数"
        " 新增签约金额 新增用信户数 新增用信金额 走访户数 有效户数 白名单率 用信率 新签合同20万以上 新签合同10-20万"
        " 新签合同10万以下"
    ),
}
"""The columns as they were found in real sheets (reference/domain.md §3.2)."""

REFUSED = {
    "婚姻状况": "marriage",
    "社会声望及荣誉情况": "reputation",
    "社会关系状况": "social_relations",
    "生活习惯情况": "lifestyle",
    "在民间是否有高息贷款": "private_lending",
    "不予授信情形": "hearsay",
    "建议授信额度(万元)": "lending_decision",
    "备注": "hearsay",
    "收入": "hearsay",
    "支出": "hearsay",
    "健康状态": "health",
    "先锋党员和公职人员": "politics",
    "贫困户": "welfare_receipt",
    "五保低保": "welfare_receipt",
    "黑名单": "list_tag",
    "灰名单": "list_tag",
    "白名单": "list_tag",
    "蓝名单": "list_tag",
    "性别": "sex",
    "民族": "ethnicity",
}


@pytest.fixture(scope="module")
def law() -> LawPack:
    return load_law()


@pytest.mark.parametrize("form", FORMS)
def test_every_column_of_the_real_forms_has_a_verdict(form: str, law: LawPack) -> None:
    assert [column.header for column in law.forms if column.form == form] == FORMS[form].split()


def test_no_header_of_a_form_is_written_twice(law: LawPack) -> None:
    counts = Counter((column.form, column.header) for column in law.forms)
    assert [key for key, count in counts.items() if count > 1] == []
    assert {column.form for column in law.forms} == set(law.form_titles)


@pytest.mark.parametrize("header", REFUSED)
def test_line_3_what_must_not_be_carried_is_refused_with_reason_and_rule(header: str, law: LawPack) -> None:
    columns = [column for column in law.forms if column.header == header]
    assert columns
    for column in columns:
        assert (column.verdict, column.matter, column.field) == ("refused", REFUSED[header], "")
        assert column.reason.zh
        assert column.reason.en
        assert column.rules


def test_a_carried_column_goes_to_a_registered_field(law: LawPack) -> None:
    known = {*law.fields, "village_code"}
    assert {column.field for column in law.forms if column.verdict == "carried"} <= known
    assert all(column.field for column in law.forms if column.verdict != "refused")


def test_no_file_field_asks_for_less_consent_than_the_rules(law: LawPack) -> None:
    for field in law.fields.values():
        for place in law.jurisdictions:
            asked = law.verdict(field.matter, None, AS_OF, place).gates.consent_classes
            assert asked <= {field.consent_class}, (field.id, place)


def test_every_field_and_record_kind_has_a_lawful_use(law: LawPack) -> None:
    lawful = ("admitted", "with_document", "incentive_only", "lender_only")
    for matter in {
        *(field.matter for field in law.fields.values()),
        *(kind.matter for kind in law.record_kinds.values()),
    }:
        assert law.verdict(matter, None, AS_OF, "CN-37").kind in lawful, matter


def test_columns_follow_the_units_of_their_type(law: LawPack) -> None:
    suffix = {"money": "_fen", "points": "_centi", "percent": "_ppm"}
    for field in law.fields.values():
        assert field.column == field.id + suffix.get(field.type, "")
        assert (field.type == "enum") == bool(field.values)
    for kind in law.record_kinds.values():
        for spec in kind.fields:
            assert spec.column in ("category", "level", "amount_fen", "happened_on", "ended_on")
            assert (spec.column == "ended_on") == spec.open_ended
            assert (spec.type == "enum") == bool(spec.values)
        assert [spec.column for spec in kind.fields].count("happened_on") == 1


def test_sex_is_no_field(law: LawPack) -> None:
    assert not {"sex", "gender", "ethnicity", "marriage", "health"} & set(law.fields)


def test_refused_honours_are_known_by_name(law: LawPack) -> None:
    honour = law.record_kinds["honour"]
    own = {value: matter for field, value, matter in honour.value_matters if field == "category"}
    assert own["party_member"] == "politics"
    assert own["filial_care"] == "undocumented_merit"
    assert own["frugal_wedding"] == "lifestyle"
    assert {law.verdict(matter, "incentive", AS_OF, "CN").kind for matter in own.values()} == {"refused"}
    labels = {value: label.zh for field, value, label in honour.value_labels if field == "category"}
    assert labels["moral_model"] == "道德模范"
    assert "moral_model" not in own


def test_levels_of_honours_rise(law: LawPack) -> None:
    level = next(spec for spec in law.record_kinds["honour"].fields if spec.name == "level")
    assert level.values == ("village", "township", "county", "city", "province", "nation")


def test_a_government_proposes_no_limit_and_no_rate(law: LawPack) -> None:
    government = law.deployment_kinds["government"]
    assert "scoring" not in government.purposes
    assert not {"limit", "rate", "certificate"} & set(government.outputs)
    assert law.purposes["evaluation"].proposes == ("stars", "explanation")


def test_purposes_are_the_closed_list_and_few_of_them_score(law: LawPack) -> None:
    assert set(law.purposes) == {
        "register",
        "scoring",
        "evaluation",
        "review",
        "incentive",
        "contract",
        "after_loan",
        "fund_claim",
        "objection",
        "statistics",
        "audit",
    }
    assert [purpose.id for purpose in law.purposes.values() if purpose.scores] == ["scoring", "evaluation"]


def test_a_document_of_an_authority_has_its_catalogue_kind(law: LawPack) -> None:
    for kind in law.record_kinds.values():
        if law.verdict(kind.matter, None, AS_OF, "CN").gates.catalogue:
            assert law.record_catalogue[kind.id] in law.catalogue_codes(AS_OF)


def test_retention_runs_from_the_end_of_a_debt_and_from_a_decision_that_ended_the_conduct(law: LawPack) -> None:
    adverse = [kind for kind in law.record_kinds.values() if law.matters[kind.matter].adverse]
    from_decision = {"criminal_judgment", "fundraising_penalty", "pyramid_penalty"}
    assert {kind.id for kind in adverse if kind.retention_from == "happened_on"} == from_decision
    for kind in adverse:
        assert law.verdict(kind.matter, None, AS_OF, "CN").gates.retention_years == 5
        if kind.id not in from_decision:
            assert "ended_on" in [spec.column for spec in kind.fields], kind.id


def test_consents_that_must_be_in_writing_each_name_their_text(law: LawPack) -> None:
    assert list(law.written_consents) == ["income_property", "bureau"]
    assert law.written_consents["income_property"].zh == "征信业管理条例14(2)"
    for asked in {law.verdict(matter, None, AS_OF, "CN").gates.consent_classes for matter in law.matters}:
        assert asked <= set(law.written_consents)


def test_every_fact_says_who_owes_it(law: LawPack) -> None:
    looked_up = {field.id: field.supplied_by for field in law.fields.values() if field.supplied_by != "person"}
    assert looked_up == {
        "provincial_score": "authority",
        "months_with_bank": "lender",
        "utilities_paid": "authority",
        "social_insurance_paid": "authority",
    }
    for kind in law.record_kinds.values():
        assert kind.supplied_by != "person"
        assert (kind.supplied_by == "lender") == kind.label.zh.endswith("（本行）"), kind.id


def test_what_can_be_put_right_says_how_its_end_is_recorded(law: LawPack) -> None:
    for kind in law.record_kinds.values():
        adverse = law.matters[kind.matter].adverse
        assert (kind.ended_by is not None) == (adverse and kind.retention_from == "ended_on"), kind.id
