"""One form from the file to the facts: read, compared, agreed to by another, written, and sent again."""

from datetime import date

import pytest
import time_machine

from bases.accounts_made import viewer_for
from bases.consent_made import make_consent
from bases.intake_made import ON, filled, make_agreement, make_provider, send
from bases.parties_made import VILLAGE, id_number, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.context import maintenance
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.intake.actions import decide, propose
from xiangxin.office.intake.catalog import form_of, spec_of
from xiangxin.office.intake.queries import findings_of
from xiangxin.office.intake.sealedfile import lines_of
from xiangxin.office.jobs.worker import work_off

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _day() -> object:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def enforcement(number: str, **changes: object) -> dict[str, object]:
    return {
        "id_number": number,
        "name": "张小三",
        "amount_fen": 12000,
        "happened_on": date(2026, 4, 1),
        "document_no": "（2026）虚01执77号",
        "authority": "虚构县法院",
        **changes,
    }


def test_a_courts_table_becomes_facts_once_a_second_person_agreed() -> None:
    number = id_number()
    person = make_person("张小三", VILLAGE, number=number)
    make_consent(person.id, purpose="evaluation")
    court = make_provider()
    agreement = make_agreement(court)
    row = send(court, "court_enforcement", filled("court_enforcement", [enforcement(number)]), agreement)
    assert (row.state, row.rows_read, row.rows_new, row.rows_refused, row.findings) == ("staged", 1, 1, 0, 0)
    assert [line["facts"][0]["amount_fen"] for line in lines_of(row.id, "new")] == [1200000]
    propose(court, row.id, "六月报送")
    row = decide(viewer_for(Role.COUNTY_OFFICE), row.id, agrees=True)
    assert row.state == "accepting"
    work_off()
    row.refresh_from_db()
    assert row.state == "accepted"
    with maintenance("tests"):
        fact = Fact.objects.get()
        shown_at = fact.batch.shown_at
    assert (fact.kind, fact.amount_fen, fact.source_id) == ("court_enforcement", 1200000, court.institution)
    assert shown_at is not None
    again = send(court, "court_enforcement", filled("court_enforcement", [enforcement(number)]), agreement)
    assert (again.state, again.rows_same, again.rows_new) == ("nothing", 1, 0)


def test_a_courts_table_brings_what_its_feed_brings_debtors_of_effective_unperformed_enforcement_only() -> None:
    number = id_number()
    make_consent(make_person("张小三", VILLAGE, number=number).id, purpose="evaluation")
    court = make_provider()
    agreement = make_agreement(court)
    given: list[dict[str, object]] = [
        {}, {"party": "原告"}, {"party": ""}, {"case_class": "婚姻家庭"}, {"case_class": ""}, {"final": "否"},
        {"final": ""}, {"ended_on": date(2026, 5, 1)},
    ]  # fmt: skip
    rows = [enforcement(number, document_no=f"（2026）虚01执{at}号", **changes) for at, changes in enumerate(given)]
    row = send(court, "court_enforcement", filled("court_enforcement", rows), agreement)
    assert (row.state, row.rows_read, row.rows_new, row.rows_refused) == ("staged", 8, 1, 7)
    assert sorted((one.row, one.code) for one in findings_of(row, "", 1)[0]) == [
        (3, "check_not_passed"), (4, "cell_required"), (5, "check_not_passed"), (6, "cell_required"),
        (7, "must_say_yes"), (8, "cell_required"), (9, "over_before"),
    ]  # fmt: skip
    heads = [column.label.zh for column in spec_of(form_of("court_enforcement"), ON).columns if column.needed]
    assert heads[-3:] == ["文书已生效", "当事人地位", "案件类别"]
    lines = [*lines_of(row.id, "new")]
    assert [line["facts"][0]["document_no"] for line in lines] == ["(2026)虚01执0号"]
    assert "被执行人" not in str(lines)


@pytest.mark.parametrize("form", ["tax", "penalties"])
def test_a_decision_that_is_not_final_is_sent_back_by_name(form: str) -> None:
    number = id_number()
    make_consent(make_person("张小三", VILLAGE, number=number).id, purpose="evaluation")
    sender = make_provider()
    base: dict[str, object] = {
        "id_number": number, "name": "张小三", "happened_on": date(2026, 2, 1), "authority": "虚构县局",
        "amount_fen": 500, "category": "公告欠税",
    }  # fmt: skip
    if form == "penalties":
        base |= {"kind": "环境处罚决定", "procedure": "普通程序", "category": None}
    rows = [base | {"document_no": f"虚{at}号", "final": final} for at, final in enumerate(("是", "否"))]
    row = send(sender, form, filled(form, rows), make_agreement(sender))
    assert (row.rows_new, row.rows_refused) == (1, 1)
    assert [(one.row, one.code, one.field) for one in findings_of(row, "", 1)[0]] == [(3, "must_say_yes", "是否终局")]
