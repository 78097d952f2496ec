"""What the shipped law says of a matter in a use, on a day, in a place."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from xiangxin.law.load import load_law
from xiangxin.law.model import Gates, Use
from xiangxin.law.pack import LawPack

AS_OF = date(2026, 6, 30)
USES: tuple[Use, ...] = get_args(Use)
SHANDONG, HENAN = "CN-37", "CN-41"


@pytest.fixture(scope="module")
def law() -> LawPack:
    return load_law()


def rules(law: LawPack, matter: str, use: Use, place: str = "CN", day: date = AS_OF) -> list[str]:
    return [rule.id for rule in law.verdict(matter, use, day, place).rules]


def test_line_3_protected_matters_are_refused_in_every_use_every_place_and_on_every_day(law: LawPack) -> None:
    protected = [matter.id for matter in law.matters.values() if matter.absolute]
    assert len(protected) == 19
    days = (date(2005, 1, 1), date(2019, 12, 5), date(2022, 6, 16), AS_OF, date(2099, 1, 1))
    for matter in protected:
        for use in USES:
            for day in days:
                for place in (*law.jurisdictions, "CN-99"):
                    kind = law.verdict(matter, use, day, place).kind
                    assert kind in ("refused", "field_forbidden"), (matter, use, day, place, kind)


def test_line_3_no_rule_admits_a_protected_matter_and_no_field_or_record_is_about_one(law: LawPack) -> None:
    protected = {matter.id for matter in law.matters.values() if matter.absolute}
    assert [rule.id for rule in law.rules if rule.effect == "admit" and protected & set(rule.matters)] == []
    assert [field.id for field in law.fields.values() if field.matter in protected] == []
    assert [kind.id for kind in law.record_kinds.values() if kind.matter in protected] == []


def test_the_list_is_closed(law: LawPack) -> None:
    verdict = law.verdict("identity", "base", AS_OF, "CN")
    assert (verdict.kind, verdict.basis, rules(law, "identity", "base")) == ("refused", "product", ["line-closed-list"])
    assert law.verdict("something else", "base", AS_OF, "CN").kind == "refused"
    for matter in law.matters:
        for use in USES:
            assert law.verdict(matter, use, AS_OF, "XX").kind == "refused"


def test_every_verdict_names_its_deciding_rule(law: LawPack) -> None:
    for matter in law.matters:
        for use in USES:
            verdict = law.verdict(matter, use, AS_OF, SHANDONG)
            assert verdict.basis == verdict.rules[0].basis
            assert verdict.rules[0].reason.zh
            assert verdict.rules[0].reason.en


def test_national_law_holds_in_a_province_and_not_the_other_way_round(law: LawPack) -> None:
    assert "sd-13-minor" in rules(law, "village_finding", "deduction", SHANDONG)
    assert "sd-13-minor" in rules(law, "village_finding", "deduction", "CN-37-08")
    assert "sd-13-minor" not in rules(law, "village_finding", "deduction", HENAN)
    assert "sd-13-minor" not in rules(law, "village_finding", "deduction", "CN")
    assert "sd-13-minor" not in rules(law, "village_finding", "deduction", "CN-370")
    assert law.verdict("village_finding", "deduction", AS_OF, SHANDONG).basis == "article"
    assert law.verdict("village_finding", "deduction", AS_OF, "CN").basis == "principle"


def test_line_2_ordinary_procedure_is_asked_everywhere_and_by_article_where_the_province_says_so(law: LawPack) -> None:
    asking: dict[str, list[str]] = {}
    for place in law.jurisdictions:
        verdict = law.verdict("tax_decision", "veto", AS_OF, place)
        assert verdict.gates.ordinary_procedure
        asking[place] = [rule.id for rule in verdict.rules if rule.parameter("procedure") == "ordinary"]
    own = "line-2-ordinary-procedure"
    assert asking == {
        "CN": [own],
        "CN-33": [own],
        "CN-35": [own],
        SHANDONG: ["sd-13-ordinary-procedure", own],
        HENAN: ["hn-13-ordinary-procedure", own],
    }


def test_line_2_minor_and_remedied_penalties_are_kept_out_everywhere(law: LawPack) -> None:
    penalties = ("land_decision", "environment_penalty", "safety_penalty", "fundraising_penalty", "pyramid_penalty")
    lasting = penalties[:3]
    for place in law.jurisdictions:
        gates = {matter: law.verdict(matter, None, AS_OF, place).gates for matter in law.matters}
        assert {matter for matter, asked in gates.items() if asked.not_minor} == set(penalties)
        assert {matter for matter, asked in gates.items() if asked.unremedied} == set(lasting)


def test_public_order_records_are_sealed_from_2026(law: LawPack) -> None:
    before = law.verdict("public_order_record", "veto", date(2025, 12, 31), "CN")
    since = law.verdict("public_order_record", "veto", date(2026, 1, 1), "CN")
    assert (before.kind, before.basis, before.rules[0].id) == ("refused", "product", "line-3-protected")
    assert (since.kind, since.basis, since.rules[0].id) == ("refused", "article", "pspl-136-sealed")
    assert not since.rules[0].confirmed


def test_an_article_decides_before_a_principle_and_the_special_before_the_general(law: LawPack) -> None:
    assert rules(law, "vaccination", "deduction")[:2] == ["crr-14-vaccination", "pipl-28-medical"]
    assert rules(law, "politics", "bonus")[0] == "line-3-politics"
    assert law.verdict("politics", "bonus", AS_OF, "CN").basis == "product"
    assert law.verdict("lifestyle", "bonus", AS_OF, "CN").basis == "principle"


@pytest.mark.parametrize(
    ("matter", "use", "place", "gates"),
    [
        ("income", "base", "CN", Gates(consent_classes=frozenset({"income_property"}))),
        ("own_debt", "limit", "CN", Gates(consent_classes=frozenset({"income_property"}))),
        ("residence", "base", "CN", Gates()),
        ("civic_honour", "incentive", "CN", Gates(document=True)),
        ("loan_repaid", "base", "CN", Gates(lender_only=True)),
        ("loan_arrears", "deduction", "CN", Gates(told=True, lender_only=True, adverse=True, retention_years=5)),
        ("bureau_record", "veto", "CN", Gates(adverse=True, retention_years=5, consent_classes=frozenset({"bureau"}))),
        (
            "land_decision",
            "veto",
            SHANDONG,
            Gates(
                document=True,
                ordinary_procedure=True,
                catalogue=True,
                final=True,
                told=True,
                adverse=True,
                not_minor=True,
                unremedied=True,
                adult_age=18,
                retention_years=5,
            ),
        ),
        (
            "criminal_judgment",
            "veto",
            SHANDONG,
            Gates(document=True, catalogue=True, final=True, told=True, adverse=True, adult_age=18, retention_years=5),
        ),
        (
            "loan_diversion",
            "veto",
            "CN",
            Gates(document=True, told=True, lender_only=True, adverse=True, retention_years=5),
        ),
    ],
)
def test_conditions_become_gates(law: LawPack, matter: str, use: Use, place: str, gates: Gates) -> None:
    assert law.verdict(matter, use, AS_OF, place).gates == gates


def test_honours_are_an_incentive_and_nothing_else(law: LawPack) -> None:
    assert {law.verdict("civic_honour", use, AS_OF, "CN").kind for use in USES} == {"incentive_only"}


def test_an_upper_age_is_a_rule_of_a_product(law: LawPack) -> None:
    assert law.verdict("age_limit", "eligibility", AS_OF, "CN").kind == "eligibility_of_product"
    assert law.verdict("age_limit", "base", AS_OF, "CN").kind == "refused"
    assert law.verdict("identity", "eligibility", AS_OF, "CN").kind == "admitted"


def test_utilities_may_only_speak_for_somebody(law: LawPack) -> None:
    kinds = {use: law.verdict("utility_payment", use, AS_OF, "CN").kind for use in USES}
    assert {use for use, kind in kinds.items() if kind == "admitted"} == {"base", "bonus", "incentive"}
    assert law.verdict("utility_payment", "deduction", AS_OF, HENAN).rules[0].id == "hn-27-utilities"


def test_majority_comes_from_the_law_of_the_day(law: LawPack) -> None:
    assert law.majority_age(AS_OF) == 18
    assert law.majority_age(date(2005, 1, 1), SHANDONG) == 18


def test_what_was_not_read_in_the_original_is_unconfirmed(law: LawPack) -> None:
    assert [rule.id for rule in law.rules if not rule.confirmed] == [
        "cc-17-majority",
        "con-4-ethnicity",
        "con-48-sex",
        "cbm-5-licence",
        "epl-54-operators",
        "lal-77-78-decision",
        "pspl-136-sealed",
        "psr-24-organiser",
        "sc49-document",
        "sc49-village-finding",
        "sc49-others",
        "tcl-63-evasion",
        "zj-14-never-collected",
    ]


def test_every_rule_bites_on_something_and_every_matter_is_under_some_rule(law: LawPack) -> None:
    ruled = {matter for rule in law.rules for matter in rule.matters}
    free = {"contact", "panel_opinion"}
    assert set(law.matters) - ruled == free
    figures_or_closing = {"line-2-review", "line-3-consent", "line-closed-list"}
    assert {rule.id for rule in law.rules if not rule.matters} <= figures_or_closing
