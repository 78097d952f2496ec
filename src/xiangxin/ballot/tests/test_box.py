"""A box opens with both halves, tells what was put in, and says nothing while it is closed."""

from __future__ import annotations

import random
from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.ballot.box import (
    MOST_POINTS,
    SEALED_BYTES,
    Address,
    Ballot,
    ballots,
    open_box,
    pseudonym,
    put,
    reseal,
    seal,
)
from xiangxin.ballot.errors import BallotUnfit, BoxTampered, MalformedBox
from xiangxin.ballot.keys import new_half

FIRST, SECOND = new_half(), new_half()
ROUND, SUBJECT, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
HERE = Address(FIRST.public, SECOND.public, ROUND, SUBJECT)
SEAT_KEY = bytes(32)
SEATS = [pseudonym(SEAT_KEY, UUID(int=number)) for number in range(7)]


def box_of(*ratings: int | None, address: Address = HERE) -> bytes:
    box = b""
    for seat, rating in zip(SEATS, ratings, strict=False):
        box = put(box, seal(Ballot(rating, seat), address))
    return box


def counted(found: list[Ballot]) -> Counter[tuple[int | None, bytes]]:
    return Counter((ballot.rating, ballot.seat) for ballot in found)


@given(st.lists(st.none() | st.integers(0, MOST_POINTS), max_size=7))
def test_what_was_put_in_comes_out(ratings: list[int | None]) -> None:
    box = box_of(*ratings)
    wanted = Counter(zip(ratings, SEATS, strict=False))
    assert counted(open_box(box, FIRST, SECOND, HERE)) == wanted
    assert counted(open_box(reseal(open_box(box, FIRST, SECOND, HERE), HERE), FIRST, SECOND, HERE)) == wanted


@given(st.none() | st.integers(0, MOST_POINTS))
def test_every_ballot_has_one_size(rating: int | None) -> None:
    assert len(box_of(rating)) == SEALED_BYTES == 66


def test_one_half_is_not_enough_and_the_halves_have_their_places() -> None:
    box = box_of(80)
    for first, second in [(FIRST, FIRST), (SECOND, SECOND), (SECOND, FIRST), (FIRST, new_half())]:
        with pytest.raises(BoxTampered):
            open_box(box, first, second, HERE)


def test_a_ballot_does_not_open_elsewhere() -> None:
    box = box_of(80)
    for address in [
        Address(FIRST.public, SECOND.public, ROUND, OTHER),
        Address(FIRST.public, SECOND.public, OTHER, SUBJECT),
        Address(new_half().public, SECOND.public, ROUND, SUBJECT),
    ]:
        with pytest.raises(BoxTampered):
            open_box(box, FIRST, SECOND, address)


def test_every_changed_byte_is_noticed_and_no_ballot_of_the_box_is_told() -> None:
    box = box_of(80, 90)
    for at in range(len(box)):
        with pytest.raises(BoxTampered):
            open_box(box[:at] + bytes([box[at] ^ 1]) + box[at + 1 :], FIRST, SECOND, HERE)


def test_a_box_that_was_cut_is_named() -> None:
    with pytest.raises(MalformedBox):
        ballots(box_of(80)[:-1])


@pytest.mark.parametrize("rating", [-1, MOST_POINTS + 1])
def test_what_is_no_rating_is_not_sealed(rating: int) -> None:
    with pytest.raises(BallotUnfit):
        seal(Ballot(rating, SEATS[0]), HERE)


def test_a_resealed_box_shares_no_ballot_with_older_copies() -> None:
    box = box_of(80, 90, None)
    fresh = reseal(open_box(box, FIRST, SECOND, HERE), HERE)
    assert not set(ballots(fresh)) & set(ballots(box))


def test_the_same_rating_by_the_same_seat_never_looks_the_same() -> None:
    assert seal(Ballot(80, SEATS[0]), HERE) != seal(Ballot(80, SEATS[0]), HERE)


def test_the_box_lies_in_one_order_whichever_way_its_ballots_came() -> None:
    sealed = [seal(Ballot(80, seat), HERE) for seat in SEATS]
    boxes = set()
    for order in (sealed, sealed[::-1], sorted(sealed), sorted(sealed, reverse=True)):
        box = b""
        for ballot in order:
            box = put(box, ballot)
        boxes.add(box)
    assert boxes == {b"".join(sorted(sealed))}


def test_somebody_who_holds_the_boxes_and_the_order_of_arrival_matches_no_better_than_by_chance() -> None:
    """Two hundred boxes of seven: who came when is known, and the attacker looks for any place that betrays a turn.

    By chance the k-th to come lies at place j in one box of seven. Of the 49 pairs of k and j one is met in more than
    65 of 200 boxes with a probability below 1 in 10^9 (binomial, n = 200, p = 1/7); order kept would give 200.
    """
    lot = random.Random(20261128)
    met: Counter[tuple[int, int]] = Counter()
    for number in range(200):
        address = Address(FIRST.public, SECOND.public, UUID(int=number), SUBJECT)
        came = [seal(Ballot(lot.randint(60, 100), seat), address) for seat in lot.sample(SEATS, 7)]
        box = b""
        for sealed in came:
            box = put(box, sealed)
        met.update((turn, ballots(box).index(sealed)) for turn, sealed in enumerate(came))
    assert met.total() == 1400
    assert max(met.values()) <= 65


def test_opened_ballots_are_shuffled() -> None:
    box = box_of(1, 2, 3, 4, 5, 6, 7)
    orders = {tuple(ballot.rating for ballot in open_box(box, FIRST, SECOND, HERE)) for _ in range(12)}
    assert len(orders) > 1


def test_pseudonyms_differ_from_round_to_round() -> None:
    assert pseudonym(bytes(32), SUBJECT) != pseudonym(bytes(31) + b"1", SUBJECT)
