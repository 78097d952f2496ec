"""Whoever tries to bend a round on the phone or in the database is told why it does not work, and nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bases import review_made as made_
from bases.accounts_made import browser_of
from bases.parties_made import OTHER_VILLAGE, TOWNSHIP, make_person, make_village
from xiangxin.ballot.box import SEALED_BYTES, ballots
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry
from xiangxin.office.audit.reads import reading
from xiangxin.office.review import errors
from xiangxin.office.review.actions import cast, challenge, recuse, void_round
from xiangxin.office.review.boxes import cast_all
from xiangxin.office.review.models import Assignment, Box, Participation
from xiangxin.office.review.queries import rated

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    made_.quick(monkeypatch)


class Tried:
    """A round on one person, one of its reviewers with a phone, and what must stay as it is."""

    def __init__(self, people: int = 1) -> None:
        self.made = made_.make_panel()
        self.person = make_person()
        self.own = made_.agree(self.made, self.person)
        self.others = made_.make_agreed(self.made, people - 1)
        self.round = made_.open_round(self.made)
        rows = [row for row in made_.assignments(self.made, self.round) if row.person == self.person.id]
        self.row, self.subject = rows[0], rows[0].subject_id
        self.me = self.made.reviewers[self.row.seat_id]
        self.phone = browser_of(self.me)
        self.address = reverse("review:ballot", args=[self.subject])

    def state(self) -> tuple[object, ...]:
        with maintenance("tests"):
            return (
                {box.subject_id: bytes(box.ballots) for box in Box.objects.all()},
                sorted(Participation.objects.values_list("assignment", "cast_on")),
                sorted(Assignment.objects.values_list("id", "recused")),
                Entry.objects.count(),
            )


def words(client: Client, address: str, given: dict[str, str]) -> str:
    return client.post(address, given, follow=True).content.decode()


def cast_twice(tried: Tried) -> None:
    cast(tried.me, tried.subject, 80)


def step_aside(tried: Tried) -> None:
    recuse(tried.me, tried.subject, "kin")


def challenged(tried: Tried) -> None:
    challenge(tried.own, tried.row.person, tried.row.seat_id)


def withdrawn(tried: Tried) -> None:
    made_.withdraw(tried.made, tried.own)


def given_up(tried: Tried) -> None:
    void_round(tried.made.keeper, tried.round, "mistake")


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (cast_twice, "这一位您已经评过"),
        (step_aside, "这一位由别人评"),
        (challenged, "这一位由别人评"),
        (withdrawn, "不再同意评议"),
        (given_up, "这一轮现在不收票"),
    ],
)
@pytest.mark.parametrize("given", [{"rating": "0"}, {"unknown": "1"}, {"reason": "kin"}])
def test_a_form_from_another_tab_or_by_the_back_button_leads_back_with_words(
    before: Callable[[Tried], None], told: str, given: dict[str, str]
) -> None:
    tried = Tried()
    assert tried.phone.get(tried.address).status_code == 200
    before(tried)
    stood = tried.state()
    address = reverse("review:recuse", args=[tried.subject]) if "reason" in given else tried.address
    assert told in words(tried.phone, address, given)
    assert tried.phone.get(tried.address).status_code == 302, "nobody is looked at whom one does not rate any more"
    assert tried.state() == stood


def test_after_the_last_day_the_page_says_so_and_takes_nothing() -> None:
    tried = Tried()
    with made_.last_day_past(tried.round):
        phone = browser_of(tried.me)
        stood = tried.state()
        assert "评议已于" in words(phone, tried.address, {"rating": "90"})
        assert "评议已于" in words(phone, reverse("review:recuse", args=[tried.subject]), {"reason": "kin"})
        assert tried.state() == stood


def test_after_the_opening_no_ballot_is_taken_also_by_whom_looked_before_it() -> None:
    """The race: somebody passed every check while two people were opening the boxes."""
    tried = Tried()
    with reading(tried.me.actor, purpose="review", ground="consent", what="tests") as look:
        look.showed_nobody()
        stale = Assignment.objects.select_related("subject__round").get(id=tried.row.id)
        _ = stale.subject.round.state
    made_.cast_all(tried.made, tried.round)
    with maintenance("tests"):
        Participation.objects.filter(assignment=tried.row.id).delete()
    with made_.last_day_past(tried.round):
        made_.opened(tried.made, tried.round)
    stood = tried.state()
    with pytest.raises(errors.RoundNotOpen):
        cast_all(stale.subject.round, [(stale, 0)], timezone.localdate())
    assert "这一轮现在不收票" in words(tried.phone, tried.address, {"rating": "0"})
    assert tried.state() == stood


def test_who_was_recused_since_the_page_was_opened_puts_nothing_into_the_box() -> None:
    tried = Tried()
    challenge(tried.own, tried.row.person, tried.row.seat_id)
    stood = tried.state()
    with reading(tried.me.actor, purpose="review", ground="consent", what="tests") as look:
        look.showed_nobody()
        with pytest.raises(errors.RecusedHere):
            cast_all(tried.round, [(tried.row, 0)], timezone.localdate())
    assert tried.state() == stood


@pytest.mark.parametrize("rating", ["", "-1", "101", "1e2", "0x10", "9" * 30, "80;90", "八十", "80.5"])
def test_what_is_no_whole_number_of_points_is_told_at_the_field(rating: str) -> None:
    tried = Tried()
    stood = tried.state()
    answer = tried.phone.post(tried.address, {"rating": rating})
    assert answer.status_code == 422
    assert "rating" in answer.context["form"].errors
    assert tried.state() == stood


def test_of_two_ratings_at_once_none_is_taken() -> None:
    tried = Tried()
    stood = tried.state()
    answer = tried.phone.post(tried.address, {"rating": ["0", "100"]})
    assert answer.status_code == 422
    assert "rating" in answer.context["form"].errors
    assert tried.state() == stood


def test_a_person_of_another_village_or_round_or_of_none_is_not_there() -> None:
    made = made_.make_panel(area=TOWNSHIP)
    made_.make_agreed(made, 1)
    made_.open_round(made)
    make_village(OTHER_VILLAGE)
    foreign = made_.make_panel(area=OTHER_VILLAGE)
    stranger = make_person(area=OTHER_VILLAGE)
    made_.agree(foreign, stranger)
    abroad = made_.open_round(foreign, timezone.localdate() + timedelta(days=3), OTHER_VILLAGE)
    subject = next(row.subject_id for row in made_.assignments(foreign, abroad))
    reviewer = made.reviewers[made_.seat_of(made, 0).id]
    phone = browser_of(reviewer)
    with maintenance("tests"):
        before = Participation.objects.count(), {bytes(box.ballots) for box in Box.objects.all()}
    pages: list[str] = []
    for id_ in (subject, uuid4()):
        for answer in (
            phone.get(reverse("review:ballot", args=[id_])),
            phone.post(reverse("review:ballot", args=[id_]), {"rating": "0"}),
            phone.post(reverse("review:recuse", args=[id_]), {"reason": "kin"}),
        ):
            assert answer.status_code == 404
            pages.append(answer.content.decode())
    assert all("这一位没有分给您" in page for page in pages)
    with maintenance("tests"):
        assert (Participation.objects.count(), {bytes(box.ballots) for box in Box.objects.all()}) == before


def test_the_log_of_requests_does_not_say_who_cast_or_stepped_aside(caplog: pytest.LogCaptureFixture) -> None:
    tried = Tried(people=2)
    caplog.clear()
    with caplog.at_level("INFO"):
        tried.phone.get(tried.address)
        tried.phone.post(tried.address, {"rating": "80"})
        tried.phone.post(reverse("review:recuse", args=[tried.subject]), {"reason": "kin"})
        tried.phone.get(reverse("web:home"))
    lines = [vars(one) for one in caplog.records if one.name == "xiangxin.office.shell.tracing"]
    told = [(line["route"].startswith("review/ballots/<"), "actor" in line, "role" in line) for line in lines]
    assert told == [(True, False, False)] * 3 + [(False, True, True)]
    assert str(tried.subject) not in caplog.text


def test_a_seat_that_was_not_drawn_for_somebody_is_a_stranger_to_them() -> None:
    """The reserves of a complete bench rate nobody."""
    tried = Tried()
    reserve = tried.made.reviewers[made_.seat_of(tried.made, 9).id]
    with pytest.raises(errors.NotAssigned):
        cast(reserve, tried.subject, 0)
    with pytest.raises(errors.NotAssigned):
        recuse(reserve, tried.subject, "kin")
    with pytest.raises(errors.NotAssigned):
        rated(reserve, tried.subject)


@pytest.mark.parametrize("how", ["doubled", "in place of another", "from the box of another person", "of an old copy"])
def test_a_sealed_ballot_that_is_replayed_in_the_database_costs_that_box_its_count_and_no_other(how: str) -> None:
    tried = Tried(people=3)
    made_.cast_all(tried.made, tried.round, 90)
    with maintenance("tests"):
        mine, other, *_ = sorted(Box.objects.all(), key=lambda box: box.subject_id != tried.subject)
        kept, foreign = ballots(bytes(mine.ballots)), ballots(bytes(other.ballots))
        forged = {
            "doubled": [*kept, kept[0]],
            "in place of another": [kept[0], kept[0], *kept[2:]],
            "from the box of another person": [foreign[0], *kept[1:]],
            "of an old copy": kept[:-1],
        }[how]
        Box.objects.filter(subject=tried.subject).update(ballots=b"".join(sorted(forged)))
    assert all(len(one) == SEALED_BYTES for one in forged)
    made_.opened(tried.made, tried.round)
    assert made_.ratings_of(tried.person) == []
    assert [made_.ratings_of(other) for other in tried.others] == [[90] * 7] * 2
