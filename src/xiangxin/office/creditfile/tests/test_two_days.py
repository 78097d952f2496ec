"""Two days, two questions: what held on a day, and what was known on another. By hand, and against a list of events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from uuid import UUID

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_institution
from bases.creditfile_made import (
    BY,
    add,
    fact_of,
    make_batch,
    make_filed_person,
    new_record,
    new_value,
    undoing,
    undone,
)
from bases.parties_made import VILLAGE, make_cadre, make_household
from xiangxin.office.accounts.choices import Role
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.verify import verify
from xiangxin.office.consent.actions import Scope, withdraw_consent
from xiangxin.office.creditfile import snapshots
from xiangxin.office.creditfile.actions import (
    add_facts,
    delete_expired,
    end_dispute,
    note_dispute,
    show_batch,
    withdraw_facts,
)
from xiangxin.office.creditfile.choices import Outcome, Through, Why
from xiangxin.office.creditfile.models import Batch, Fact
from xiangxin.office.creditfile.new import NewFact
from xiangxin.office.creditfile.queries import believed
from xiangxin.office.parties.actions import join_household, leave_household
from xiangxin.office.parties.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
JANUARY, MARCH, TODAY = date(2026, 1, 15), date(2026, 3, 31), date(2026, 11, 28)


def asked(bank: Institution, as_of: date, known_on: date) -> dict[str, list[dict[str, object]]]:
    manager = viewer_for(Role.ACCOUNT_MANAGER, COUNTY, bank)
    made = snapshots.tables(manager, snapshots.Wanted(COUNTY, "scoring", bank.id, as_of, known_on))
    return {name: table.to_pylist() for name, table in made.items()}


@pytest.fixture
def bank() -> Institution:
    return make_institution()


def test_a_correction_today_about_last_january_changes_a_run_of_march_only_as_known_today(bank: Institution) -> None:
    person, source = make_filed_person(bank), make_institution("provider")
    add([new_value(person, "land_area_mu", "12", source, happened_on=JANUARY)], date(2026, 2, 1))
    add([new_value(person, "land_area_mu", "20", source, happened_on=JANUARY)], TODAY)
    assert [row["land_area_mu"] for row in asked(bank, MARCH, MARCH)["applicants"]] == [12]
    assert [row["land_area_mu"] for row in asked(bank, MARCH, TODAY)["applicants"]] == [20]
    assert [row["land_area_mu"] for row in asked(bank, MARCH, TODAY - timedelta(1))["applicants"]] == [12]
    assert [row["land_area_mu"] for row in asked(bank, JANUARY - timedelta(1), TODAY)["applicants"]] == [None]


def homes(bank: Institution, as_of: date, known_on: date) -> dict[object, object]:
    return {row["person_id"]: row["household_id"] for row in asked(bank, as_of, known_on)["applicants"]}


def test_who_left_or_joined_a_household_by_a_correction_today_did_so_for_runs_as_known_today_alone(
    bank: Institution,
) -> None:
    one, two, late = (make_filed_person(bank) for _ in range(3))
    with time_machine.travel("2026-01-10T10:00:00+08:00"):
        home = make_household([one, two])
    before = homes(bank, MARCH, MARCH)
    assert (before[one.id] == before[two.id] == home.id, before[late.id] == home.id) == (True, False)
    with time_machine.travel("2026-06-01T10:00:00+08:00"):
        leave_household(make_cadre(), home.id, two.id, date(2026, 2, 1))
        join_household(make_cadre(), home.id, late.id, date(2026, 2, 2))
    june = date(2026, 6, 1)
    assert homes(bank, MARCH, MARCH) == homes(bank, MARCH, june - timedelta(1)) == before
    after = homes(bank, MARCH, june)
    assert (after[one.id] == after[late.id] == home.id, after[two.id] == home.id) == (True, False)
    assert homes(bank, date(2026, 1, 31), june)[two.id] == home.id


def test_who_was_registered_after_the_day_that_is_asked_belongs_where_they_do_now(bank: Institution) -> None:
    with time_machine.travel("2026-06-01T10:00:00+08:00"):
        on = date(2026, 6, 1)
        one, two = (make_filed_person(bank, on=on) for _ in range(2))
        home = make_household([one, two], on=on)
    assert homes(bank, MARCH, MARCH) == {one.id: home.id, two.id: home.id}


def test_a_member_who_left_before_the_day_counts_as_one_until_that_was_known(bank: Institution) -> None:
    one, two = make_filed_person(bank), make_filed_person(bank)
    with time_machine.travel("2026-01-10T10:00:00+08:00"):
        home = make_household([one, two])
    with time_machine.travel("2026-06-01T10:00:00+08:00"):
        leave_household(make_cadre(), home.id, two.id, date(2026, 2, 1))
    manager = viewer_for(Role.ACCOUNT_MANAGER, COUNTY, bank)
    for known_on, members in ((MARCH, [(one.id, two.id)]), (date(2026, 6, 1), [])):
        wanted = snapshots.Wanted(COUNTY, "scoring", bank.id, MARCH, known_on, frozenset({one.id}))
        rows = snapshots.tables(manager, wanted)["members"].to_pylist()
        assert [(row["person_id"], row["member_id"]) for row in rows] == members


def test_of_several_values_the_one_with_the_latest_first_day_counts_and_of_two_the_one_known_later(
    bank: Institution,
) -> None:
    person, one, other = make_filed_person(bank), make_institution("provider"), make_institution("provider")
    add([new_value(person, "land_area_mu", "30", one, happened_on=date(2026, 3, 1))], date(2026, 3, 2))
    add([new_value(person, "land_area_mu", "10", one, happened_on=date(2026, 1, 1))], date(2026, 3, 3))
    add([new_value(person, "land_area_mu", "20", other, happened_on=date(2026, 3, 1))], date(2026, 3, 10))
    land = {day: asked(bank, MARCH, day)["applicants"][0]["land_area_mu"] for day in (date(2026, 3, 9), MARCH)}
    assert land == {date(2026, 3, 9): 30, MARCH: 20}
    assert asked(bank, date(2026, 2, 28), MARCH)["applicants"][0]["land_area_mu"] == 10


def test_a_value_that_ended_holds_until_its_last_day(bank: Institution) -> None:
    person, source = make_filed_person(bank), make_institution("provider")
    add([new_value(person, "land_area_mu", "12", source, ended_on=date(2026, 3, 15))], date(2026, 3, 1))
    land = {
        day: asked(bank, day, MARCH)["applicants"][0]["land_area_mu"] for day in (date(2026, 3, 15), date(2026, 3, 16))
    }
    assert land == {date(2026, 3, 15): 12, date(2026, 3, 16): None}


def test_a_record_comes_with_the_day_it_became_known_and_whether_it_is_disputed(bank: Institution) -> None:
    person, source = make_filed_person(bank), make_institution("provider", slug="some-court")
    debt = new_record(person, "court_enforcement", source, amount_fen=100, document_no="试1号")
    add([debt], date(2026, 3, 1))
    dispute = note_dispute(BY, person.id, fact_of(debt).id, Through.PAPER, date(2026, 3, 10))
    end_dispute(BY, dispute.id, Outcome.REJECTED, date(2026, 3, 20))
    days = (date(2026, 2, 28), date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 19), date(2026, 3, 20))
    found = [[row["disputed"] for row in asked(bank, MARCH, day)["records"]] for day in days]
    assert found == [[], [False], [True], [True], [False]]
    (row,) = asked(bank, MARCH, MARCH)["records"]
    assert (row["known_on"], row["source"], row["document_no"]) == (date(2026, 3, 1), "some-court", "试1号")
    assert (row["authority"], row["superseded_on"]) == (None, None)


def test_a_disputed_value_counts_nowhere(bank: Institution) -> None:
    person, source = make_filed_person(bank), make_institution("provider")
    new = new_value(person, "land_area_mu", "12", source)
    add([new], date(2026, 3, 1))
    note_dispute(BY, person.id, fact_of(new).id, Through.PAPER, date(2026, 3, 10))
    add([new_value(person, "land_area_mu", "13", source)], date(2026, 3, 12))
    assert asked(bank, MARCH, date(2026, 3, 9))["applicants"][0]["land_area_mu"] == 12
    assert asked(bank, MARCH, MARCH)["applicants"][0]["land_area_mu"] is None, "sending it again ends no dispute"


def test_what_an_older_file_corrected_was_believed_until_then() -> None:
    person, source = make_filed_person(), make_institution("provider")

    def version(area: str, known: date) -> NewFact:
        return new_value(person, "land_area_mu", area, source, happened_on=date(2024, 1, 1), known_earlier_on=known)

    first = version("10", date(2025, 1, 1))
    add([first], date(2026, 3, 1))
    add([version("11", date(2025, 6, 1))], date(2026, 3, 1))
    days = (date(2024, 12, 31), date(2025, 1, 1), date(2025, 5, 31), date(2025, 6, 1), date(2026, 3, 1))
    with maintenance("tests"):
        found = [[fact.value for fact in believed(day)] for day in days]
    assert found == [[], ["10"], ["10"], ["11"], ["11"]]


def told() -> list[int | None]:
    with maintenance("tests"):
        return [fact.amount_fen for fact in believed(None)]


@pytest.fixture
def debt() -> Callable[[int], NewFact]:
    """Versions of one debt."""
    person, source = make_filed_person(), make_institution("provider")
    return lambda amount: new_record(person, "arrears", source, document_no="试1号", amount_fen=amount)


def test_a_wrong_correction_that_is_taken_back_brings_back_what_stood_before_from_that_day_on() -> None:
    person, source = make_filed_person(), make_institution("provider")

    def debt(amount: int) -> NewFact:
        return new_record(person, "arrears", source, document_no="试1号", amount_fen=amount)

    first = add([debt(100)], date(2026, 3, 1))
    second = add([debt(9900)], date(2026, 3, 10))
    undone(second, date(2026, 3, 20))

    def told() -> list[list[int | None]]:
        days = (date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 19), date(2026, 3, 20))
        with maintenance("tests"):
            return [[fact.amount_fen for fact in believed(day)] for day in (*days, None)]

    assert told() == [[100], [9900], [9900], [100], [100]]
    delete_expired(BY, date(2026, 8, 1))
    assert told() == [[100], [9900], [9900], [100], [100]], "the matter stands, so nothing of it is deleted"
    undone(first, date(2026, 3, 25))
    assert told() == [[100], [9900], [9900], [100], []], "the words that came back are the first submission's"


def test_taking_back_a_correction_brings_back_nothing_that_was_itself_taken_back() -> None:
    person, source = make_filed_person(), make_institution("provider")
    first, second, third = (
        add([new_record(person, "arrears", source, document_no="试1号", amount_fen=at)], date(2026, 3, at))
        for at in (1, 2, 3)
    )
    undone(second, date(2026, 3, 4))
    with maintenance("tests"):
        assert [fact.amount_fen for fact in believed(None)] == [3]
    undone(third, date(2026, 3, 5))
    with maintenance("tests"):
        assert [(fact.amount_fen, fact.restores and fact.restores.batch_id) for fact in believed(None)] == [
            (1, first.id)
        ]


def test_what_comes_back_gives_way_to_what_was_said_before_that_was_shown() -> None:
    person, source = make_filed_person(), make_institution("provider")

    def version(amount: int) -> NewFact:
        return new_record(person, "arrears", source, document_no="试1号", amount_fen=amount)

    add([version(1)], date(2026, 3, 1))
    wrong = add([version(2)], date(2026, 3, 2))
    back = undoing(wrong)
    add([version(3)], date(2026, 3, 3))
    show_batch(BY, back, date(2026, 3, 4))
    with maintenance("tests"):
        assert [[fact.amount_fen for fact in believed(date(2026, 3, day))] for day in (2, 3, 4)] == [[2], [3], [3]]


def test_a_correction_that_is_shown_while_a_submission_is_taken_back_stays(debt: Callable[[int], NewFact]) -> None:
    back = undoing(add([debt(100)], date(2026, 3, 1)))
    add([debt(50)], date(2026, 3, 2))
    show_batch(BY, back, date(2026, 3, 3))
    assert told() == [50]


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_submissions_taken_back_at_once_neither_comes_back_in_either_order(
    debt: Callable[[int], NewFact], first: int
) -> None:
    add([debt(70)], date(2026, 3, 1))
    backs = [undoing(batch) for batch in [add([debt(at)], date(2026, 3, 2)) for at in (100, 50)]]
    for back in (backs[first], backs[1 - first]):
        show_batch(BY, back, date(2026, 3, 3))
    assert told() == [70], "what was said before both"
    with maintenance("tests"):
        assert verify().findings == ()


def test_taking_a_correction_back_writes_nothing_about_who_agrees_no_more(bank: Institution) -> None:
    person, source = make_filed_person(bank), make_institution("provider")
    for amount, day in ((100, 1), (50, 10)):
        debt = new_record(person, "court_enforcement", source, document_no="试1号", amount_fen=amount)
        last = add([debt], date(2026, 3, day))
    own = viewer_for(Role.HOUSEHOLD, VILLAGE, person=person.id)
    withdraw_consent(own, person.id, Scope("scoring", bank.id, "file"))
    undone(last, timezone.localdate())
    with maintenance("tests"):
        assert (told(), Fact.objects.count()) == ([], 2)


@dataclass(frozen=True)
class Said:
    """One thing a batch says: a version of a matter, or (``content`` None) that it is taken back."""

    matter: int
    content: int | None
    earlier: int | None


@dataclass(frozen=True)
class Brought:
    said: tuple[Said, ...]
    days_later: int
    shown: bool
    twice: bool
    undoes: int
    waits: bool
    disputes: int


MATTERS = 3
CATEGORIES = ("moral_model", "good_person", "veteran")
FIRST = date(2026, 2, 1)
said = st.builds(
    Said,
    st.integers(0, MATTERS - 1),
    st.none() | st.integers(0, len(CATEGORIES) - 1),
    st.none() | st.integers(0, 20),
)
brought = st.builds(
    Brought,
    st.lists(said, max_size=MATTERS, unique_by=lambda one: one.matter).map(tuple),
    st.integers(0, 20),
    st.sampled_from([True, True, True, False]),
    st.booleans(),
    st.integers(0, 9),
    st.booleans(),
    st.integers(0, 2 * MATTERS),
)
_examples = count(1)


class Model:
    """The naive list: everything that was ever said and shown, in order, and by which batch."""

    def __init__(self) -> None:
        self.events: list[tuple[date, int, int | None, int]] = []
        self.undone: set[int] = set()
        self.wrong: set[tuple[int, int]] = set()

    def believed(self, on: date) -> dict[int, int]:
        found: dict[int, int | None] = {}
        for known, matter, content, _ in self.events:
            if known <= on:
                found[matter] = content
        return {matter: content for matter, content in found.items() if content is not None}

    def take(self, batch: Brought, on: date, number: int) -> None:
        now = self.believed(date.max)
        for one in batch.said:
            if now.get(one.matter) != one.content and (one.matter, one.content) not in self.wrong:
                earlier = one.earlier if one.content is not None else None
                day = on if earlier is None else date(2025, 1, 1 + earlier)
                self.events.append((day, one.matter, one.content, number))

    def undo(self, number: int, on: date) -> None:
        """The last word of a matter that is this batch's gives way to the last one before it that nobody took back."""
        self.undone.add(number)
        for matter in range(MATTERS):
            said = [(content, by) for _, of, content, by in self.events if of == matter]
            if said and said[-1][0] is not None and said[-1][1] == number:
                left = [(content, by) for content, by in said if content is None or by not in self.undone]
                content, by = left[-1] if left else (None, number)
                if (matter, content) in self.wrong:
                    content = None
                self.events.append((on, matter, content, by))

    def uphold(self, matter: int, content: int, on: date) -> None:
        """These words are wrong: they go where they stand, and come no more."""
        self.wrong.add((matter, content))
        if self.believed(date.max).get(matter) == content:
            self.events.append((on, matter, None, -1))


@pytest.fixture
def filed() -> tuple[Person, Institution]:
    return make_filed_person(), make_institution("provider")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(brought, min_size=1, max_size=5))
def test_what_is_believed_on_any_day_is_what_a_list_of_events_says(
    filed: tuple[Person, Institution], batches: list[Brought]
) -> None:
    person, source = filed
    example, model, day = next(_examples), Model(), FIRST

    def new(one: Said) -> NewFact:
        return new_record(
            person,
            "honour",
            source,
            happened_on=date(2024, 1, 1),
            document_no=f"{example}/{one.matter}",
            category=CATEGORIES[one.content or 0],
            known_earlier_on=None if one.earlier is None else date(2025, 1, 1 + one.earlier),
        )

    series = {new(Said(matter, 0, None)).series: matter for matter in range(MATTERS)}
    shown: list[Batch] = []
    waiting: list[tuple[int, Batch]] = []
    contested: dict[int, tuple[int, UUID]] = {}
    for batch in batches:
        day += timedelta(batch.days_later)
        row = make_batch(source)
        before = _rows(series)
        for _ in range(1 + batch.twice):
            add_facts(BY, row, [new(one) for one in batch.said if one.content is not None])
            withdraw_facts(BY, row, [new(one).series for one in batch.said if one.content is None], Why.WITHDRAWN)
        assert _believed(None, series) == model.believed(date.max), "what is not shown changes nothing"
        assert len(_rows(series) - before) <= len(batch.said), "twice adds nothing"
        if batch.shown:
            show_batch(BY, row, day)
            model.take(batch, day, len(shown))
            shown.append(row)
            if batch.undoes < len(shown) and batch.undoes not in [number for number, _ in waiting]:
                waiting.append((batch.undoes, undoing(shown[batch.undoes])))
            for matter, (content, dispute) in contested.items():
                end_dispute(BY, dispute, Outcome.UPHELD, day)
                model.uphold(matter, content, day)
            contested = {}
            now = model.believed(date.max)
            if batch.disputes in now:
                stands = fact_of(new(Said(batch.disputes, now[batch.disputes], None)))
                row_of = note_dispute(BY, person.id, stands.id, Through.PAPER, day)
                contested[batch.disputes] = (now[batch.disputes], row_of.id)
        while waiting and not (batch.waits and batch is not batches[-1]):
            number, back = waiting.pop()
            show_batch(BY, back, day)
            model.undo(number, day)
    older = [date(2024, 12, 31) + timedelta(at) for at in range(22)]
    for on in (*older, *(FIRST + timedelta(at) for at in range(0, 101, 5)), day):
        assert _believed(on, series) == model.believed(on)
    assert _believed(None, series) == model.believed(date.max)


def _rows(series: dict[UUID, int]) -> set[UUID]:
    with maintenance("tests"):
        return set(Fact.objects.filter(series__in=series).values_list("id", flat=True))


def _believed(on: date | None, series: dict[UUID, int]) -> dict[int, int]:
    """By matter, which category is believed; two versions of one matter would show here as a failure."""
    with maintenance("tests"):
        rows = list(believed(on).filter(series__in=series))
    assert len({row.series for row in rows}) == len(rows)
    return {series[row.series]: CATEGORIES.index(row.category) for row in rows}
