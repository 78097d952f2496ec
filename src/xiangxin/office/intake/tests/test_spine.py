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
