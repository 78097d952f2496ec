"""Seats are drawn by a lot that nobody can choose and anybody can repeat; who is barred is never drawn."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from xiangxin.ballot.assign import Bench, assign, commitment, new_seed, substitute

SEATS = [UUID(int=number) for number in range(1, 8)]
RESERVES = [UUID(int=number) for number in range(8, 11)]
SUBJECTS = [UUID(int=1000 + number) for number in range(40)]
BENCH = Bench(frozenset(SEATS), frozenset(RESERVES), 5)


def load(found: dict[UUID, list[UUID]]) -> Counter[UUID]:
    return Counter(seat for seats in found.values() for seat in seats)


@given(st.binary(min_size=32, max_size=32))
def test_everybody_gets_as_many_seats_as_are_asked_for_and_the_work_is_even(seed: bytes) -> None:
    found = assign(SUBJECTS, {}, BENCH, seed)
    assert all(len(set(seats)) == 5 for seats in found.values())
    assert set(load(found)) == set(SEATS)
    assert max(load(found).values()) - min(load(found).values()) <= 1


@given(
    st.binary(min_size=32, max_size=32),
    st.dictionaries(st.sampled_from(SUBJECTS), st.sets(st.sampled_from([*SEATS, *RESERVES]))),
)
def test_a_barred_seat_is_never_drawn_and_reserves_sit_only_where_seats_are_missing(
    seed: bytes, barred: dict[UUID, set[UUID]]
) -> None:
    for subject, seats in assign(SUBJECTS, barred, BENCH, seed).items():
        out = barred.get(subject, set())
        assert not out & set(seats)
        free = len(set(SEATS) - out)
        assert sum(seat in RESERVES for seat in seats) == min(max(5 - free, 0), len(set(RESERVES) - out))
        assert len(seats) == min(5, len({*SEATS, *RESERVES} - out))


def test_the_same_seed_gives_the_same_list_in_whatever_order_it_is_asked() -> None:
    seed = bytes(range(32))
    assert assign(SUBJECTS, {}, BENCH, seed) == assign(reversed(SUBJECTS), {}, BENCH, seed)
    assert assign(SUBJECTS, {}, BENCH, seed) != assign(SUBJECTS, {}, BENCH, bytes(32))


def test_a_seed_is_told_beforehand_by_its_digest_alone() -> None:
    seed, other = new_seed(), new_seed()
    assert commitment(seed) != commitment(other)
    assert seed.hex() not in commitment(seed)


def test_over_many_lots_no_seat_is_preferred_for_a_subject() -> None:
    """Each of seven seats rates one subject in 5 of 7 lots: of 700 about 500, give or take 4.5 times 12."""
    drawn = Counter[UUID]()
    for number in range(700):
        drawn.update(assign(SUBJECTS[:1], {}, BENCH, number.to_bytes(32, "big"))[SUBJECTS[0]])
    assert all(446 <= drawn[seat] <= 554 for seat in SEATS)


def test_who_falls_out_is_replaced_by_the_seat_with_least_to_do_then_by_a_reserve() -> None:
    seed = bytes(32)
    work = dict.fromkeys(SEATS, 10) | {SEATS[3]: 4}
    assert substitute(SUBJECTS[0], SEATS[:2], BENCH, work, seed) == SEATS[3]
    assert substitute(SUBJECTS[0], SEATS, BENCH, work, seed) in RESERVES
    assert substitute(SUBJECTS[0], [*SEATS, *RESERVES], BENCH, work, seed) is None
