"""Files of operators: facts of law's registry about registered organisations, and nothing about a person."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from stdnum.cn.uscc import calc_check_digit

from bases.accounts_made import viewer_for
from bases.consent_made import make_institution
from bases.intake_made import ON, accepted, filled, make_agreement, make_provider, send, table
from bases.parties_made import FAR_VILLAGE, VILLAGE, make_cadre, make_village
from xiangxin.law.load import load_law
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.audit.verify import verify
from xiangxin.office.creditfile.models import BusinessFact
from xiangxin.office.creditfile.queries.operators import operator_of
from xiangxin.office.intake.actions.agreeing import delete_of_agreements
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.queries import groups_of, page_of_rows
from xiangxin.office.parties.actions import NewBusiness, register_business
from xiangxin.office.parties.models import Business
from xiangxin.office.shell.errors import AddressUnknown

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def code(number: int, first: str = "93") -> str:
    digits = f"{first}990101MA{number:07d}"
    return digits + calc_check_digit(digits)


def operator(number: int, name: str, area: str = VILLAGE) -> Business:
    make_village(area)
    return register_business(make_cadre(area), NewBusiness(code(number), name, "cooperative", area), ON)


def sender() -> Viewer:
    make_institution("government")
    return viewer_for(Role.TOWNSHIP_CADRE, "990101100000")


def contract(**changes: object) -> dict[str, object]:
    return {
        "code": code(1), "operator_name": "虚构柳河合作社", "kind": "sales_contract", "amount_fen": 250000,
        "counterpart_code": code(2), "happened_on": date(2026, 1, 1), "ended_on": date(2026, 12, 31),
        "document_no": "虚购2026-1", **changes,
    }  # fmt: skip


def codes_found(row: Submission) -> dict[str, int]:
    return {group.code: group.count for group in groups_of(row)}


def test_a_contract_becomes_a_fact_of_its_organisation_and_the_same_again_changes_nothing() -> None:
    one, other, by = operator(1, "虚构柳河合作社"), operator(2, "虚构粮油公司", FAR_VILLAGE), sender()
    row = send(by, "operators", filled("operators", [contract()]))
    assert (row.state, row.rows_new, row.rows_refused) == ("staged", 1, 0)
    accepted(by, row)
    fact = BusinessFact.objects.get()
    assert (fact.business_id, fact.counterpart_id, fact.amount_fen) == (one.id, other.id, 25_000_000)
    (line,) = operator_of(viewer_for(Role.COUNTY_OFFICE), one.id).lines
    assert (line.label.zh, line.counterpart, line.document_no) == (
        load_law().operators["sales_contract"].label.zh, "虚构粮油公司", "虚购2026-1",
    )  # fmt: skip
    again = send(by, "operators", filled("operators", [contract()]))
    assert (again.state, again.rows_same) == ("nothing", 1)
    changed = send(by, "operators", filled("operators", [contract(amount_fen=300000)]))
    assert (changed.rows_changed, changed.rows_new) == (1, 0)
    accepted(by, changed)
    assert [line.amount_fen for line in operator_of(viewer_for(Role.COUNTY_OFFICE), one.id).lines] == [30_000_000]
    assert BusinessFact.objects.count() == 2
    assert verify().findings == ()


def test_counts_and_classes_take_their_own_column() -> None:
    operator(1, "虚构柳河合作社")
    by = sender()
    base = {"code": code(1), "happened_on": date(2026, 1, 1)}
    rows = [
        {**base, "kind": "land_worked", "quantity": 320},
        {**base, "kind": "chain_place", "level": "加工"},
        {**base, "kind": "members", "amount_fen": 12},
        {**base, "kind": "demonstration"},
        {**base, "kind": "product_certificate", "level": "县级"},
    ]
    row = send(by, "operators", filled("operators", rows))
    assert (row.rows_new, row.rows_refused) == (2, 3)
    accepted(by, row)
    assert set(BusinessFact.objects.values_list("kind", "value")) == {
        ("land_worked", "320"), ("chain_place", "processing"),
    }  # fmt: skip


def test_what_a_provider_brought_about_organisations_goes_with_its_agreement_unless_another_brought_it_too() -> None:
    for number, name, area in ((1, "虚构柳河合作社", VILLAGE), (2, "虚构粮油公司", FAR_VILLAGE)):
        operator(number, name, area)
    province = make_provider()
    agreement = make_agreement(province, to_on=date(2026, 6, 30), delete_within_days=30)
    both = contract(), contract(document_no="虚购2026-2")
    for amount in (250000, 300000):
        rows = [{**one, "amount_fen": amount} for one in both]
        accepted(province, send(province, "operators", filled("operators", rows), agreement))
    other = make_agreement(province)
    accepted(province, send(province, "operators", filled("operators", [contract(amount_fen=7)]), other))
    assert BusinessFact.objects.count() == 5
    assert delete_of_agreements(system("tests"), date(2026, 7, 30)) == 0
    assert delete_of_agreements(system("tests"), date(2026, 7, 31)) == 2
    assert set(BusinessFact.objects.values_list("document_no", "amount_fen")) == {
        ("虚购2026-1", 25_000_000), ("虚购2026-1", 30_000_000), ("虚购2026-1", 700),
    }  # fmt: skip
    agreement.refresh_from_db()
    assert (agreement.deleted_rows, agreement.deleted_at) == (2, None)
    assert verify().findings == ()


def test_unknown_wrong_and_foreign_organisations_and_traders_come_back() -> None:
    operator(1, "虚构柳河合作社")
    operator(3, "虚构远村农场", FAR_VILLAGE)
    by = sender()
    base = {"kind": "land_worked", "quantity": 1, "happened_on": date(2026, 1, 1)}
    rows = [
        {**base, "code": code(9)},
        {**base, "code": code(3)},
        {**base, "code": code(1)[:17] + ("0" if code(1)[17] != "0" else "1")},
        {**base, "code": code(4, "92")},
        {**base, "code": code(1), "operator_name": "虚构别的合作社"},
        contract(counterpart_code=code(8)),
    ]
    row = send(by, "operators", filled("operators", rows))
    assert (row.state, row.rows_refused) == ("nothing", 6)
    assert codes_found(row) == {
        "operator_unknown": 2, "code_wrong": 1, "operator_is_person": 1, "operator_name_differs": 1,
        "counterpart_unknown": 1,
    }  # fmt: skip
    assert not BusinessFact.objects.exists()


def test_columns_about_persons_are_refused_by_name_and_no_person_is_shown() -> None:
    operator(1, "虚构柳河合作社")
    by = sender()
    heads = ["统一社会信用代码", "事项", "数量", "起始日期", "法定代表人", "联系电话"]
    label = load_law().operators["land_worked"].label.zh
    row = send(by, "operators", table(heads, [[code(1), label, "12", "2026-01-01", "张小三", "19900000001"]]))
    assert (row.rows_new, codes_found(row)) == (1, {"column_refused": 2})
    lines = page_of_rows(by, row, "new", 1)
    assert [line.number for line in lines] == [code(1)]
    assert "张小三" not in str([line.parts for line in lines])
    assert not PendingRead.objects.filter(what="intake.rows").exists()


def test_an_operators_file_is_seen_within_its_area_only() -> None:
    one = operator(1, "虚构柳河合作社")
    with pytest.raises(AddressUnknown):
        operator_of(viewer_for(Role.TOWNSHIP_CADRE, "990101101000"), one.id)


def test_no_registered_fact_of_operators_is_about_a_person() -> None:
    law = load_law()
    assert law.operators
    for fact in law.operators.values():
        assert all((fact.label.zh, fact.label.en, fact.source.zh, fact.reason.zh)), fact.id
        assert not law.matters[fact.matter].absolute, fact.id
        assert (fact.range is None) == (fact.type == "enum"), fact.id
        assert bool(fact.values) == (fact.type == "enum"), fact.id
