"""Nobody rates themself, kin, or whose consent they took; who is challenged or steps aside is replaced by lot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from bases import review_made as made_
from bases.accounts_made import make_account, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.parties_made import OTHER_VILLAGE, VILLAGE, make_cadre, make_household, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent.actions import name_panel
from xiangxin.office.consent.errors import MayNotTake, NotYours
from xiangxin.office.parties.actions import add_kinship
from xiangxin.office.parties.choices import Degree
from xiangxin.office.review import errors
from xiangxin.office.review.actions import Member, cast, challenge, load_bench, name_bench, recuse, void_round
from xiangxin.office.review.bench import rules
from xiangxin.office.review.models import Assignment, Challenge, Participation, Round, Seat
from xiangxin.office.shell.errors import AddressUnknown, NotAllowed, OfficeError

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    made_.quick(monkeypatch)


def test_nobody_rates_themself_or_their_household_and_reserves_take_their_places() -> None:
    reviewer = make_person()
    made = made_.make_panel([reviewer.id])
    relative, stranger = make_person(), make_person()
    make_household([reviewer, relative])
    for person in (reviewer, relative, stranger):
        made_.agree(made, person)
    round_ = made_.open_round(made)

    own_seat = made_.seat_of(made, 0).id
    by_person: dict[object, set[object]] = {}
    for row in made_.assignments(made, round_):
        by_person.setdefault(row.person, set()).add(row.seat_id)
    ordinary = set(list(made.reviewers)[:7])
    assert by_person[stranger.id] == ordinary
    for person in (reviewer, relative):
        assert own_seat not in by_person[person.id]
        assert len(by_person[person.id]) == 7
        assert len(by_person[person.id] - ordinary) == 1


def test_whoever_took_a_consent_from_somebody_does_not_rate_them() -> None:
    made = made_.make_panel()
    person = make_person()
    made_.agree(made, person)
    taker = made.reviewers[made_.seat_of(made, 2).id]
    make_consent(person.id, taken_by=taker.account)
    round_ = made_.open_round(made)
    assert made_.seat_of(made, 2).id not in {row.seat_id for row in made_.assignments(made, round_)}


def test_who_was_not_named_to_a_person_before_they_agreed_does_not_rate_them() -> None:
    made = made_.make_panel()
    person = make_person()
    made_.agree(made, person)
    with maintenance("tests"):
        late = made_.seat_of(made, 1)
        Seat.objects.filter(id=late.id).update(from_on=late.from_on + timedelta(days=1))
    with made_.on_day(timezone.localdate() + timedelta(days=1)):
        round_ = made_.open_round(made)
        assert late.id not in {row.seat_id for row in made_.assignments(made, round_)}


def test_who_steps_aside_is_replaced_and_casts_nothing() -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 1)
    round_ = made_.open_round(made)
    row = made_.assignments(made, round_)[0]
    mine = made.reviewers[row.seat_id]
    recuse(mine, row.subject_id, "kin")

    with pytest.raises(errors.RecusedHere):
        cast(mine, row.subject_id, 80)
    seats = {one.seat_id for one in made_.assignments(made, round_)}
    assert row.seat_id not in seats
    assert len(seats) == 7
    assert not Participation.objects.exists()


def test_after_casting_nobody_steps_aside() -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 1)
    row = made_.assignments(made, made_.open_round(made))[0]
    cast(made.reviewers[row.seat_id], row.subject_id, 80)
    with pytest.raises(errors.CastAlready):
        recuse(made.reviewers[row.seat_id], row.subject_id, "kin")
    with maintenance("tests"):
        assert not Assignment.objects.filter(recused=True).exists()


def test_a_person_challenges_without_a_reason_and_what_was_cast_by_that_seat_does_not_count() -> None:
    made = made_.make_panel()
    person = make_person()
    own = made_.agree(made, person)
    round_ = made_.open_round(made)
    row = made_.assignments(made, round_)[0]
    cast(made.reviewers[row.seat_id], row.subject_id, 0)
    assert challenge(own, person.id, row.seat_id) == challenge(own, person.id, row.seat_id)

    made_.cast_all(made, round_, 90)
    made_.opened(made, round_)
    assert made_.ratings_of(person) == [90] * 7


def test_only_the_person_challenges_and_only_a_seat_of_a_panel_they_agreed_to() -> None:
    made = made_.make_panel()
    seat = made_.seat_of(made, 0).id
    person, other = made_.make_agreed(made, 1)[0], make_person()
    stranger = viewer_for(Role.HOUSEHOLD, VILLAGE, person=other.id)
    with pytest.raises(AddressUnknown):
        challenge(stranger, other.id, seat)
    with pytest.raises(NotYours):
        challenge(stranger, person.id, seat)
    for nobody in (made.keeper, made.reviewers[seat]):
        with pytest.raises(MayNotTake):
            challenge(nobody, person.id, seat)
    with maintenance("tests"):
        assert not Challenge.objects.exists()


def members(kinds: list[str], panel: Institution, reserves: int = 3) -> list[Member]:
    spare = ["villager"] * reserves
    names = [f"成员{sign}" for sign in "甲乙丙丁戊己庚辛壬癸子丑"]
    return [
        Member(
            make_account(Role.PANEL_MEMBER, VILLAGE, panel).id,
            names[at],
            kind,
            at >= len(kinds),
            None if at >= len(kinds) or kind in rules().outside else uuid4(),
            at >= len(kinds) or kind in rules().outside,
        )
        for at, kind in enumerate([*kinds, *spare])
    ]


def test_a_panel_that_is_too_small_incomplete_or_of_strangers_is_not_named() -> None:
    made = made_.make_panel()
    today = timezone.localdate() + timedelta(days=1)
    complete = sorted(rules().forms[0])
    before = list(Seat.objects.order_by("id"))
    for wanted, listed in [
        (errors.BenchWrong, members(complete[:4], made.panel)),
        (errors.BenchWrong, members(complete, made.panel, 2)),
        (errors.BenchIncomplete, members([*complete[:4], "respected"], made.panel)),
        (
            errors.SeatUnfit,
            [
                replace(members(complete[:1], made.panel, 0)[0], account=made.keeper.account),
                *members(complete, made.panel)[1:],
            ],
        ),
    ]:
        with pytest.raises(wanted):
            name_bench(made.keeper, made.panel.id, listed, today)
    assert list(Seat.objects.order_by("id")) == before
    assert len(name_bench(made.keeper, made.panel.id, members(complete, made.panel), today)) == 8


@pytest.mark.parametrize(
    ("at", "change", "wanted"),
    [
        (4, {"who": None}, errors.SeatUnstated),  # a villager of the panel without a number
        (4, {"who": None, "outside": True}, errors.OutsideUnfit),
        (-1, {"outside": False}, errors.SeatUnstated),
        (0, {"to_on": timezone.localdate()}, errors.TermUnfit),
    ],
)
def test_a_seat_of_which_nobody_could_see_whom_it_may_not_rate_is_not_named(
    at: int, change: dict[str, Any], wanted: type[OfficeError]
) -> None:
    made = made_.make_panel()
    tomorrow = timezone.localdate() + timedelta(days=1)
    complete = sorted(rules().forms[0])
    assert (complete[0], complete[4]) == ("bank_staff", "villager")
    listed = members(complete, made.panel)
    listed[at] = replace(listed[at], **change)
    before = list(Seat.objects.order_by("id").values())
    with pytest.raises(wanted):
        name_bench(made.keeper, made.panel.id, listed, tomorrow)
    assert list(Seat.objects.order_by("id").values()) == before


@pytest.mark.parametrize("outside", [True, False])
@pytest.mark.parametrize("whose", ["a person of the village", "kin of one"])
def test_a_reserve_out_of_the_village_s_families_is_not_seated_whatever_was_declared(whose: str, outside: bool) -> None:
    made = made_.make_panel()
    villager = make_person()
    reserve = villager if whose == "a person of the village" else make_person(area=OTHER_VILLAGE)
    if whose == "kin of one":
        add_kinship(make_cadre(), reserve.id, villager.id, Degree.CLOSE, timezone.localdate())
    listed = members(sorted(rules().forms[0]), made.panel)
    listed[-1] = replace(listed[-1], who=reserve.id, outside=outside)
    before = list(Seat.objects.order_by("id").values())
    with pytest.raises(errors.SeatInside):
        name_bench(made.keeper, made.panel.id, listed, timezone.localdate() + timedelta(days=1))
    assert list(Seat.objects.order_by("id").values()) == before


def test_a_reserve_of_another_village_is_seated_by_number_and_a_cadre_who_lives_here_is_not_from_elsewhere() -> None:
    made = made_.make_panel()
    tomorrow = timezone.localdate() + timedelta(days=1)
    stranger, cadre = make_person(area=OTHER_VILLAGE), make_person()
    complete = sorted(rules().forms[0])
    listed = members(complete, made.panel)
    listed[-1] = replace(listed[-1], who=stranger.id, outside=False)
    at = complete.index("township_cadre")
    with pytest.raises(errors.SeatInside):
        wrong = [*listed[:at], replace(listed[at], who=cadre.id), *listed[at + 1 :]]
        name_bench(made.keeper, made.panel.id, wrong, tomorrow)
    assert not Seat.objects.filter(from_on=tomorrow).exists()

    seats = name_bench(made.keeper, made.panel.id, listed, tomorrow)
    assert (seats[-1].who, seats[-1].outside, seats[-1].reserve) == (stranger.id, False, True)
    assert (seats[at].who, seats[at].outside, seats[at].reserve) == (None, True, False)


def test_a_term_that_has_ended_takes_nobody_into_a_new_round() -> None:
    made = made_.make_panel()
    person = make_person()
    today = timezone.localdate()
    with made_.on_day(today + timedelta(days=1)):
        listed = members(sorted(rules().forms[0]), made.panel)
        last = today + timedelta(days=10)
        seats = name_bench(
            made.keeper, made.panel.id, [replace(one, to_on=last) for one in listed], timezone.localdate()
        )
        assert {seat.to_on for seat in seats} == {last}
        made_.agree(made, person)
    with made_.on_day(last):
        round_ = made_.open_round(made)
        drawn = {row.seat_id for row in made_.assignments(made, round_)}
        void_round(made.keeper, round_, "mistake")
    assert len(drawn) == 7
    assert drawn < {seat.id for seat in seats}
    with made_.on_day(last + timedelta(days=1)), pytest.raises(errors.BenchWrong):
        made_.open_round(made)
    assert Round.objects.count() == 1


def test_a_bench_that_is_named_anew_ends_terms_that_would_have_gone_on() -> None:
    made = made_.make_panel()
    day = timezone.localdate() + timedelta(days=1)
    complete = sorted(rules().forms[0])
    term = [replace(one, to_on=day + timedelta(days=300)) for one in members(complete, made.panel)]
    first = name_bench(made.keeper, made.panel.id, term, day)
    name_bench(made.keeper, made.panel.id, members(complete, made.panel), day + timedelta(days=30))
    kept = Seat.objects.filter(id__in=[seat.id for seat in first])
    assert {seat.to_on for seat in kept} == {day + timedelta(days=29)}


def test_seats_do_not_change_while_a_round_waits_or_is_open() -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 1)
    made_.open_round(made)
    listed = members(sorted(rules().forms[0]), made.panel)
    with pytest.raises(errors.RoundUnderWay):
        name_bench(made.keeper, made.panel.id, listed, timezone.localdate() + timedelta(days=1))
    assert not Seat.objects.exclude(to_on=None).exists()


def test_an_office_that_is_set_up_later_takes_over_the_seats_that_households_were_told() -> None:
    panel, members = make_institution("panel", area=VILLAGE), []
    shortest: frozenset[str] = min(rules().forms, key=len)
    for number, kind in enumerate([*sorted(shortest), *["villager"] * 5]):
        account = make_account(Role.PANEL_MEMBER, VILLAGE, panel)
        members.append(Member(account.id, f"评议员{'甲乙丙丁戊己庚辛壬癸'[number]}", kind, number >= 7))
    since = timezone.localdate() - timedelta(days=30)
    with made_.on_day(since):
        name_panel(viewer_for(Role.COUNTY_OFFICE), panel.id, [member.name for member in members], since)

    by = viewer_for(Role.COUNTY_OFFICE)
    with pytest.raises(NotAllowed):
        load_bench(by.actor, panel.id, members, since)
    with pytest.raises(errors.SeatUnfit):
        load_bench(system("tests"), panel.id, [replace(members[0], name="别人"), *members[1:]], since)
    assert not Seat.objects.exists()
    assert {seat.from_on for seat in load_bench(system("tests"), panel.id, members, since)} == {since}
    with pytest.raises(errors.RoundUnderWay):
        load_bench(system("tests"), panel.id, members, since)
    assert Seat.objects.count() == 10
