"""Shares with exact intervals, medians that are somebody's, and rows that nobody computes from the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.scoring.fairness import (
    Group,
    Share,
    hidden_beside,
    hidden_counts,
    hidden_figures,
    hidden_rows,
    median,
    share,
)


@pytest.mark.parametrize(
    ("some", "of", "expected"),
    [
        (0, 0, None),
        (0, 10, Share(10, 0, 0, 2776)),
        (10, 10, Share(10, 10000, 7224, 10000)),
        (5, 10, Share(10, 5000, 2365, 7635)),
        (81, 263, Share(263, 3080, 2552, 3663)),
    ],
)
def test_the_interval_is_wilsons(some: int, of: int, expected: Share | None) -> None:
    assert share(some, of) == expected


@given(st.integers(1, 10**6).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_share_lies_in_its_interval(pair: tuple[int, int]) -> None:
    found = share(*pair)
    assert found is not None
    assert 0 <= found.low <= found.basis_points <= found.high <= 10_000


def test_a_part_larger_than_the_whole_is_no_share() -> None:
    with pytest.raises(ValueError, match="part"):
        share(2, 1)


def test_a_median_is_somebodys() -> None:
    assert median([]) is None
    assert median([5, 1, 9]) == 5
    assert median([1, 3, 5, 9]) == 3


def test_a_small_count_takes_another_with_it() -> None:
    assert hidden_counts({"a": 3, "b": 50, "c": 20, "d": 0}, 5) == {"a", "c"}
    assert hidden_counts({"a": 30, "b": 50}, 5) == frozenset()
    assert hidden_counts({"a": 2, "b": 2, "c": 40}, 5) == {"a", "b", "c"}
    assert hidden_counts({"a": 3}, 5) == {"a"}


@given(
    st.dictionaries(
        st.sampled_from("abcdef"), st.integers(0, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
    )
)
def test_what_is_hidden_together_is_enough_or_is_everything(rows: dict[str, tuple[int, int]]) -> None:
    hidden = hidden_rows(rows, 5)
    sums = tuple(sum(rows[name][at] for name in hidden) for at in (0, 1))
    everything = hidden == {name for name, row in rows.items() if row[0]}
    assert everything or not hidden or _says_nothing(*sums)
    assert everything or len(hidden) != 1
    assert all(_says_nothing(*rows[name]) for name in rows.keys() - hidden)


def _says_nothing(people: int, part: int) -> bool:
    return (people == 0 or people >= 5) and (part == 0 or (part >= 5 and people - part >= 5))


def test_what_everybody_of_a_group_shares_is_not_said() -> None:
    assert hidden_rows({"a": (9, 9), "b": (30, 12)}, 5) == {"a", "b"}
    assert hidden_rows({"a": (9, 0), "b": (30, 12)}, 5) == frozenset()


def test_beside_a_hidden_total_one_large_count_is_hidden_and_the_others_are_shown() -> None:
    assert hidden_beside({"0": 3, "3": 40, "4": 12, "5": 80}, 5) == {"0", "4"}
    assert hidden_beside({"0": 0, "3": 168}, 5) == {"3"}
    assert hidden_beside({"0": 3, "3": 4, "4": 0}, 5) == {"0", "3", "4"}


def test_one_small_figure_of_a_group_hides_a_share_and_not_the_row() -> None:
    groups = {"women": Group(80, 70, 7, (3, 0, 0)), "men": Group(91, 82, 9, (0, 0, 0))}
    hidden = hidden_figures(groups, 5, refused_is_known=True)
    assert not hidden.people | hidden.refused
    assert hidden.offered == {"women", "men"}
    both = hidden_figures(groups, 5, refused_is_known=False)
    assert not both.people
    assert both.refused == both.offered == {"women", "men"}


def test_a_group_of_few_people_tells_nothing_and_takes_another_with_it() -> None:
    groups = {name: Group(people, people - 10, 5, (5, 0, 0)) for name, people in (("b", 40), ("c", 60))}
    hidden = hidden_figures({"a": Group(2, 2, 0, (0, 0, 0)), **groups}, 5, refused_is_known=True)
    assert hidden.people == {"a", "b"}
    assert {"a", "b"} <= hidden.offered == hidden.refused


_COUNT = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 60))


@given(st.dictionaries(st.sampled_from("abcde"), st.tuples(*[_COUNT] * 5), min_size=1), st.booleans())
def test_no_outcome_of_a_group_is_known_closer_than_the_minimum(rows: dict[str, tuple[int, ...]], known: bool) -> None:
    """Where some groups are shown and some are not, each count of the hidden can be other by five, with all that is
    shown as it is: sums of outcomes and, where shown, people and refused of the group. The bounds of a table with
    known margins are exact (Fréchet)."""
    groups = {name: Group(sum(row), row[0], row[1], row[2:]) for name, row in rows.items()}
    hidden = hidden_figures(groups, 5, refused_is_known=known)
    assert hidden.people <= hidden.offered
    assert hidden.refused in (frozenset(), hidden.offered)
    parts = {
        name: row if hidden.refused else (row[0], *row[2:]) for name, row in rows.items() if name in hidden.offered
    }
    left = {name: sum(row) for name, row in parts.items()}
    if hidden.offered == {name for name, one in groups.items() if one.people}:
        return
    whole = sum(left.values())
    for at in range(len(next(iter(parts.values()), ()))):
        column = sum(row[at] for row in parts.values())
        for name in parts.keys() - hidden.people:
            least, most = max(0, left[name] + column - whole), min(left[name], column)
            assert column == 0 or most - least >= 5, (name, at)
