"""How many points there are on a day: by hand, and for whatever order and whatever is exchanged."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.office.incentives.reckoning import Lot, Spent, balance, counts, draw, left

A, B, C = (UUID(int=number) for number in (1, 2, 3))
FIRST = date(2026, 1, 1)


def lot(id_: UUID, points: int, from_on: date, to_on: date, **more: object) -> Lot:
    return Lot(id_, points, from_on, to_on, **more)  # type: ignore[arg-type]


TWENTY = lot(A, 20, date(2026, 5, 10), date(2029, 4, 30))
THIRTY = lot(B, 30, date(2026, 6, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 5, 9), 0),
        (date(2026, 5, 10), 20),
        (date(2026, 6, 1), 50),
        (date(2026, 12, 31), 50),
        (date(2027, 1, 1), 20),
        (date(2029, 4, 30), 20),
        (date(2029, 5, 1), 0),
    ],
)
def test_an_entry_brings_its_points_from_its_first_to_its_last_day_and_nothing_after(on: date, expected: int) -> None:
    assert balance([TWENTY, THIRTY], on) == expected


def test_what_ends_first_pays_first() -> None:
    assert draw([TWENTY, THIRTY], 10, date(2026, 7, 1)) == ((B, 10),)
    assert draw([TWENTY, THIRTY], 40, date(2026, 7, 1)) == ((B, 30), (A, 10))
    assert draw([TWENTY, THIRTY], 50, date(2026, 7, 1)) == ((B, 30), (A, 20))
    assert draw([TWENTY, THIRTY], 51, date(2026, 7, 1)) is None
    assert draw([], 1, date(2026, 7, 1)) is None


def test_what_was_exchanged_is_gone_from_that_day_on_and_comes_back_where_it_could_not_be_given() -> None:
    spent = (Spent(10, date(2026, 7, 1)), Spent(5, date(2026, 8, 1), back_on=date(2026, 9, 1)))
    used = lot(B, 30, THIRTY.from_on, THIRTY.to_on, spent=spent)
    assert [left(used, date(2026, month, 1)) for month in (6, 7, 8, 9)] == [30, 20, 15, 20]


def test_a_struck_entry_brings_nothing_from_that_day_on_and_what_it_had_paid_for_costs_no_other_entry() -> None:
    struck = lot(B, 30, THIRTY.from_on, THIRTY.to_on, struck_on=date(2026, 8, 1), spent=(Spent(10, date(2026, 7, 1)),))
    assert balance([TWENTY, struck], date(2026, 7, 31)) == 40
    assert balance([TWENTY, struck], date(2026, 8, 1)) == 20
    assert not counts(struck, date(2026, 8, 1))


DAYS = st.integers(0, 400).map(lambda after: FIRST + timedelta(days=after))


@st.composite
def lots(draw_: st.DrawFn) -> list[Lot]:
    found = []
    for number in range(draw_(st.integers(0, 6))):
        first = draw_(DAYS)
        last = first + timedelta(days=draw_(st.integers(0, 300)))
        struck = draw_(st.none() | DAYS)
        found.append(Lot(UUID(int=number), draw_(st.integers(1, 50)), first, last, struck))
    return found


def spent_on(some: list[Lot], paid: tuple[tuple[UUID, int], ...], on: date) -> list[Lot]:
    by_id = dict(paid)
    return [
        Lot(one.id, one.points, one.from_on, one.to_on, one.struck_on, (*one.spent, Spent(by_id[one.id], on)))
        if one.id in by_id
        else one
        for one in some
    ]


@given(lots(), st.lists(st.tuples(DAYS, st.integers(1, 60)), max_size=8), DAYS, st.randoms())
def test_a_balance_is_never_negative_and_the_order_of_entries_changes_nothing(
    some: list[Lot], wishes: list[tuple[date, int]], on: date, chance: object
) -> None:
    for day, cost in sorted(wishes):
        had = balance(some, day)
        shuffled = list(some)
        chance.shuffle(shuffled)  # type: ignore[attr-defined]
        paid = draw(some, cost, day)
        assert draw(shuffled, cost, day) == paid
        assert (paid is None) == (cost > had)
        if paid is not None:
            assert sum(points for _, points in paid) == cost
            some = spent_on(some, paid, day)
            assert balance(some, day) == had - cost
    assert all(left(one, on) >= 0 for one in some)
    assert balance(some, on) == balance(list(reversed(some)), on)


@given(lots(), lots(), DAYS)
def test_another_entry_never_leaves_anybody_with_less(some: list[Lot], more: list[Lot], on: date) -> None:
    assert balance([*some, *more], on) >= balance(some, on)
