"""Reviewers rate on small pages, one person a screen; two holders open; an auditor alone sees figures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bases import review_made as made_
from bases.accounts_made import browser_of, make_account, sign_in, viewer_for
from bases.adoption_made import make_adoption
from bases.consent_made import make_institution
from bases.parties_made import VILLAGE, id_number, make_person
from bases.weighing import weight
from xiangxin.office.accounts.choices import Role
from xiangxin.office.review.bench import rules
from xiangxin.office.review.choices import RoundState
from xiangxin.office.review.models import Box, Participation, Round, Seat

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
PAGE_BYTES = 60 * 1024
"""Of a ballot with all that it loads the first time."""
NEXT_BYTES = 12 * 1024


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    made_.quick(monkeypatch)


def test_a_reviewer_rates_everybody_one_person_a_screen() -> None:
    made = made_.make_panel()
    people = made_.make_agreed(made, 2)
    made_.open_round(made)
    phone = browser_of(made.reviewers[made_.seat_of(made, 0).id])

    address = phone.get(reverse("review:ballots")).context["desk"].next
    for rating in ({"rating": "85"}, {"unknown": "1"}):
        shown = phone.get(reverse("review:ballot", args=[address]))
        assert shown.status_code == 200
        assert weight(shown.content.decode(), packed=False) <= PAGE_BYTES
        assert len(shown.content) <= NEXT_BYTES, "what a phone loads again for each person"
        assert people[0].id_number_index.hex() not in shown.content.decode()
        phone.post(reverse("review:ballot", args=[address]), rating)
        address = phone.get(reverse("review:ballots")).context["desk"].next
    assert address is None
    assert Participation.objects.count() == 2


def test_no_rating_is_no_ballot_and_is_told_at_the_field() -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 1)
    round_ = made_.open_round(made)
    row = made_.assignments(made, round_)[0]
    phone = browser_of(made.reviewers[row.seat_id])
    for given in ({}, {"rating": "101"}, {"rating": "八十"}):
        answer = phone.post(reverse("review:ballot", args=[row.subject_id]), given)
        assert answer.status_code == 422
        assert "rating" in answer.context["form"].errors
    assert not Participation.objects.exists()
    assert {bytes(box.ballots) for box in Box.objects.all()} == {b""}


def test_a_second_ballot_leads_back_with_words_and_changes_nothing() -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 1)
    round_ = made_.open_round(made)
    row = made_.assignments(made, round_)[0]
    phone = browser_of(made.reviewers[row.seat_id])
    phone.post(reverse("review:ballot", args=[row.subject_id]), {"rating": "80"})
    before = bytes(Box.objects.get(subject=row.subject_id).ballots)
    answer = phone.post(reverse("review:ballot", args=[row.subject_id]), {"rating": "90"}, follow=True)
    assert "您已经评过" in answer.content.decode()
    assert bytes(Box.objects.get(subject=row.subject_id).ballots) == before


def test_stepping_aside_on_the_phone_leads_to_the_next_person() -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 1)
    round_ = made_.open_round(made)
    row = made_.assignments(made, round_)[0]
    phone = browser_of(made.reviewers[row.seat_id])
    answer = phone.post(reverse("review:recuse", args=[row.subject_id]), {"reason": "kin"})
    assert answer.headers["Location"] == reverse("review:ballots")
    assert row.seat_id not in {one.seat_id for one in made_.assignments(made, round_)}


def test_two_holders_take_a_round_from_its_preparation_to_its_opening() -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 1)
    make_adoption(made.bank, made_.POLICY)
    keeper, watcher = browser_of(made.keeper), browser_of(made.watcher)
    day = timezone.localdate() + timedelta(days=5)
    given = {"panel": made.panel.id, "area": VILLAGE, "receiver": made.bank.id, "last_on": day.isoformat()}
    page = keeper.post(reverse("review:prepare"), given).headers["Location"]

    short = keeper.post(page + "hold/", {"phrase": "短"})
    assert short.status_code == 422
    assert "phrase" in short.context["form"].errors
    keeper.post(page + "hold/", {"phrase": made_.OFFICE_PHRASE})
    watcher.post(page + "hold/", {"phrase": made_.WATCH_PHRASE})
    round_ = Round.objects.get()
    assert round_.state == RoundState.OPEN
    made_.cast_all(made, round_)
    assert keeper.get(page).context["step"] == "hand"
    watcher.post(page + "hand/", {"phrase": made_.WATCH_PHRASE})
    assert keeper.get(page).context["step"] == "close"
    keeper.post(page + "close/", {"phrase": made_.OFFICE_PHRASE, "reason": "票已收齐"})
    assert Round.objects.get().state == RoundState.CLOSED

    auditor = Client()
    sign_in(auditor, make_account(Role.AUDITOR))
    assert auditor.get(page).context["figures"] is not None
    assert keeper.get(page).context["figures"] is None
    assert watcher.get(page).context["figures"] is None


def test_a_round_of_another_area_is_not_there() -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 1)
    round_ = made_.open_round(made)
    other = Client()
    sign_in(other, make_account(Role.TOWNSHIP_CADRE, "990101101000"))
    assert other.get(reverse("review:round", args=[round_.id])).status_code == 404
    assert other.post(reverse("review:void", args=[round_.id]), {"reason": "mistake"}).status_code == 404
    assert Round.objects.get().state == RoundState.OPEN


def test_a_person_sees_who_may_rate_them_and_has_somebody_step_aside_in_one_tap() -> None:
    made = made_.make_panel()
    person = make_person()
    own = made_.agree(made, person)
    round_ = made_.open_round(made)
    seat = made_.assignments(made, round_)[0].seat_id
    phone = browser_of(own)

    page = phone.get(reverse("review:panels"))
    assert [len(panel.seats) for panel in page.context["panels"]] == [10]
    assert "评议员甲" in page.content.decode()
    phone.post(reverse("review:challenge", args=[seat]))
    seats = {line.seat: line.challenged for line in phone.get(reverse("review:panels")).context["panels"][0].seats}
    assert [one for one, challenged in seats.items() if challenged] == [seat]
    assert seat not in {row.seat_id for row in made_.assignments(made, round_)}


def test_who_agreed_to_no_review_is_rated_by_nobody_and_is_told_so() -> None:
    made = made_.make_panel()
    stranger = viewer_for(Role.HOUSEHOLD, VILLAGE, person=make_person().id)
    phone = browser_of(stranger)
    page = phone.get(reverse("review:panels")).content.decode()
    assert ("没有人评您" in page, "换人" in page, reverse("consent:mine") in page) == (True, False, True)
    assert phone.post(reverse("review:challenge", args=[made_.seat_of(made, 0).id])).status_code == 404


def _bench() -> dict[str, str]:
    """What the county enters to seat seven and three reserves."""
    shortest: frozenset[str] = min(rules().forms, key=len)
    kinds = sorted(shortest)
    given = {"on": timezone.localdate().isoformat()}
    for at in range(10):
        given |= {f"seat_{at}": "seat" if at < 7 else "reserve", f"name_{at}": f"评议员{'甲乙丙丁戊己庚辛壬癸'[at]}"}
        kind = kinds[at % len(kinds)]
        stated = {f"outside_{at}": "on"} if at >= 7 or kind in rules().outside else {f"number_{at}": id_number()}
        given |= {f"kind_{at}": kind, **stated}
    return given


def _unseated() -> tuple[Client, str]:
    """A panel with ten reviewers who hold a post and no seat, and the county at its page."""
    panel = make_institution("panel", area=VILLAGE)
    for _ in range(10):
        make_account(Role.PANEL_MEMBER, VILLAGE, panel)
    keeper = Client()
    sign_in(keeper, make_account(Role.COUNTY_OFFICE))
    return keeper, reverse("review:bench", args=[panel.id])


def test_the_county_seats_a_whole_panel_at_once_and_relatives_are_known_by_number() -> None:
    keeper, page = _unseated()
    number = id_number()
    reviewer = make_person(number=number)
    given = {**_bench(), "number_1": number, "to_on": (timezone.localdate() + timedelta(days=365)).isoformat()}
    assert keeper.get(page).status_code == 200
    assert keeper.post(page, given).headers["Location"] == reverse("review:benches")
    seats = Seat.objects.filter(to_on=timezone.localdate() + timedelta(days=365))
    assert (seats.filter(reserve=False).count(), seats.filter(reserve=True).count()) == (7, 3)
    assert reviewer.id in {seat.who for seat in seats}
    assert seats.filter(outside=True, who=None).count() == 6
    assert seats.filter(outside=False, who__isnull=False).count() == 4
    shown = keeper.get(page).content.decode()
    assert shown.count(" · 不住本地") == 6
    assert shown.count(" · 已填号码") == 4
    assert number not in shown


def test_a_reserve_who_is_registered_here_is_told_at_the_number_and_nobody_is_seated() -> None:
    keeper, page = _unseated()
    number = id_number()
    make_person(number=number)
    answer = keeper.post(page, {**_bench(), "number_9": number})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["number_9"]
    assert not Seat.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name_3": ""}, "name_3"),
        ({"number_1": "123"}, "number_1"),
        ({"number_1": ""}, "number_1"),
        ({"number_1": "", "outside_1": "on"}, "number_1"),
        ({"outside_8": ""}, "number_8"),
        ({"to_on": "2020-01-01"}, "to_on"),
        ({f"seat_{at}": "" for at in range(4)}, "__all__"),
        ({f"seat_{at}": "seat" for at in range(10)}, "__all__"),
    ],
)
def test_a_bench_that_is_not_complete_is_told_and_nobody_is_seated(change: dict[str, str], field: str) -> None:
    keeper, page = _unseated()
    answer = keeper.post(page, {**_bench(), **change})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Seat.objects.exists()
