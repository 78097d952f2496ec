"""People of a roster or a register that is being accepted: nobody meets one before all are there, and none stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bases.accounts_made import COUNTY, make_account, sign_in, viewer_for
from bases.consent_made import make_institution
from bases.intake_made import filled, send
from bases.parties_made import TOWNSHIP, VILLAGE, id_number, listed_of_village, make_person, make_village
from xiangxin.kernel.ids import IdNumber, person_id
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.verify import verify
from xiangxin.office.creditfile.actions.facts import _registered
from xiangxin.office.creditfile.errors import PersonNotRegistered
from xiangxin.office.intake import accepting
from xiangxin.office.intake.actions import decide, propose, settle
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.terms import LIMITS
from xiangxin.office.jobs.job import Stopped
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.parties.actions import NewPerson, register_person
from xiangxin.office.parties.errors import NumberArriving
from xiangxin.office.parties.models import Arrival, Contact, Household, Kinship, Membership, Person, RosterContact
from xiangxin.office.parties.queries.rosters import roster_of
from xiangxin.office.vault.keys import ring

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
KINDS = (Person, Contact, Household, Membership, RosterContact)


@pytest.fixture(autouse=True)
def _chunks_of_five(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "chunk_rows", 5)
    make_village(VILLAGE)


def numbers() -> list[str]:
    return [id_number(date(1950 + at, 1, 1)) for at in range(12)]


class Bank:
    """Twelve people of a roster of a bank."""

    def __init__(self) -> None:
        bank = make_institution("bank")
        self.client = Client()
        self.by = sign_in(self.client, make_account(Role.ACCOUNT_MANAGER, COUNTY, bank))
        self.second = viewer_for(Role.ACCOUNT_MANAGER, institution=bank)
        self.whole = (0, 0, 0, 0, 12)

    def send(self) -> Submission:
        rows = [
            {"name": "李名册", "id_number": one, "phone": "19900001111", "village_code": VILLAGE} for one in numbers()
        ]
        return send(self.by, "roster", filled("roster", rows))

    def seen(self) -> int:
        return len(roster_of(self.by))


class Village:
    """Twelve people, in four households, of a register of a village."""

    def __init__(self) -> None:
        make_institution("government")
        self.client = Client()
        self.by = sign_in(self.client, make_account(Role.VILLAGE_CADRE, VILLAGE))
        self.second = viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
        self.numbers = numbers()
        self.whole = (12, 12, 4, 12, 0)

    def send(self) -> Submission:
        rows = [
            {
                "name": "李名册", "id_number": one, "phone": f"199000011{at:02}", "village_code": VILLAGE,
                "household_no": str(at % 4),
            }
            for at, one in enumerate(self.numbers)
        ]  # fmt: skip
        return send(self.by, "register", filled("register", rows))

    def seen(self) -> int:
        return len(listed_of_village(self.by, VILLAGE))


@pytest.fixture(params=[Bank, Village])
def sender(request: pytest.FixtureRequest) -> Bank | Village:
    made: Bank | Village = request.param()
    return made


def agreed(sender: Bank | Village, row: Submission) -> Submission:
    propose(sender.by, row.id, "报送")
    decide(sender.second, row.id, agrees=True)
    return row


def stopped_in_the_second_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, seen = accepting._Writer.write, []

    def step(*given: Any) -> None:
        whole(*given)
        seen.append(1)
        if len(seen) == 2:
            raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr(accepting._Writer, "write", step)
        work_off()


def kept() -> tuple[int, ...]:
    """How many rows of each kind are in the database, seen or not."""
    with maintenance("tests"):
        return tuple(kind.every.count() for kind in KINDS)


def shown() -> tuple[int, ...]:
    with maintenance("tests"):
        return tuple(kind.objects.count() for kind in KINDS)


def test_nobody_meets_people_of_a_submission_before_all_are_there(
    sender: Bank | Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = agreed(sender, sender.send())
    stopped_in_the_second_chunk(monkeypatch)
    assert sum(kept()) >= 10
    assert (shown(), sender.seen()) == ((0, 0, 0, 0, 0), 0)
    settle()
    agreed(sender, row)
    work_off()
    row.refresh_from_db()
    assert (row.state, row.left_out, shown(), sender.seen()) == ("accepted", 0, sender.whole, 12)
    assert (kept(), Arrival.objects.count()) == (sender.whole, 0)
    assert verify(seal=True).findings == ()


def test_what_was_written_of_a_submission_that_stopped_is_removed_and_nothing_else(
    sender: Bank | Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_person("张旧人", VILLAGE)
    before = kept()
    row = agreed(sender, sender.send())
    stopped_in_the_second_chunk(monkeypatch)
    assert settle() == 1
    row.refresh_from_db()
    assert (row.state, kept(), Arrival.objects.count()) == ("staged", before, 0)
    page = sender.client.get(reverse("intake:submission", args=[row.id])).content.decode()
    assert "写到一半的内容已经清除" in page
    assert settle() == 0
    assert verify(seal=True).findings == ()


def test_somebody_who_is_being_registered_is_registered_nowhere_else_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    village = Village()
    agreed(village, village.send())
    stopped_in_the_second_chunk(monkeypatch)
    before = kept()
    new = NewPerson("李名册", village.numbers[0], VILLAGE)
    with pytest.raises(NumberArriving):
        register_person(village.by, new, date(2026, 6, 1))
    with maintenance("tests"), pytest.raises(PersonNotRegistered):
        _registered([person_id(IdNumber(village.numbers[0], date(1950, 1, 1)), ring().person_key)])
    assert kept() == before
    settle()
    register_person(village.by, new, date(2026, 6, 1))
    assert village.seen() == 1


def test_a_second_submission_leaves_out_and_counts_whom_another_is_bringing(monkeypatch: pytest.MonkeyPatch) -> None:
    village = Village()
    first = agreed(village, village.send())
    stopped_in_the_second_chunk(monkeypatch)
    other = agreed(village, village.send())
    work_off()
    other.refresh_from_db()
    assert (other.state, other.left_out) == ("accepted", 12)
    assert shown() == (0, 0, 0, 0, 0)
    assert settle() == 1
    first.refresh_from_db()
    assert (first.state, kept()) == ("staged", (0, 0, 0, 0, 0))


def test_a_person_to_whom_something_else_refers_stays_when_the_rest_is_removed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    village = Village()
    agreed(village, village.send())
    stopped_in_the_second_chunk(monkeypatch)
    person = person_id(IdNumber(village.numbers[0], date(1950, 1, 1)), ring().person_key)
    first, second = sorted((person, make_person("张旧人", VILLAGE).id))
    with act("parties.kinship_stated", by=system("tests")) as done:
        done.wrote(Kinship.objects.create(one_id=first, other_id=second, degree="close", stated_on=date(2026, 6, 1)))
    assert settle() == 1
    with maintenance("tests"):
        assert person in set(Person.objects.values_list("id", flat=True))
    assert (kept(), village.seen()) == ((2, 0, 0, 0, 0), 2)
    assert verify(seal=True).findings == ()
