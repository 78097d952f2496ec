"""A result rests on a review only while its person lets the panel's ratings be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from bases import review_made as made_
from bases.consent_made import give, make_consent
from bases.creditfile_made import CLASSES, make_filed_person
from bases.grants_made import fill_file
from bases.parties_made import make_person
from bases.runs_made import ask, make_manager, result_for
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.reads import reading
from xiangxin.office.audit.verify import verify
from xiangxin.office.creditfile.actions import clear_snapshots, delete_ratings
from xiangxin.office.creditfile.models import Rating
from xiangxin.office.creditfile.snapshots import kept_tables
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.parties.models import Person
from xiangxin.office.review.actions import void_round
from xiangxin.office.review.models import Round
from xiangxin.office.runs.actions import drop_frozen, start_changed
from xiangxin.office.runs.errors import NothingChanged
from xiangxin.office.runs.explaining import explain
from xiangxin.office.runs.models import Result, ScoringRun
from xiangxin.office.runs.queries.resting import stale
from xiangxin.scoring.explanation import Explanation

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
BY = system("tests")
AGO = timedelta(days=20)
"""Longer than a cool-off."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    made_.quick(monkeypatch)


@contextmanager
def _looking() -> Iterator[None]:
    with reading(BY, purpose="audit", ground="duty", what="tests") as look:
        look.showed_nobody()
        yield


def _explained(row: Result) -> Explanation:
    with _looking():
        return explain(row)


def _stale(*rows: Result) -> set[object]:
    with _looking():
        return set(stale([row.id for row in rows], timezone.localdate()))


def _kept(person: Person) -> int:
    with _looking():
        return Rating.objects.filter(person=person.id).count()


def _resting() -> tuple[made_.Made, list[Person], Viewer, list[Result]]:
    """Two people whom seven reviewers gave 90 each, the first of them with an account, and their results."""
    made = made_.make_panel()
    people = [make_person() for _ in range(2)]
    owns = []
    for person in people:
        for field_class in CLASSES:
            make_consent(person.id, "scoring", made.bank, field_class)
        fill_file(person, made.bank)
        owns.append(made_.agree(made, person))
    round_ = made_.open_round(made)
    made_.cast_all(made, round_)
    made_.opened(made, round_)
    manager, _ = make_manager(made.bank)
    run = ask(manager, made.bank)
    found = [row for person in people if (row := result_for(person, run)) is not None]
    assert [(row.review_sum, row.review_count) for row in found] == [(630, 7), (630, 7)]
    return made, people, owns[0], found


def _waiting() -> tuple[made_.Made, Round, list[Person], list[Viewer], Viewer, ScoringRun]:
    """Three people with a file, a round on the first two, a run while it is open, and nothing that changed since."""
    with made_.on_day(timezone.localdate() - timedelta(days=3)):
        made = made_.make_panel()
        people = [make_filed_person(made.bank) for _ in range(3)]
        for person in people:
            fill_file(person, made.bank)
        owns = [made_.agree(made, person) for person in people[:2]]
        round_ = made_.open_round(made)
        manager, _ = make_manager(made.bank)
    with made_.on_day(timezone.localdate() - timedelta(days=2)):
        run = ask(manager, made.bank)
    assert run.counts == {"awaiting_review": 2, "scored": 1}
    with made_.on_day(timezone.localdate() - timedelta(days=1)), pytest.raises(NothingChanged):
        start_changed(manager, run)
    return made, round_, people, owns, manager, run


def test_whose_review_was_opened_since_is_assessed_again_and_nobody_else() -> None:
    made, round_, people, _owns, manager, run = _waiting()
    made_.cast_all(made, round_)
    made_.opened(made, round_)
    again = start_changed(manager, run)
    assert set(again.persons) == {str(person.id) for person in people[:2]}
    work_off()
    found = [result_for(person, again) for person in people]
    assert [row and (row.status, row.review_sum) for row in found] == [("scored", 630), ("scored", 630), None]


@pytest.mark.parametrize("how", ["given up", "too few ratings"])
def test_whoever_waited_for_a_review_that_left_nothing_is_assessed_again(how: str) -> None:
    made, round_, people, _owns, manager, run = _waiting()
    if how == "given up":
        void_round(made.keeper, round_, "mistake")
    else:
        made_.cast_all(made, round_, None)
        made_.opened(made, round_)
    assert set(start_changed(manager, run).persons) == {str(person.id) for person in people[:2]}


@pytest.mark.parametrize("days", [0, 20])
def test_who_took_the_review_back_since_is_assessed_again_within_the_cool_off_and_after_it(days: int) -> None:
    made, round_, people, owns, manager, _run = _waiting()
    made_.cast_all(made, round_)
    made_.opened(made, round_)
    with made_.on_day(timezone.localdate() + timedelta(days=1)):
        second = ask(manager, made.bank)
    with made_.on_day(timezone.localdate() + timedelta(days=2 + days)):
        with pytest.raises(NothingChanged):
            start_changed(manager, second)
        made_.withdraw(made, owns[0])
        delete_ratings(BY, timezone.localdate())
        assert start_changed(manager, second).persons == [str(people[0].id)]


def test_who_takes_the_review_back_has_no_result_that_rests_on_it_and_its_ratings_are_told_to_nobody() -> None:
    made, (person, other), own, (row, beside) = _resting()
    whole = _explained(row)
    assert whole.review is not None
    assert whole.review.en == "7 valid ratings, 630 together, 90 on average"
    assert _stale(row, beside) == set()
    assert drop_frozen(BY, timezone.localdate()) == 0

    made_.withdraw(made, own)

    assert _stale(row, beside) == {row.id}
    now = _explained(row)
    assert now.review is not None
    assert now.review.en.startswith("A review counted then. Its ratings may not be read any more")
    assert now.total == whole.total
    assert not any("630" in stage.words.en for stage in now.stages)
    assert "without a review" not in "".join(stage.words.en for stage in now.stages)
    assert _explained(beside).review == whole.review

    assert drop_frozen(BY, timezone.localdate()) == 1
    emptied, kept = result_for(person, row.run), result_for(other, row.run)
    assert emptied is not None
    assert kept is not None
    assert (emptied.frozen_sealed, emptied.review_sum, emptied.review_count) == (None, None, 7)
    assert emptied.stars == row.stars
    assert (kept.review_sum, kept.review_count) == (630, 7)
    assert _explained(emptied).review == now.review
    assert verify(seal=True).findings == ()


def test_ratings_of_who_withdrew_within_the_cool_off_are_erased_at_once_and_in_frozen_inputs_too() -> None:
    made, (person, other), own, (row, _) = _resting()
    assert row.run.snapshot is not None
    assert delete_ratings(BY, timezone.localdate()) == 0
    assert kept_tables(row.run.snapshot)["reviews"].num_rows == 14

    made_.withdraw(made, own)

    assert delete_ratings(BY, timezone.localdate()) == 7
    assert delete_ratings(BY, timezone.localdate()) == 0
    assert (_kept(person), _kept(other)) == (0, 7)
    assert clear_snapshots(BY, timezone.localdate()) == 1
    row.run.snapshot.refresh_from_db()
    assert kept_tables(row.run.snapshot)["reviews"].num_rows == 7
    assert verify(seal=True).findings == ()


def test_who_agrees_anew_after_the_ratings_went_is_not_decided_on_by_them() -> None:
    made, (person, _), own, (row, beside) = _resting()
    made_.withdraw(made, own)
    delete_ratings(BY, timezone.localdate())
    give(own, person.id, made.panel, "review", "review")
    assert made_.ratings_of(person) == []
    assert _stale(row, beside) == {row.id}


def test_after_the_cool_off_ratings_stay_for_the_term_of_a_deletion_and_are_read_by_nobody() -> None:
    with made_.on_day(timezone.localdate() - AGO):
        made, (person, other), own, (row, _) = _resting()
    made_.withdraw(made, own)

    assert made_.ratings_of(person) == []
    assert _stale(row) == {row.id}
    assert delete_ratings(BY, timezone.localdate()) == 0
    assert _kept(person) == 7

    assert delete_ratings(BY, timezone.localdate() + timedelta(days=60)) == 7
    assert (_kept(person), _kept(other)) == (0, 7)
