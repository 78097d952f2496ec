"""Line 1 in the office: no ground, nothing read. A withdrawal closes every query on the very next call, and a consent
after another is what a small model says it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bases.accounts_made import viewer_for
from bases.apart import run_apart
from bases.consent_made import make_consent, make_institution
from bases.parties_made import TOWNSHIP, VILLAGE, id_number, make_cadre, make_person
from xiangxin.kernel.canonical import digest
from xiangxin.law.load import load_law
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry, PendingRead
from xiangxin.office.consent import errors, gate
from xiangxin.office.consent.actions import (
    Scope,
    deliver_notice,
    give_consent,
    refuse_consent,
    withdraw_consent,
)
from xiangxin.office.consent.models import Consent, DeletionOrder, NoticeText
from xiangxin.office.parties.actions import look_up
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.queries.people import person_page
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.gates import has_consent

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
GIVEN = date(2026, 3, 1)
ON = date(2026, 6, 1)
DAYS = 60
FIELDS = ("land_area_mu",)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(at(ON), tick=False) as travelled:
        yield travelled


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


def manager_of(bank: Institution, area: str = TOWNSHIP) -> Viewer:
    return viewer_for(Role.ACCOUNT_MANAGER, area, bank)


def own(person: UUID) -> Viewer:
    known = Account.objects.filter(person=person).first()
    if known is None:
        return viewer_for(Role.HOUSEHOLD, VILLAGE, person=person)
    return Viewer(known.id, Role.HOUSEHOLD, VILLAGE, person=person)


def publish(days: int = DAYS) -> NoticeText:
    content = f'{{"days": {days}}}'
    row = NoticeText(
        code="scoring-file",
        version=1,
        purpose="scoring",
        field_class="file",
        content=content,
        content_hash=digest({"days": days}),
        from_on=date(2026, 1, 1),
        proposed_by=uuid4(),
        agreed_by=uuid4(),
    )
    with acts.act("consent.text_made_for_tests", by=system("tests")) as done:
        row.save(force_insert=True)
        done.wrote(row)
    return row


# Every way in which somebody of a bank comes to a person's rows: each answers whether the person was there.


def by_the_gate(by: Viewer, person: UUID, number: str) -> bool:
    try:
        gate.require("consent", person, "scoring", FIELDS, by, ON)
    except errors.NoGround:
        return False
    return True


def by_a_condition(by: Viewer, person: UUID, number: str) -> bool:
    with maintenance("tests"):
        return Person.objects.filter(gate.persons_open_to(by, "scoring", FIELDS, ON).where("id"), id=person).exists()


def by_a_page(by: Viewer, person: UUID, number: str) -> bool:
    try:
        person_page(by, person)
    except AddressUnknown:
        return False
    return True


def by_the_number(by: Viewer, person: UUID, number: str) -> bool:
    return look_up(by, number) is not None


WAYS = (by_the_gate, by_a_condition, by_a_page, by_the_number)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_withdrawal_leaves_nothing_on_the_next_call(way: Callable[[Viewer, UUID, str], bool]) -> None:
    bank, number = make_institution(), id_number()
    person = make_person(number=number)
    by = manager_of(bank)
    assert not way(by, person.id, number)
    make_consent(person.id, receiver=bank, on=GIVEN)
    assert way(by, person.id, number)
    withdraw_consent(own(person.id), person.id, Scope("scoring", bank.id, "file"))
    assert not way(by, person.id, number)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize(
    "lacks",
    [
        {"to_on": ON - timedelta(days=1)},
        {"purpose": "evaluation"},
        {"field_class": "review"},
        {"withdrawn_on": GIVEN},
        {"on": ON + timedelta(days=1)},
    ],
    ids=["expired", "another purpose", "another class", "withdrawn", "not begun"],
)
def test_a_consent_that_lacks_anything_opens_nothing(
    way: Callable[[Viewer, UUID, str], bool], lacks: dict[str, Any]
) -> None:
    bank, number = make_institution(), id_number()
    person = make_person(number=number)
    make_consent(person.id, **{"receiver": bank, "on": GIVEN, **lacks})
    assert not way(manager_of(bank), person.id, number)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_consent_to_one_bank_opens_nothing_to_another(way: Callable[[Viewer, UUID, str], bool]) -> None:
    bank, other, number = make_institution(), make_institution(), id_number()
    person = make_person(number=number)
    make_consent(person.id, receiver=bank, on=GIVEN)
    assert not way(manager_of(other), person.id, number)


@pytest.mark.parametrize("way", [by_the_gate, by_a_condition], ids=lambda way: way.__name__)
def test_there_is_no_file_of_a_minor_whatever_was_signed(way: Callable[[Viewer, UUID, str], bool]) -> None:
    bank, number = make_institution(), id_number(date(2008, 6, 2))
    child = make_person(birth_on=date(2008, 6, 2), number=number)
    make_consent(child.id, receiver=bank, on=GIVEN)
    assert not way(manager_of(bank), child.id, number)


def test_without_any_consent_a_cadre_still_reaches_people_to_notify_them_and_for_nothing_else() -> None:
    person, cadre = make_person(), make_cadre(VILLAGE)
    gate.require("duty", person.id, "register", ["contact"], cadre, ON)
    for fields in (["file"], ["income_yearly"], ["bureau"], ["review"]):
        with pytest.raises(errors.RoleHasNoGround):
            gate.require("duty", person.id, "register", fields, cadre, ON)
    with pytest.raises(errors.RoleHasNoGround):
        gate.require("duty", person.id, "statistics", ["contact"], cadre, ON)


@pytest.mark.parametrize("purpose", ["marketing", "", "x" * 5000, "scoring\x00", "SCORING"])
def test_a_purpose_that_is_not_on_the_list_is_refused_and_noted(purpose: str) -> None:
    bank, person = make_institution(), make_person()
    make_consent(person.id, receiver=bank, on=GIVEN)
    by = manager_of(bank)
    with pytest.raises(errors.PurposeUnknown):
        gate.require("consent", person.id, purpose, FIELDS, by, ON)
    with pytest.raises(errors.PurposeUnknown):
        gate.persons_open_to(by, purpose, FIELDS, ON)
    with maintenance("tests"):
        assert [row.purpose for row in Entry.objects.filter(act="consent.ground_refused")] == [None, None]


@pytest.mark.parametrize("role", [role for role in Role.values if role not in (Role.ACCOUNT_MANAGER, Role.HOUSEHOLD)])
def test_nobody_else_of_the_office_reads_a_credit_file(role: str) -> None:
    bank, person = make_institution(), make_person()
    make_consent(person.id, receiver=bank, on=GIVEN)
    by = viewer_for(role, institution=bank)
    for ground in ("consent", "contract", "duty", "own"):
        with pytest.raises(errors.NoGround):
            gate.require(ground, person.id, "scoring", FIELDS, by, ON)


def test_what_is_refused_shows_nobody_and_is_no_look_at_the_person() -> None:
    bank, person = make_institution(), make_person()
    by = manager_of(bank)
    before = PendingRead.objects.filter(person=person.id).count()
    with pytest.raises(errors.NoConsent):
        gate.require("consent", person.id, "scoring", FIELDS, by, ON)
    assert PendingRead.objects.filter(person=person.id).count() == before


def test_each_receiver_gets_its_own_order_to_delete() -> None:
    bank, other, person = make_institution(), make_institution(), make_person()
    first = make_consent(person.id, receiver=bank, on=GIVEN)
    again = make_consent(person.id, receiver=bank, on=GIVEN + timedelta(days=3))
    make_consent(person.id, receiver=other, on=GIVEN)
    withdraw_consent(own(person.id), person.id, Scope("scoring", bank.id, "file"))
    with maintenance("tests"):
        orders = set(DeletionOrder.objects.values_list("receiver", "consent", "person", "ended"))
    assert orders == {(bank.id, row.id, person.id, "withdrawn") for row in (first, again)}
    assert by_the_gate(manager_of(other), person.id, "")


# The life of a consent against a model of a page.


@dataclass
class Row:
    from_on: date
    to_on: date
    erasable_to: date


@dataclass
class Model:
    """What one person, purpose, receiver and class come to; ``None`` for an answer that is refused."""

    cool_off: int
    ending: int
    open: list[Row] = field(default_factory=list)
    withdrawn_on: date | None = None

    def give(self, day: date) -> bool:
        lasting = [row for row in self.open if row.from_on > day or row.to_on >= day + timedelta(days=self.ending)]
        if lasting:
            return False
        after = day if self.withdrawn_on is None else self.withdrawn_on + timedelta(days=1)
        from_on = max(day, after)
        if any(row.from_on == from_on for row in self.open):
            return False
        to_on = from_on + timedelta(days=DAYS - 1)
        self.open.append(Row(from_on, to_on, day + timedelta(days=self.cool_off)))
        return True

    def withdraw(self, day: date) -> bool:
        living = [row for row in self.open if row.to_on >= day]
        if not living:
            return False
        if any(row.erasable_to < day for row in living):
            self.withdrawn_on = day
        self.open = [row for row in self.open if row not in living]
        return True

    def is_open(self, day: date) -> bool:
        since = self.withdrawn_on
        return any(row.from_on <= day <= row.to_on and (since is None or row.from_on > since) for row in self.open)


STEPS = st.lists(
    st.one_of(st.sampled_from(["give", "withdraw", "refuse"]), st.integers(1, 45)), min_size=1, max_size=12
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_consent_lives_as_the_model_says(steps: list[str | int], clock: time_machine.Traveller) -> None:
    with transaction.atomic():
        try:
            _live(steps, clock)
        finally:
            transaction.set_rollback(True)


def _live(steps: list[str | int], clock: time_machine.Traveller) -> None:
    text, bank, person = publish(), make_institution(), make_person()
    by, me = manager_of(bank), own(person.id)
    scope = Scope("scoring", bank.id, "file")
    model, day = None, date(2026, 3, 1)
    for step in steps:
        if isinstance(step, int):
            day += timedelta(days=step)
            clock.move_to(at(day))
            continue
        clock.move_to(at(day))
        if model is None:
            model = Model(_cool_off(me, person.id, scope), 30)
        assert _done(step, me, person.id, scope) == _expected(step, model, day)
        for later in (0, 1, DAYS):
            _agree(model, by, person.id, bank, day + timedelta(days=later))
    assert text.version == 1


def _cool_off(me: Viewer, person: UUID, scope: Scope) -> int:
    """After how many days taking back no longer erases, read from a consent that is then taken back."""
    row = give_consent(me, person, deliver_notice(me, person, scope).id)
    withdraw_consent(me, person, scope)
    return (row.cool_off_to_on - timezone.localdate()).days


def _done(step: str, me: Viewer, person: UUID, scope: Scope) -> bool:
    try:
        if step == "withdraw":
            withdraw_consent(me, person, scope)
        else:
            told = deliver_notice(me, person, scope)
            answer = give_consent if step == "give" else refuse_consent
            answer(me, person, told.id)
    except (errors.GivenAlready, errors.NothingToWithdraw):
        return False
    return True


def _expected(step: str, model: Model, day: date) -> bool:
    return {"give": model.give, "withdraw": model.withdraw}.get(step, lambda _day: True)(day)


def _agree(model: Model, by: Viewer, person: UUID, bank: Institution, day: date) -> None:
    """The gate, the engine's own gate over the same rows, and the model say the same of a day."""
    try:
        gate.require("consent", person, "scoring", FIELDS, by, day)
        opened = True
    except errors.NoGround:
        opened = False
    with maintenance("tests"):
        rows = [dict(row, receiver=bank.slug) for row in Consent.objects.filter(person=person).values()]
    run = Run("scoring", bank.slug, frozenset(), day, day, frozenset(), frozenset(load_law().written_consents))
    assert opened == model.is_open(day) == has_consent(rows, run, "file")


# At once: threads need an office of their own, one database of a test shows nothing.

AT_ONCE = """
import json, threading
from datetime import date
from django.db import connections
from bases.accounts_made import viewer_for
from bases.apart import run_apart
from bases.consent_made import deliver, make_institution
from bases.parties_made import VILLAGE, make_person
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry
from xiangxin.office.consent.actions import Scope, give_consent, withdraw_consent
from xiangxin.office.consent.models import Consent, DeletionOrder
from xiangxin.office.shell.errors import OfficeError

def at_once(tries):
    start, said = threading.Barrier(len(tries)), []
    def one(do):
        start.wait()
        try:
            do()
            said.append("done")
        except OfficeError as error:
            said.append(error.code)
        connections.close_all()
    threads = [threading.Thread(target=one, args=[do]) for do in tries]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return sorted(said)

person, bank = make_person(), make_institution()
me = viewer_for("household", VILLAGE, person=person.id)
told = deliver(me, person.id, bank)
same = at_once([lambda: give_consent(me, person.id, told.id)] * 4)
scope = Scope("scoring", bank.id, "file")
back = at_once([lambda: withdraw_consent(me, person.id, scope)] * 4)
with maintenance("tests"):
    print(json.dumps([same, back, Consent.objects.count(), DeletionOrder.objects.count(),
                      Entry.objects.filter(act="consent.withdrawn").count()]))
"""


@pytest.mark.django_db(databases=[])
def test_submissions_at_once_end_in_one_consent_and_one_withdrawal(apart: dict[str, str]) -> None:
    same, back, consents, orders, entries = run_apart(apart, AT_ONCE)
    assert same == ["answered_already"] * 3 + ["done"]
    assert back == ["done"] + ["nothing_to_withdraw"] * 3
    assert (consents, orders, entries) == (0, 1, 1)
