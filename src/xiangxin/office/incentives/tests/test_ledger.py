"""An entry from a cadre's proposal to its deletion: document, two persons, consent, exchange, objection, strike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.utils import timezone

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_institution
from bases.incentives_made import SCAN, Ledger, adopt, agree, make_ledger
from bases.parties_made import FAR_VILLAGE, TOWNSHIP, make_cadre, make_person, make_village
from bases.unchanged import nothing_changes, tables
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.errors import RoleMayNotPropose, SecondPersonNeeded
from xiangxin.office.accounts.proposals import decide
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Tombstone
from xiangxin.office.audit.verify import verify
from xiangxin.office.consent.actions import Scope, withdraw_consent
from xiangxin.office.consent.errors import MayNotTake, NotYours
from xiangxin.office.incentives import documents, errors
from xiangxin.office.incentives.actions import (
    answer_objection,
    confirm_entry,
    delete_over,
    object_to,
    propose_list,
    propose_strike,
    redeem,
    refuse_entry,
    settle,
    told,
)
from xiangxin.office.incentives.choices import Outcome, State, Taken, Why
from xiangxin.office.incentives.models import Document, Entry, PointsList, Redemption, Use
from xiangxin.office.incentives.queries import desk
from xiangxin.office.incentives.queries.desk import document_of, entry_of, waiting
from xiangxin.office.incentives.queries.mine import own_document, points_of_person
from xiangxin.office.incentives.queries.villages import totals
from xiangxin.office.shell.errors import AddressUnknown

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
TODAY = date(2026, 6, 1)
BY = system("tests")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-06-01 09:00+08:00", tick=False) as travelled:
        yield travelled


def fresh(row: Entry) -> Entry:
    with maintenance("tests"):
        return Entry.objects.get(id=row.id)


def agreeing(viewer: Viewer) -> list[UUID]:
    with desk.agreeing(viewer) as seen:
        return [row.id for row in seen.rows]


def entries(viewer: Viewer) -> list[UUID]:
    with desk.entries(viewer) as seen:
        return [row.row.id for row in seen.rows]


def exchanged(viewer: Viewer) -> list[UUID]:
    with desk.exchanged(viewer) as seen:
        return [row.row.id for row in seen.rows]


def withdraw(made: Ledger) -> None:
    withdraw_consent(made.holder, made.person.id, Scope("incentive", made.office.id, "contact"))


def on(day: date) -> Any:
    return time_machine.travel(timezone.make_aware(datetime.combine(day, time(9))), tick=False)


def test_an_entry_is_proposed_with_its_document_confirmed_by_another_and_seen_by_the_person() -> None:
    made = make_ledger()
    row = made.propose("good_person", "city", date(2026, 5, 1))
    assert (row.state, row.points, row.expires_on) == (State.PROPOSED, 30, date(2029, 4, 30))
    assert points_of_person(made.holder, made.person.id).balance == 0
    confirmed = confirm_entry(made.county, row.id)
    assert (confirmed.state, confirmed.decided_on) == (State.CONFIRMED, TODAY)
    seen = points_of_person(made.holder, made.person.id)
    assert (seen.balance, seen.lines[0].document_no, seen.lines[0].left) == (30, row.document_no, 30)
    content, media, name = document_of(made.county, row.id)
    assert hashlib.sha256(content).hexdigest() == row.document_sha256
    assert content.startswith(SCAN)
    assert (media, name) == ("application/pdf", f"{row.number}.pdf")
    assert own_document(made.holder, made.person.id, row.id) == (content, media, name)
    other = viewer_for(Role.HOUSEHOLD, made.person.area, person=make_person().id)
    with pytest.raises(AddressUnknown):
        own_document(other, other.person or uuid4(), row.id)
    assert verify().findings == ()


def test_the_scan_lies_sealed() -> None:
    made = make_ledger()
    made.propose()
    with maintenance("tests"):
        scan = Document.objects.get()
        assert SCAN not in bytes(scan.content_sealed)
        assert documents.opened(scan).startswith(SCAN)


def test_days_are_those_of_the_document_where_it_ends_earlier() -> None:
    made = make_ledger()
    assert made.propose(ends_on=date(2027, 1, 31)).expires_on == date(2027, 1, 31)
    assert made.propose(ends_on=date(2040, 1, 31)).expires_on == date(2029, 4, 30)
    assert made.propose("veteran", "any", date(2024, 2, 29)).expires_on == date(2027, 2, 27)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"kind": "party_member"}, errors.KindUnknown),
        ({"kind": "frugal_wedding"}, errors.KindUnknown),
        ({"kind": "good_person", "level": "village"}, errors.KindUnknown),
        ({"document_no": " "}, errors.DocumentMissing),
        ({"authority": ""}, errors.DocumentMissing),
        ({"document": b""}, errors.DocumentMissing),
        ({"document": b"<html>no document"}, errors.DocumentUnfit),
        ({"document": b"%PDF-" + b"0" * 2_097_152}, errors.DocumentUnfit),
        ({"awarded_on": date(2026, 6, 2)}, errors.DayWrong),
        ({"awarded_on": date(2023, 6, 1)}, errors.DayWrong),
        ({"ends_on": date(2026, 5, 31)}, errors.DayWrong),
    ],
)
def test_what_is_not_on_the_list_or_has_no_document_is_refused(changes: dict[str, Any], error: type[Exception]) -> None:
    made = make_ledger()
    with nothing_changes("incentives"), pytest.raises(error):
        made.propose(**changes)


def test_a_document_counts_once_for_a_person_and_again_after_it_was_refused() -> None:
    made = make_ledger()
    first = made.propose(document_no="同一号")
    with nothing_changes("incentives"), pytest.raises(errors.DocumentTwice):
        made.propose(document_no="同一号")
    refuse_entry(made.county, first.id, Why.KIND)
    assert made.propose(document_no="同一号").state == State.PROPOSED


def test_nobody_is_entered_who_has_not_agreed_or_is_of_another_area() -> None:
    made = make_ledger(agrees=False)
    with nothing_changes("incentives"), pytest.raises(errors.NotAgreed):
        made.propose()
    assert agreeing(made.cadre) == []
    made = make_ledger()
    make_village(FAR_VILLAGE)
    for stranger in (make_cadre(FAR_VILLAGE), made.county, made.holder):
        with nothing_changes("incentives"), pytest.raises(AddressUnknown):
            Ledger(made.office, made.county, made.second, stranger, made.person, made.holder).propose()
    assert agreeing(make_cadre(TOWNSHIP)) == [made.person.id]


def test_without_a_list_nothing_is_entered_and_nothing_is_exchanged() -> None:
    made = make_ledger(adopted=False)
    with nothing_changes("incentives"), pytest.raises(errors.NoList):
        made.propose()
    with nothing_changes("incentives"), pytest.raises(errors.NoList):
        redeem(made.holder, made.person.id, "training")


def test_a_list_takes_two_persons_and_the_next_one_leaves_points_as_they_are() -> None:
    made = make_ledger()
    row = made.confirm()
    with nothing_changes("incentives"), pytest.raises(errors.ListStands):
        adopt(made.county, made.second)
    with nothing_changes("incentives"), pytest.raises(errors.BenefitUnknown):
        propose_list(made.county, ["first_in_the_hospital"], "号", "为什么")
    proposal = propose_list(made.county, ["training"], "虚构县办〔2026〕2号", "换优惠")
    with nothing_changes("incentives"), pytest.raises(SecondPersonNeeded):
        decide(proposal.id, made.county, agrees=True)
    with pytest.raises(RoleMayNotPropose):
        propose_list(made.cadre, ["training"], "号", "为什么")
    decide(proposal.id, made.second, agrees=True)
    lists = PointsList.objects.order_by("from_on")
    assert [(one.from_on, one.to_on) for one in lists] == [(TODAY, TODAY), (date(2026, 6, 2), None)]
    with on(date(2026, 6, 2)):
        seen = points_of_person(made.holder, made.person.id)
        assert (seen.balance, [one.benefit.id for one in seen.offered]) == (20, ["training"])
        with nothing_changes("incentives"), pytest.raises(errors.BenefitUnknown):
            redeem(made.holder, made.person.id, "goods")
    assert fresh(row).points == 20


def test_whoever_proposed_does_not_confirm_and_another_office_sees_nothing() -> None:
    made = make_ledger()
    row = made.propose()
    with maintenance("tests"), act("tests.made", by=BY) as done:
        Entry.objects.filter(id=row.id).update(proposed_by=made.county.account)
        done.wrote(row)
    with nothing_changes("incentives"), pytest.raises(errors.SecondPerson):
        confirm_entry(made.county, row.id)
    other = viewer_for(Role.COUNTY_OFFICE, COUNTY, make_institution("government"))
    for nobody in (other, viewer_for(Role.COUNTY_OFFICE, COUNTY), made.cadre):
        with nothing_changes("incentives"), pytest.raises(AddressUnknown):
            confirm_entry(nobody, row.id)
    assert entries(other) == []
    with pytest.raises(AddressUnknown):
        entry_of(other, row.id)
    with pytest.raises(AddressUnknown):
        document_of(other, row.id)


def test_what_was_decided_is_not_decided_again() -> None:
    made = make_ledger()
    row = made.confirm()
    with nothing_changes("incentives"), pytest.raises(errors.StateUnfit):
        confirm_entry(made.county, row.id)
    with nothing_changes("incentives"), pytest.raises(errors.StateUnfit):
        refuse_entry(made.second, row.id, Why.KIND)


def test_points_are_exchanged_by_the_person_what_ends_first_pays_and_the_balance_follows() -> None:
    made = make_ledger()
    long = made.confirm("veteran", "any")
    short = made.confirm("good_person", "county", ends_on=date(2026, 12, 31))
    row = redeem(made.holder, made.person.id, "rate_look")
    assert (row.points, row.state) == (30, Taken.ASKED)
    with maintenance("tests"):
        assert {use.entry_id: use.points for use in Use.objects.all()} == {short.id: 20, long.id: 10}
    seen = points_of_person(made.holder, made.person.id)
    assert (seen.balance, seen.taken[0].number) == (10, row.number)
    with nothing_changes("incentives"), pytest.raises(errors.PointsShort):
        redeem(made.holder, made.person.id, "rate_look")
    assert exchanged(made.county) == [row.id]
    assert waiting(made.county) == (0, 0, 1)
    settle(made.county, row.id, Taken.BACK)
    assert points_of_person(made.holder, made.person.id).balance == 40
    with nothing_changes("incentives"), pytest.raises(errors.StateUnfit):
        settle(made.second, row.id, Taken.GIVEN)
    assert verify().findings == ()


def test_expired_points_bring_nothing() -> None:
    made = make_ledger()
    made.confirm(ends_on=date(2026, 12, 31))
    with on(date(2026, 12, 31)):
        assert points_of_person(made.holder, made.person.id).balance == 20
    with on(date(2027, 1, 1)):
        assert points_of_person(made.holder, made.person.id).balance == 0
        with nothing_changes("incentives"), pytest.raises(errors.PointsShort):
            redeem(made.holder, made.person.id, "training")


def test_nobody_else_exchanges_or_objects_and_a_relative_may_object_only() -> None:
    made = make_ledger()
    row = made.confirm()
    stranger = viewer_for(Role.HOUSEHOLD, made.person.area, person=make_person().id)
    for nobody, error in ((stranger, NotYours), (made.county, MayNotTake), (made.cadre, MayNotTake)):
        with nothing_changes("incentives"), pytest.raises(error):
            redeem(nobody, made.person.id, "training")
        with nothing_changes("incentives"), pytest.raises(error):
            object_to(nobody, made.person.id, row.id)
    with pytest.raises(AddressUnknown):
        points_of_person(stranger, made.person.id)
    with nothing_changes("incentives"), pytest.raises(AddressUnknown):
        object_to(stranger, stranger.person or uuid4(), row.id)


def test_a_mistaken_entry_is_struck_by_a_second_person_told_and_what_was_had_stays() -> None:
    made = make_ledger()
    row = made.confirm("good_person", "nation")
    redeem(made.holder, made.person.id, "training")
    proposal = propose_strike(made.county, row.id, Why.OTHER_PERSON)
    with nothing_changes("incentives"), pytest.raises(SecondPersonNeeded):
        decide(proposal.id, made.county, agrees=True)
    decide(proposal.id, made.second, agrees=True)
    gone = fresh(row)
    assert (gone.state, gone.why, gone.struck_on, gone.told_on) == (State.STRUCK, Why.OTHER_PERSON, TODAY, None)
    seen = points_of_person(made.holder, made.person.id)
    assert (seen.balance, seen.lines[0].untold, len(seen.taken)) == (0, True, 1)
    told(made.holder, made.person.id, row.id)
    assert fresh(row).told_on == TODAY
    assert not points_of_person(made.holder, made.person.id).lines[0].untold
    with nothing_changes("incentives"), pytest.raises(errors.StateUnfit):
        propose_strike(made.cadre, row.id, Why.TWICE)


def test_an_entry_that_is_said_to_be_wrong_counts_on_and_is_answered_by_somebody_who_did_not_handle_it() -> None:
    made = make_ledger()
    row = made.confirm()
    said = object_to(made.holder, made.person.id, row.id)
    assert said.due_on == date(2026, 6, 21)
    assert points_of_person(made.holder, made.person.id).balance == 20
    with nothing_changes("incentives"), pytest.raises(errors.ObjectionOpen):
        object_to(made.holder, made.person.id, row.id)
    with nothing_changes("incentives"), pytest.raises(errors.SecondPerson):
        answer_objection(made.county, said.id, Outcome.UPHELD)
    assert waiting(made.county) == (0, 1, 0)
    answer_objection(made.second, said.id, Outcome.UPHELD)
    gone = fresh(row)
    assert (gone.state, gone.why) == (State.STRUCK, Why.UPHELD)
    with nothing_changes("incentives"), pytest.raises(AddressUnknown):
        answer_objection(made.second, said.id, Outcome.REJECTED)


def test_an_objection_that_is_not_right_changes_nothing_of_the_entry_and_can_be_raised_again() -> None:
    made = make_ledger()
    row = made.confirm()
    answer_objection(made.second, object_to(made.holder, made.person.id, row.id).id, Outcome.REJECTED)
    assert fresh(row).state == State.CONFIRMED
    seen = points_of_person(made.holder, made.person.id)
    assert (seen.balance, seen.lines[0].may_object) == (20, True)
    object_to(made.holder, made.person.id, row.id)


def test_after_a_withdrawal_nobody_sees_or_uses_points_and_they_are_deleted_with_tombstones() -> None:
    made = make_ledger()
    row = made.confirm()
    redeem(made.holder, made.person.id, "training")
    with on(date(2026, 7, 1)):
        withdraw(made)
        assert entries(made.county) == []
        assert exchanged(made.county) == []
        assert agreeing(made.cadre) == []
        with nothing_changes("incentives"), pytest.raises(errors.NotAgreed):
            redeem(made.holder, made.person.id, "training")
        with nothing_changes("incentives"), pytest.raises(errors.NotAgreed):
            propose_or_settle(made)
        seen = points_of_person(made.holder, made.person.id)
        assert (seen.agreed, seen.balance) == (False, 0)
    with on(date(2027, 7, 1)):
        assert delete_over(BY, timezone.localdate()) == 1
        assert delete_over(BY, timezone.localdate()) == 0
        with maintenance("tests"):
            left = [len(rows) for rows in tables("incentives").values()]
            stones = set(Tombstone.objects.exclude(table="").values_list("table", flat=True))
        assert left == [1, 0, 0, 0, 0, 0]
        assert {"incentives_entry", "incentives_document", "incentives_use", "incentives_redemption"} <= stones
        assert points_of_person(made.holder, made.person.id).lines == ()
        assert verify().findings == ()
    assert row.points == 20


def propose_or_settle(made: Ledger) -> None:
    with maintenance("tests"):
        row = Redemption.objects.get()
    settle(made.county, row.id, Taken.GIVEN)


def test_what_ended_long_ago_is_deleted_and_never_while_it_is_contested() -> None:
    made = make_ledger()
    ended = made.confirm(ends_on=date(2026, 6, 30))
    kept = made.confirm("veteran", "any")
    redeem(made.holder, made.person.id, "rate_look")
    said = object_to(made.holder, made.person.id, ended.id)
    last = date(2026, 6, 30) + timedelta(days=365)
    assert delete_over(BY, last) == 0
    assert delete_over(BY, last + timedelta(days=1)) == 0
    answer_objection(made.second, said.id, Outcome.REJECTED)
    assert delete_over(BY, last) == 0
    assert delete_over(BY, last + timedelta(days=1)) == 1
    with maintenance("tests"):
        assert [one.id for one in Entry.objects.all()] == [kept.id]
        assert [(one.entry_id, one.points) for one in Use.objects.all()] == [(kept.id, 10)]
        assert Redemption.objects.count() == 1


def test_figures_of_a_village_hide_what_is_few() -> None:
    made = make_ledger()
    people = [made.person, *(make_person() for _ in range(15))]
    for one in people[1:]:
        agree(one.id, made.office)
    made.confirm()
    # One has points: neither that one nor the others may be shown, for the two add up to who agreed.
    assert {row.area: (row.agreed, row.with_points) for row in totals(made.county)} == {made.person.area: (None, None)}
    for one in people[1:6]:
        replace(made, person=one).confirm()
    assert {row.area: (row.agreed, row.with_points) for row in totals(made.cadre)} == {made.person.area: (10, 6)}
