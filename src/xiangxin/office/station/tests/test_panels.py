"""Who rates whoever stands at the counter, and whom of these they will not have: said here, without a phone."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from bases import review_made as made_
from bases.accounts_made import make_account
from bases.consent_made import make_institution
from bases.grants_made import looking
from bases.parties_made import TOWNSHIP, make_person
from bases.station_made import begin
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.models import Entry
from xiangxin.office.audit.queries import payload_of
from xiangxin.office.consent.errors import NoMandate
from xiangxin.office.review.actions import cast, challenge
from xiangxin.office.review.models import Challenge
from xiangxin.office.review.queries.mine import panels_of

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    made_.quick(monkeypatch)


def challenged() -> list[tuple[object, object]]:
    with looking():
        return list(Challenge.objects.values_list("person", "seat"))


def test_whoever_stands_here_hears_who_rates_them_and_has_one_of_them_step_aside(desk: Client) -> None:
    made = made_.make_panel()
    person = made_.make_agreed(made, 1)[0]
    round_ = made_.open_round(made)
    row = made_.assignments(made, round_)[0]
    cast(made.reviewers[row.seat_id], row.subject_id, 0)
    begin(desk, person.id)

    assert reverse("station:panels") in desk.get(reverse("station:desk")).content.decode()
    page = desk.get(reverse("station:panels"))
    assert [len(panel.seats) for panel in page.context["panels"]] == [10]
    assert "评议员甲" in page.content.decode()
    answer = desk.post(reverse("station:challenge", args=[row.seat_id]))
    assert answer.headers["Location"] == reverse("station:panels")
    assert challenged() == [(person.id, row.seat_id)]
    said = payload_of(Entry.objects.get(act="review.challenged"))
    assert said is not None
    assert b"station" in said
    seats = desk.get(reverse("station:panels")).context["panels"][0].seats
    assert [line.seat for line in seats if line.challenged] == [row.seat_id]

    made_.cast_all(made, round_, 90)
    made_.opened(made, round_)
    assert made_.ratings_of(person) == [90] * 7


def test_nobody_is_challenged_for_whom_nobody_stands_here_or_who_agreed_to_no_review(desk: Client) -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 1)
    seat = made_.seat_of(made, 0).id
    address = reverse("station:challenge", args=[seat])
    assert desk.get(reverse("station:panels")).status_code == 409
    assert desk.post(address).status_code == 409

    begin(desk, make_person().id)
    page = desk.get(reverse("station:panels"))
    assert page.context["panels"] == []
    assert "没有同意过评议" in page.content.decode()
    assert desk.post(address).status_code == 404
    assert challenged() == []


def test_a_keeper_challenges_nobody_for_somebody_who_does_not_stand_here(desk: Client) -> None:
    made = made_.make_panel()
    here, elsewhere = made_.make_agreed(made, 2)
    begin(desk, here.id)
    account = make_account(Role.STATION_KEEPER, TOWNSHIP, station := make_institution("station"))
    other = Viewer(account.id, Role.STATION_KEEPER, TOWNSHIP, station.id)
    for person in (here, elsewhere):
        with pytest.raises(NoMandate):
            panels_of(other, person.id)
        with pytest.raises(NoMandate):
            challenge(other, person.id, made_.seat_of(made, 0).id)
    assert challenged() == []
