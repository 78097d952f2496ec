"""Every value comes once and in order, never more than asked for at a time."""

from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from xiangxin.kernel.portions import portions


@given(values=st.lists(st.integers()), size=st.integers(1, 7))
def test_every_value_comes_once_in_order_and_only_the_last_portion_is_smaller(values: list[int], size: int) -> None:
    found = list(portions(iter(values), size))
    assert list(chain.from_iterable(found)) == values
    assert all(len(some) == size for some in found[:-1])
    assert all(0 < len(some) <= size for some in found)


def test_nothing_comes_of_nothing() -> None:
    assert list(portions([], 3)) == []
