"""A panel is named, a round opens with two people's halves, ballots lie sealed, two people open: the whole way."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from bases import review_made as made_
from bases.accounts_made import viewer_for
from bases.adoption_made import make_adoption
from bases.consent_made import make_institution
from bases.parties_made import OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_person, make_village
from xiangxin.ballot.assign import commitment
from xiangxin.ballot.box import SEALED_BYTES, ballots, open_box
from xiangxin.ballot.keys import open_half
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry
from xiangxin.office.audit.reads import reading
from xiangxin.office.audit.verify import verify
from xiangxin.office.creditfile.reviews import review_rows
from xiangxin.office.parties.models import Person
from xiangxin.office.review import errors
from xiangxin.office.review.actions import cast, casting, close_round, hand_half, hold_half, prepare_round, void_round
from xiangxin.office.review.boxes import address_of
from xiangxin.office.review.choices import RoundState
from xiangxin.office.review.models import Assignment, Box, Participation, Round, Subject, Watch
from xiangxin.office.review.queries import desk
from xiangxin.office.shell.errors import AddressUnknown, Conflicting, NotAllowed

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    made_.quick(monkeypatch)


def rows_of(people: list[Person]) -> list[dict[str, object]]:
    with reading(viewer_for().actor, purpose="audit", ground="duty", what="tests") as look:
        look.showed_nobody()
        return review_rows([person.id for person in people], timezone.localdate(), timezone.localdate())


def test_from_seats_to_ratings_in_the_files() -> None:
    made = made_.make_panel()
    people = made_.make_agreed(made, 3)
    stranger = make_person()
    round_ = made_.open_round(made)

    assert round_.state == RoundState.OPEN
    assert {row["closed_on"] for row in rows_of(people)} == {None}
    assert len(rows_of([stranger])) == 0
    drawn = made_.assignments(made, round_)
    assert Counter(row.person for row in drawn) == {person.id: 7 for person in people}

    before = Entry.objects.count()
    made_.cast_all(made, round_, 88)
    assert Entry.objects.count() == before
    assert {len(bytes(box.ballots)) for box in Box.objects.all()} == {7 * SEALED_BYTES}

    closed = made_.opened(made, round_)
    assert closed.state == RoundState.CLOSED
    rows = rows_of(people)
    assert Counter(row["person_id"] for row in rows) == {person.id: 7 for person in people}
    assert {(row["rating"], row["closed_on"], row["panel"]) for row in rows} == {
        (88, timezone.localdate(), made.panel.slug)
    }
    assert {str(row["seat"]) for row in rows} == {str(number) for number in range(1, 8)}
    assert commitment(bytes.fromhex(closed.seed)) == closed.commitment
    assert bytes(closed.seat_key_sealed) == b""
    assert Entry.objects.filter(act="review.closed").count() == 1
    assert Watch.objects.get(round=closed).figures["ratings"] == 21
    assert verify().findings == ()


def test_with_four_ratings_there_is_no_review_part_and_with_five_there_is() -> None:
    made = made_.make_panel()
    few, enough = made_.make_agreed(made, 2)
    round_ = made_.open_round(made)
    given = Counter[object]()
    for row in made_.assignments(made, round_):
        given[row.person] += 1
        least = 4 if row.person == few.id else 5
        cast(made.reviewers[row.seat_id], row.subject_id, 70 if given[row.person] <= least else None)

    made_.opened(made, round_)
    assert rows_of([few]) == []
    assert [row["rating"] for row in rows_of([enough])] == [70] * 5


def test_a_ballot_is_cast_once_and_changes_nothing_the_second_time() -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 1)
    round_ = made_.open_round(made)
    row = made_.assignments(made, round_)[0]
    cast(made.reviewers[row.seat_id], row.subject_id, 80)
    box = bytes(Box.objects.get(subject=row.subject_id).ballots)

    with pytest.raises(errors.CastAlready):
        cast(made.reviewers[row.seat_id], row.subject_id, 90)

    assert bytes(Box.objects.get(subject=row.subject_id).ballots) == box
    assert Participation.objects.count() == 1


def test_a_ballot_that_is_on_its_way_while_the_round_is_closed_falls_into_no_box(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 1)
    round_ = made_.open_round(made)
    late, *others = made_.assignments(made, round_)
    for row in others:
        cast(made.reviewers[row.seat_id], row.subject_id, 80)
    after: list[bytes] = []

    def close_meanwhile(_row: Assignment) -> None:
        with made_.last_day_past(round_):
            made_.opened(made, round_)
        after.append(bytes(Box.objects.get(subject=late.subject_id).ballots))

    monkeypatch.setattr(casting, "require_open", close_meanwhile)
    with pytest.raises(errors.RoundNotOpen):
        cast(made.reviewers[late.seat_id], late.subject_id, 10)
    assert bytes(Box.objects.get(subject=late.subject_id).ballots) == after[0]
    assert Participation.objects.count() == len(others)


def test_late_foreign_and_unfit_ballots_are_refused_by_name_and_change_nothing() -> None:
    made, other = made_.make_panel(), made_.make_panel()
    made_.make_agreed(made, 1)
    round_ = made_.open_round(made)
    row = made_.assignments(made, round_)[0]
    mine = made.reviewers[row.seat_id]

    for viewer, rating, wanted in [
        (next(iter(other.reviewers.values())), 80, errors.NotAssigned),
        (made.keeper, 80, NotAllowed),
        (mine, 101, errors.RatingUnfit),
        (mine, -1, errors.RatingUnfit),
    ]:
        with pytest.raises(wanted):
            cast(viewer, row.subject_id, rating)
    with made_.last_day_past(round_), pytest.raises(errors.RoundOver):
        cast(mine, row.subject_id, 80)
    void_round(made.keeper, round_, "mistake")
    with pytest.raises(errors.RoundNotOpen):
        cast(mine, row.subject_id, 80)

    assert not Participation.objects.exists()
    assert {bytes(box.ballots) for box in Box.objects.all()} == {b""}


def test_a_round_needs_two_people_each_with_a_phrase_of_their_own() -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 1)
    make_adoption(made.bank, made_.POLICY)
    row = prepare_round(made.keeper, made.panel.id, VILLAGE, TODAY + timedelta(days=7), made.bank.id)

    with pytest.raises(errors.PhraseShort):
        hold_half(made.keeper, row, "太短")
    row = hold_half(made.keeper, row, made_.OFFICE_PHRASE)
    assert row.state == RoundState.PREPARED
    with pytest.raises(errors.HalfHeld):
        hold_half(made.keeper, row, made_.OFFICE_PHRASE)
    with pytest.raises(NotAllowed):
        hold_half(viewer_for(Role.ACCOUNT_MANAGER), row, made_.WATCH_PHRASE)
    with maintenance("tests"):
        assert not Subject.objects.exists()
    assert hold_half(made.watcher, row, made_.WATCH_PHRASE).state == RoundState.OPEN


def test_of_two_holders_at_once_one_is_asked_again_and_then_opens_the_round() -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 1)
    make_adoption(made.bank, made_.POLICY)
    stale = prepare_round(made.keeper, made.panel.id, VILLAGE, TODAY + timedelta(days=7), made.bank.id)
    hold_half(made.keeper, stale, made_.OFFICE_PHRASE)

    with pytest.raises(Conflicting):
        hold_half(made.watcher, stale, made_.WATCH_PHRASE)
    now = Round.objects.get(id=stale.id)
    assert (now.state, now.second_holder) == (RoundState.PREPARED, None)
    assert hold_half(made.watcher, now, made_.WATCH_PHRASE).state == RoundState.OPEN


def test_one_person_opens_no_box_and_nobody_opens_one_early() -> None:
    made = made_.make_panel()
    people = made_.make_agreed(made, 1)
    round_ = made_.open_round(made)

    with pytest.raises(errors.RoundRuns):
        hand_half(made.watcher, round_, made_.WATCH_PHRASE)
    made_.cast_all(made, round_)
    with pytest.raises(errors.OtherHalfMissing):
        close_round(made.keeper, round_, made_.OFFICE_PHRASE, "票已收齐")
    with pytest.raises(errors.PhraseDoesNotOpen):
        hand_half(made.watcher, round_, made_.OFFICE_PHRASE)
    with pytest.raises(errors.NotHolder):
        hand_half(viewer_for(Role.SUPERVISORY_COMMITTEE, VILLAGE), round_, made_.WATCH_PHRASE)
    round_ = hand_half(made.watcher, round_, made_.WATCH_PHRASE)
    with pytest.raises(errors.ReasonMissing):
        close_round(made.keeper, round_, made_.OFFICE_PHRASE, " ")
    with pytest.raises(errors.PhraseDoesNotOpen):
        close_round(made.keeper, round_, made_.WATCH_PHRASE, "票已收齐")

    assert Round.objects.get(id=round_.id).state == RoundState.OPEN
    assert rows_of(people)[0]["closed_on"] is None
    assert close_round(made.keeper, round_, made_.OFFICE_PHRASE, "票已收齐").state == RoundState.CLOSED


def test_a_box_that_was_tampered_with_counts_for_nothing_and_the_others_count() -> None:
    made = made_.make_panel()
    people = made_.make_agreed(made, 3)
    round_ = made_.open_round(made)
    made_.cast_all(made, round_)
    first, second, _ = Box.objects.order_by("subject")
    taken = bytes(first.ballots)[:SEALED_BYTES]
    Box.objects.filter(subject=first.subject_id).update(ballots=bytes(first.ballots)[SEALED_BYTES:])
    Box.objects.filter(subject=second.subject_id).update(ballots=bytes(second.ballots)[SEALED_BYTES:] + taken)

    made_.opened(made, round_)
    assert len(rows_of(people)) == 7


def test_boxes_stay_for_a_recount_without_anything_that_tells_seats_apart() -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 2)
    round_ = made_.open_round(made)
    made_.cast_all(made, round_)
    before = {box.subject_id: bytes(box.ballots) for box in Box.objects.all()}
    closed = made_.opened(made, round_)

    first = open_half(bytes(closed.first_half), made_.OFFICE_PHRASE, f"{closed.id}:office")
    second = open_half(bytes(closed.second_half), made_.WATCH_PHRASE, f"{closed.id}:watch")
    seats: list[bytes] = []
    for box in Box.objects.all():
        assert not set(ballots(bytes(box.ballots))) & set(ballots(before[box.subject_id]))
        found = open_box(bytes(box.ballots), first, second, address_of(closed, box.subject_id))
        assert [ballot.rating for ballot in found] == [90] * 7
        seats += [ballot.seat for ballot in found]
    assert len(set(seats)) == 14


def test_who_withdraws_while_the_round_is_open_is_rated_by_nobody() -> None:
    made = made_.make_panel()
    person = make_person()
    own = made_.agree(made, person)
    made_.make_agreed(made, 1)
    round_ = made_.open_round(made)
    rows = [row for row in made_.assignments(made, round_) if row.person == person.id]
    cast(made.reviewers[rows[0].seat_id], rows[0].subject_id, 90)
    made_.withdraw(made, own)

    with pytest.raises(errors.ConsentGone):
        cast(made.reviewers[rows[1].seat_id], rows[1].subject_id, 90)
    with made_.last_day_past(round_):
        made_.opened(made, round_)
    assert rows_of([person]) == []


def test_a_round_is_held_where_its_panel_is_and_for_those_who_agreed() -> None:
    made = made_.make_panel()
    make_adoption(made.bank, made_.POLICY)
    last = TODAY + timedelta(days=7)
    with pytest.raises(errors.NobodyAgreed):
        prepare_round(made.keeper, made.panel.id, VILLAGE, last, made.bank.id)
    made_.make_agreed(made, 1)
    make_village(OTHER_VILLAGE)
    with pytest.raises(AddressUnknown):
        prepare_round(made.keeper, made.panel.id, OTHER_VILLAGE, last, made.bank.id)
    with pytest.raises(errors.DayUnfit):
        prepare_round(made.keeper, made.panel.id, VILLAGE, TODAY - timedelta(days=1), made.bank.id)
    with pytest.raises(errors.NoReviewPart):
        prepare_round(made.keeper, made.panel.id, VILLAGE, last, make_institution().id)
    prepare_round(made.keeper, made.panel.id, VILLAGE, last, made.bank.id)
    with pytest.raises(errors.RoundUnderWay):
        prepare_round(made.keeper, made.panel.id, VILLAGE, last, made.bank.id)
    assert Round.objects.count() == 1


def test_a_dump_with_the_order_of_arrival_matches_ballots_to_seats_no_better_than_by_chance() -> None:
    """Twenty boxes of seven, read as they lie in the database: by chance the k-th to come lies at place k in 20 cases.

    More than 52 are met with a probability below 1 in 10^9 (twenty permutations of seven, exactly); order kept: 140.
    """
    made = made_.make_panel()
    made_.make_agreed(made, 20)
    round_ = made_.open_round(made)
    by_subject: dict[UUID, list[Assignment]] = {}
    for row in made_.assignments(made, round_):
        by_subject.setdefault(row.subject_id, []).append(row)
    matched = 0
    for subject, rows in by_subject.items():
        order: list[bytes] = []
        before: set[bytes] = set()
        for row in rows:
            cast(made.reviewers[row.seat_id], row.subject_id, 80)
            now = set(ballots(bytes(Box.objects.get(subject=subject).ballots)))
            order += now - before
            before = now
        lying = ballots(bytes(Box.objects.get(subject=subject).ballots))
        assert lying == sorted(order)
        matched += sum(one == other for one, other in zip(order, lying, strict=True))
    assert matched <= 52


def test_a_reviewer_goes_on_with_the_next_open_round_of_the_panel() -> None:
    """Two villages are rated at a time; the list is whole and who ends first comes first."""
    made = made_.make_panel(area=TOWNSHIP)
    made_.make_agreed(made, 1)
    make_village(OTHER_VILLAGE)
    made_.agree(made, make_person(area=OTHER_VILLAGE))
    first = made_.open_round(made, TODAY + timedelta(days=3))
    second = made_.open_round(made, TODAY + timedelta(days=9), OTHER_VILLAGE)
    reviewer = made.reviewers[made_.seat_of(made, 0).id]

    before = desk(reviewer)
    assert (before.given, before.left, before.round) == (2, 2, first)
    assert before.next is not None
    cast(reviewer, before.next, 80)
    after = desk(reviewer)
    assert (after.given, after.left, after.round) == (2, 1, second)
