"""What becomes of a notice: read, consented to, refused, taken back; by whom, through which channel, in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db.models import QuerySet

from bases.accounts_made import viewer_for
from bases.consent_made import make_consent, make_institution
from bases.parties_made import VILLAGE, make_person
from xiangxin.kernel.canonical import digest
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry, Payload, Tombstone
from xiangxin.office.consent import errors, gate
from xiangxin.office.consent.actions import (
    RegisterRow,
    Scope,
    confirm_consent,
    deliver_notice,
    give_consent,
    load_register,
    refuse_consent,
    withdraw_consent,
)
from xiangxin.office.consent.actions.declining import forget_declined
from xiangxin.office.consent.models import BurstFlag, Consent, Declined, DeletionOrder, NoticeDelivery, NoticeText
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.errors import OfficeError

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
NOON = "2026-06-01 12:00+08:00"
ON = date(2026, 6, 1)


_here: set[tuple[UUID, UUID]] = set()


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A station whose keepers serve whom the test says."""

    def served(viewer: Viewer, purpose: str, on: date) -> QuerySet[Person, UUID]:
        people = [person for account, person in _here if account == viewer.account]
        return Person.objects.filter(id__in=people).values_list("id", flat=True)

    monkeypatch.setitem(gate._reached, ("mandate", Role.STATION_KEEPER), served)


@pytest.fixture(autouse=True)
def clock() -> object:
    with time_machine.travel(NOON, tick=False) as travelled:
        yield travelled


def publish(purpose: str = "scoring", field_class: str = "file", version: int = 1, days: int = 365) -> NoticeText:
    content = f'{{"days": {days}}}'
    with acts.act("consent.text_made_for_tests", by=system("tests")) as done:
        earlier = list(NoticeText.objects.filter(purpose=purpose, field_class=field_class, to_on=None))
        for old in earlier:
            old.to_on = ON - timedelta(days=1)
            old.save(update_fields=["to_on"])
        row = NoticeText(
            code=f"{purpose}-{field_class}",
            version=version,
            purpose=purpose,
            field_class=field_class,
            content=content,
            content_hash=digest({"days": days}),
            from_on=ON if earlier else date(2026, 1, 1),
            proposed_by=uuid4(),
            agreed_by=uuid4(),
        )
        row.save(force_insert=True)
        done.wrote(*earlier, row)
    return row


def own(person: UUID) -> Viewer:
    """The person's one account, as its pages see it."""
    known = Account.objects.filter(person=person).first()
    if known is None:
        return viewer_for(Role.HOUSEHOLD, VILLAGE, person=person)
    return Viewer(known.id, Role.HOUSEHOLD, VILLAGE, person=person)


def given(person: UUID, bank: Institution, field_class: str = "file", signature: str = "") -> Consent:
    viewer = own(person)
    delivery = deliver_notice(viewer, person, Scope("scoring", bank.id, field_class))
    return give_consent(viewer, person, delivery.id, signature=signature, device="phone-1")


def keeper_of(person: UUID, station: Institution | None = None) -> Viewer:
    """A keeper before whom this person stands."""
    keeper = viewer_for(Role.STATION_KEEPER, institution=station or make_institution("station"))
    _here.add((keeper.account, person))
    return keeper


def rows(model: type[Consent | Declined | DeletionOrder | NoticeDelivery]) -> int:
    with maintenance("tests"):
        return model.objects.count()


def is_open(person: UUID, bank: Institution, on: date = ON) -> bool:
    try:
        gate.require("consent", person, "scoring", ["file"], viewer_for(Role.ACCOUNT_MANAGER, institution=bank), on)
    except errors.NoGround:
        return False
    return True


def refusal(run: object) -> type[OfficeError] | None:
    try:
        run()  # type: ignore[operator]
    except OfficeError as error:
        return type(error)
    return None


def test_a_consent_begins_after_its_notice_and_opens_the_file_to_its_receiver_alone() -> None:
    publish()
    bank, other, person = make_institution(), make_institution(), make_person()
    row = given(person.id, bank)
    assert (row.notice_delivered_on, row.from_on, row.to_on) == (ON, ON, ON + timedelta(days=364))
    assert (row.channel, row.taken_by, row.written, row.controller) == ("phone", None, False, "测试县金融工作办公室")
    assert is_open(person.id, bank)
    assert not is_open(person.id, other)


def test_without_a_delivered_notice_nobody_consents() -> None:
    publish()
    person = make_person()
    assert refusal(lambda: give_consent(own(person.id), person.id, uuid4())) is errors.DeliveryUnknown
    assert rows(Consent) == 0


def test_a_notice_is_answered_once() -> None:
    publish()
    bank, person = make_institution(), make_person()
    viewer = own(person.id)
    delivery = deliver_notice(viewer, person.id, Scope("scoring", bank.id, "file"))
    give_consent(viewer, person.id, delivery.id)
    assert refusal(lambda: give_consent(viewer, person.id, delivery.id)) is errors.AnsweredAlready
    assert refusal(lambda: refuse_consent(viewer, person.id, delivery.id)) is errors.AnsweredAlready
    assert rows(Consent) == 1


def test_reading_a_notice_twice_on_a_day_is_one_delivery() -> None:
    publish()
    bank, person = make_institution(), make_person()
    scope = Scope("scoring", bank.id, "file")
    first = deliver_notice(own(person.id), person.id, scope)
    assert deliver_notice(own(person.id), person.id, scope).id == first.id
    assert rows(NoticeDelivery) == 1


def test_what_was_read_is_not_what_is_in_force_after_another_version() -> None:
    publish()
    bank, person = make_institution(), make_person()
    viewer = own(person.id)
    delivery = deliver_notice(viewer, person.id, Scope("scoring", bank.id, "file"))
    publish(version=2)
    assert refusal(lambda: give_consent(viewer, person.id, delivery.id)) is errors.DeliveryUnknown
    assert rows(Consent) == 0


def test_nobody_consents_reads_refuses_or_withdraws_for_somebody_else() -> None:
    publish()
    bank, person, head = make_institution(), make_person(), make_person()
    scope = Scope("scoring", bank.id, "file")
    delivery = deliver_notice(own(person.id), person.id, scope)
    stranger = own(head.id)
    assert refusal(lambda: deliver_notice(stranger, person.id, scope)) is errors.NotYours
    assert refusal(lambda: give_consent(stranger, person.id, delivery.id)) is errors.NotYours
    assert refusal(lambda: give_consent(stranger, head.id, delivery.id)) is errors.DeliveryUnknown
    assert refusal(lambda: refuse_consent(stranger, person.id, delivery.id)) is errors.NotYours
    given(person.id, bank)
    assert refusal(lambda: withdraw_consent(stranger, person.id, scope)) is errors.NotYours
    assert is_open(person.id, bank)


def test_an_officer_of_the_bank_takes_no_consent_and_withdraws_none() -> None:
    publish()
    bank, person = make_institution(), make_person()
    officer = viewer_for(Role.ACCOUNT_MANAGER, institution=bank)
    scope = Scope("scoring", bank.id, "file")
    assert refusal(lambda: deliver_notice(officer, person.id, scope)) is errors.MayNotTake
    assert refusal(lambda: withdraw_consent(officer, person.id, scope)) is errors.MayNotTake


def test_a_station_of_the_bank_itself_takes_no_consent_for_it() -> None:
    publish()
    bank, person = make_institution(), make_person()
    station = make_institution("station", parent=bank)
    keeper = keeper_of(person.id, station)
    assert refusal(lambda: deliver_notice(keeper, person.id, Scope("scoring", bank.id, "file"))) is (errors.MayNotTake)


def test_a_keeper_who_takes_a_consent_is_named_and_signed_paper_is_writing() -> None:
    publish(field_class="income_property")
    bank, person, station = make_institution(), make_person(), make_institution("station")
    keeper = keeper_of(person.id, station)
    scope = Scope("scoring", bank.id, "income_property")
    delivery = deliver_notice(keeper, person.id, scope)
    assert refusal(lambda: give_consent(keeper, person.id, delivery.id)) is errors.SignatureMissing
    row = give_consent(keeper, person.id, delivery.id, signature="QZ-0001")
    assert (row.taken_by, row.written, row.channel) == (keeper.account, True, "station")


def test_on_a_phone_a_written_class_counts_only_when_a_second_channel_confirmed_it() -> None:
    publish(field_class="income_property")
    publish()
    bank, person = make_institution(), make_person()
    given(person.id, bank)
    row = given(person.id, bank, "income_property", "本人同意")
    manager = viewer_for(Role.ACCOUNT_MANAGER, institution=bank)
    assert not row.written
    assert refusal(lambda: gate.require("consent", person.id, "scoring", ["income_yearly"], manager, ON)) is (
        errors.ConsentNotWritten
    )
    assert refusal(lambda: confirm_consent(own(person.id), person.id, row.id)) is errors.SecondChannelNeeded
    keeper = keeper_of(person.id)
    assert confirm_consent(keeper, person.id, row.id).written
    gate.require("consent", person.id, "scoring", ["income_yearly"], manager, ON)


def test_neither_who_took_a_consent_nor_whose_post_it_was_is_the_second_channel() -> None:
    publish(field_class="income_property")
    bank, person = make_institution(), make_person()
    row = given(person.id, bank, "income_property", "本人同意")
    taker, lender = keeper_of(person.id), keeper_of(person.id)
    with maintenance("tests"):
        Consent.objects.update(taken_by=taker.account, taken_for=lender.account)
    for by in (taker, lender, replace(keeper_of(person.id), on_behalf=lender.account)):
        assert refusal(lambda by=by: confirm_consent(by, person.id, row.id)) is errors.SecondChannelNeeded
    assert confirm_consent(keeper_of(person.id), person.id, row.id).written


def test_a_keeper_acts_for_nobody_who_is_not_there() -> None:
    publish()
    bank, person, other = make_institution(), make_person(), make_person()
    keeper, scope = keeper_of(other.id), Scope("scoring", bank.id, "file")
    given(person.id, bank)
    assert refusal(lambda: deliver_notice(keeper, person.id, scope)) is errors.NoMandate
    assert refusal(lambda: withdraw_consent(keeper, person.id, scope)) is errors.NoMandate
    with maintenance("tests"):
        assert Entry.objects.filter(act="consent.ground_refused", person=person.id).count() == 2
    assert is_open(person.id, bank)


def test_a_minor_and_somebody_of_unknown_age_consent_to_nothing() -> None:
    publish()
    bank, child = make_institution(), make_person(birth_on=date(2010, 6, 2))
    assert refusal(lambda: given(child.id, bank)) is errors.MinorCannot
    assert refusal(lambda: given(uuid4(), bank)) is errors.MinorCannot
    assert rows(Consent) == 0


def test_refusing_has_no_effect_not_even_on_a_consent_that_is_there() -> None:
    publish()
    bank, person = make_institution(), make_person()
    given(person.id, bank)
    viewer = own(person.id)
    again = deliver_notice(viewer, person.id, Scope("scoring", bank.id, "file"))
    refuse_consent(viewer, person.id, again.id)
    assert is_open(person.id, bank)


def test_the_same_consent_twice_is_one() -> None:
    publish()
    bank, person = make_institution(), make_person()
    given(person.id, bank)
    assert refusal(lambda: given(person.id, bank)) is errors.GivenAlready
    assert rows(Consent) == 1


def test_within_the_cool_off_a_withdrawal_leaves_nothing_but_the_order_to_delete_and_a_mark() -> None:
    publish()
    bank, person = make_institution(), make_person()
    row = given(person.id, bank)
    with maintenance("tests"):
        said = Entry.objects.get(act="consent.given").seq
    done = withdraw_consent(own(person.id), person.id, Scope("scoring", bank.id, "file"))
    assert (done.closed, done.erased) == ((), (row.id,))
    assert [(order.consent, order.person, order.ended) for order in done.orders] == [(row.id, person.id, "erased")]
    assert (rows(Consent), rows(NoticeDelivery), rows(DeletionOrder)) == (0, 0, 1)
    with maintenance("tests"):
        marks = Declined.objects.values_list("person", "purpose", "receiver", "declined_on", "forget_on")
        assert list(marks) == [(person.id, "scoring", bank.id, ON, None)]
        assert not Payload.objects.filter(entry_id=said).exists()
        assert Tombstone.objects.filter(table="consent_consent", key=str(row.id)).exists()
    assert not is_open(person.id, bank)


def test_the_mark_of_a_file_taken_back_goes_once_the_person_agrees_again_and_no_other_class_leaves_one() -> None:
    publish()
    bank, other, person = make_institution(), make_institution(), make_person()
    for one in (bank, other):
        given(person.id, one)
        withdraw_consent(own(person.id), person.id, Scope("scoring", one.id, "file"))
    make_consent(person.id, receiver=other, field_class="income_property", on=ON)
    withdraw_consent(own(person.id), person.id, Scope("scoring", other.id, "income_property"))
    assert (rows(Declined), forget_declined(ON)) == (2, 0)
    given(person.id, bank)
    assert (forget_declined(ON), forget_declined(ON)) == (1, 0)
    with maintenance("tests"):
        assert Declined.objects.get().receiver_id == other.id


def test_after_the_cool_off_a_withdrawal_closes_and_a_new_consent_begins_the_day_after(clock: object) -> None:
    publish()
    bank, person = make_institution(), make_person()
    row = given(person.id, bank)
    clock.move_to("2026-06-08 12:00+08:00")  # type: ignore[attr-defined]
    later = date(2026, 6, 8)
    assert is_open(person.id, bank, later)
    done = withdraw_consent(own(person.id), person.id, Scope("scoring", bank.id, "file"))
    assert (done.closed, done.erased) == ((row.id,), ())
    assert not is_open(person.id, bank, later)
    assert not is_open(person.id, bank, ON)
    again = given(person.id, bank)
    assert again.from_on == date(2026, 6, 9)
    assert not is_open(person.id, bank, later)
    assert is_open(person.id, bank, date(2026, 6, 9))


def test_taking_back_twice_changes_nothing_the_second_time() -> None:
    publish()
    bank, person = make_institution(), make_person()
    given(person.id, bank)
    scope = Scope("scoring", bank.id, "file")
    withdraw_consent(own(person.id), person.id, scope)
    assert refusal(lambda: withdraw_consent(own(person.id), person.id, scope)) is errors.NothingToWithdraw
    assert rows(DeletionOrder) == 1


def test_many_people_on_one_device_within_minutes_raise_one_flag() -> None:
    publish()
    bank = make_institution()
    for _ in range(5):
        given(make_person().id, bank)
    with maintenance("tests"):
        assert list(BurstFlag.objects.values_list("channel", "device", "account", "people")) == [
            ("phone", "phone-1", None, 4)
        ]


def test_a_register_of_papers_is_one_act_and_names_what_it_leaves_out() -> None:
    publish()
    bank, person, child = make_institution(), make_person(), make_person(birth_on=date(2015, 1, 1))
    scope, day = Scope("scoring", bank.id, "file"), date(2026, 4, 1)
    row = RegisterRow(person.id, scope, True, day - timedelta(days=5), day, "台账-1")
    papers = [
        row,
        replace(row, person=child.id, paper="台账-2"),
        row,
        replace(row, from_on=day + timedelta(days=9), notice_delivered_on=None, paper="台账-4"),
        replace(row, from_on=day + timedelta(days=9), paper=""),
        replace(row, scope=replace(scope, purpose="marketing")),
        replace(row, person=uuid4(), paper="台账-7"),
        replace(row, from_on=day + timedelta(days=9), notice_delivered_on=day + timedelta(days=10)),
    ]
    loaded = load_register(papers, system("tests"), "卷-1")
    assert loaded.taken == 1
    assert loaded.left_out == (
        (2, "minor_cannot"),
        (3, "given_already"),
        (4, "delivery_unrecorded"),
        (5, "paper_reference_wrong"),
        (6, "purpose_unknown"),
        (7, "person_unregistered"),
        (8, "notice_too_late"),
    )
    assert set(loaded.reasons.values()) == {1}
    assert loaded.words["person_unregistered"].zh == "没有登记这个人"
    assert is_open(person.id, bank)
    with maintenance("tests"):
        assert Entry.objects.filter(act="consent.register_loaded").count() == 1
    assert load_register([row], system("tests"), "卷-1").left_out == ((1, "given_already"),)
