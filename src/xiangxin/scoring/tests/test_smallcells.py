"""Small figures: what is hidden, and that nobody who holds the published table can tell the hidden figures."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product

import pytest

from xiangxin.kernel.divisions import parent_of
from xiangxin.kernel.errors import Location
from xiangxin.law.load import load_law
from xiangxin.policy.model import AreaRating, Origin
from xiangxin.scoring.smallcell_moves import PERSON_COLUMNS, Leaf, Witness
from xiangxin.scoring.smallcells import (
    COUNT_COLUMNS,
    AreaLevel,
    AreaTotals,
    Publication,
    PublishedArea,
    publish,
    publish_parts,
)

THRESHOLDS = load_law().publication
RATING = AreaRating("village", Fraction(7, 10), 10, Origin(Location("policy.yaml")))


def test_the_shipped_thresholds_are_five_persons_half_a_sum_and_a_thousand_yuan() -> None:
    assert THRESHOLDS.minimum_count == 5
    assert THRESHOLDS.minimum_contributors == 5
    assert THRESHOLDS.largest_share == Fraction(1, 2)
    assert THRESHOLDS.money_step_fen == 100_000


# -- a table built up from its villages ------------------------------------------------------------------------


def village(
    code: str, persons: Mapping[str, int], *, credit: int, other: int, limits: Sequence[int] = ()
) -> AreaTotals:
    counts = {column: persons.get(column, 0) for column in PERSON_COLUMNS}
    return AreaTotals(
        code,
        "village",
        counts,
        credit + other,
        credit,
        None,
        None,
        rating_of(credit, other, RATING),
        sum(limits),
        sum(1 for limit in limits if limit),
        max(limits, default=0),
    )


def rating_of(credit: int, other: int, rating: AreaRating) -> bool | None:
    if credit + other < rating.minimum_base:
        return None
    return Fraction(credit, credit + other) >= rating.at_least


def table(villages: Sequence[AreaTotals]) -> list[AreaTotals]:
    """The villages and everything above them."""
    above: dict[tuple[AreaLevel, str], list[AreaTotals]] = {}
    levels: tuple[AreaLevel, ...] = ("township", "county")
    for area in villages:
        for level in levels:
            above.setdefault((level, parent_of(area.area_code, level)), []).append(area)
    return [*villages, *(added(code, level, below) for (level, code), below in above.items())]


def added(code: str, level: AreaLevel, below: Sequence[AreaTotals]) -> AreaTotals:
    return AreaTotals(
        code,
        level,
        {column: sum(area.persons[column] for area in below) for column in PERSON_COLUMNS},
        sum(area.households_assessed for area in below),
        sum(area.households_credit for area in below),
        sum(1 for area in below if area.proposed is not None),
        sum(1 for area in below if area.proposed),
        None,
        sum(area.limit_fen for area in below),
        sum(area.contributors for area in below),
        max(area.largest_fen for area in below),
    )


def by_code(published: Publication) -> dict[str, PublishedArea]:
    return {area.area_code: area for area in published.areas}


def random_county(seed: int, townships: int, villages: int) -> list[AreaTotals]:
    """A county with villages of 3 to 300 households, some without consent, some where all have a star."""
    draw = random.Random(seed)
    rows = []
    for t in range(1, townships + 1):
        for v in range(1, draw.randint(1, villages) + 1):
            size = draw.choice((0, 3, 12, 30, 80, 300))
            weights = [draw.choice((0, 1, 3, 40)) for _ in PERSON_COLUMNS]
            persons = dict.fromkeys(PERSON_COLUMNS, 0)
            for column in draw.choices(PERSON_COLUMNS, weights if any(weights) else None, k=size):
                persons[column] += 1
            assessed = persons["scored"] + persons["vetoed"]
            households = draw.randint((assessed + 1) // 2, assessed)
            most = min(households, persons["scored"])
            credit = draw.choice((most, draw.randint(0, most)))
            limits = [draw.choice((0, 1_000_000, 3_000_000, 50_000_000)) for _ in range(persons["scored"])]
            rows.append(
                village(f"880101{t:03d}{v:03d}", persons, credit=credit, other=households - credit, limits=limits)
            )
    return table(rows)


# -- what is hidden --------------------------------------------------------------------------------------------


BIG = {"no_consent": 20, "not_eligible": 10, "not_evaluable": 10, "awaiting_review": 10, "vetoed": 10, "scored": 60}


def test_a_table_of_large_figures_is_shown_whole() -> None:
    limits = [3_000_000] * 60
    rows = [village(f"88010100100{v}", BIG, credit=40, other=30, limits=limits) for v in (1, 2)]
    published = publish(table(rows), RATING, THRESHOLDS)
    assert published.hidden_cells == 0
    assert by_code(published)["880101001000"].limit_fen == 360_000_000
    assert by_code(published)["880101001001"].share == (40, 70)


def test_a_count_of_one_to_four_is_hidden_and_zero_and_five_are_shown() -> None:
    rows = [village(f"88010100100{v}", BIG, credit=40, other=30) for v in (1, 2)]
    rows.append(
        village("880101001003", {**BIG, "vetoed": 4, "not_eligible": 0, "not_evaluable": 5}, credit=35, other=25)
    )
    shown = by_code(publish(table(rows), RATING, THRESHOLDS))["880101001003"].counts
    assert shown["vetoed"] is None
    assert shown["not_eligible"] == 0
    assert shown["not_evaluable"] == 5


def test_an_outcome_that_everybody_in_a_village_shares_is_hidden() -> None:
    rows = [village(f"88010100100{v}", BIG, credit=40, other=30) for v in (1, 2)]
    rows.append(village("880101001003", {"no_consent": 40}, credit=0, other=0))
    shown = by_code(publish(table(rows), RATING, THRESHOLDS))["880101001003"].counts
    assert shown["no_consent"] is None


@pytest.mark.parametrize(("credit", "other"), [(60, 0), (60, 4), (4, 60), (0, 60)])
def test_credit_households_are_hidden_when_nearly_all_or_nearly_none_have_a_star(credit: int, other: int) -> None:
    rows = [village(f"88010100100{v}", BIG, credit=40, other=30) for v in (1, 2)]
    rows.append(village("880101001003", BIG, credit=credit, other=other))
    shown = by_code(publish(table(rows), RATING, THRESHOLDS))["880101001003"]
    assert shown.counts["households_credit"] is None
    assert shown.share is None
    assert shown.proposed is (credit == 60)


def test_a_county_of_one_village_of_three_people_shows_no_figure_above_zero() -> None:
    rows = [village("880101001001", {"scored": 2, "no_consent": 1}, credit=1, other=1, limits=[1_000_000])]
    for area in publish(table(rows), RATING, THRESHOLDS).areas:
        assert not any(area.counts.values())
        assert area.limit_fen is None


def test_sums_are_rounded_to_a_thousand_yuan() -> None:
    rows = [village(f"88010100100{v}", BIG, credit=40, other=30, limits=[1_010_050] * 60) for v in (1, 2)]
    shown = by_code(publish(table(rows), RATING, THRESHOLDS))
    assert shown["880101001001"].limit_fen == 60_600_000


@pytest.mark.parametrize(
    "limits", [[1_000_000] * 4, [9_000_000, *[1_000_000] * 8]], ids=["four contributors", "one has more than half"]
)
def test_a_sum_that_tells_one_persons_amount_is_hidden_together_with_a_neighbour(limits: list[int]) -> None:
    rows = [village(f"88010100100{v}", BIG, credit=40, other=30, limits=[3_000_000] * 60) for v in (1, 2)]
    rows.append(village("880101001003", BIG, credit=40, other=30, limits=limits))
    published = by_code(publish(table(rows), RATING, THRESHOLDS))
    hidden = [code for code, area in published.items() if area.limit_fen is None]
    assert hidden == ["880101001001", "880101001003"]


# -- the attack ------------------------------------------------------------------------------------------------


def shifted(leaf: Leaf, witness: Witness, t: int) -> Leaf:
    return Leaf(leaf.code, tuple(count + t * change for count, change in zip(leaf.counts, witness.shape, strict=True)))


def retold(areas: Sequence[AreaTotals], witness: Witness, t: int) -> list[AreaTotals]:
    """The whole table as it would be had the villages of ``witness`` the moved counts."""
    rows = []
    for area in areas:
        if area.level != "village":
            continue
        leaf = Leaf.of(
            area.area_code, area.persons, area.households_credit, area.households_assessed - area.households_credit
        )
        if area.area_code == witness.village:
            leaf = shifted(leaf, witness, t)
        elif area.area_code == witness.against:
            leaf = shifted(leaf, witness, -t)
        *persons, credit, other = leaf.counts
        rows.append(
            village(area.area_code, dict(zip(PERSON_COLUMNS, persons, strict=True)), credit=credit, other=other)
        )
    return table(rows)


def could_be(areas: Iterable[AreaTotals]) -> bool:
    """What everybody knows of any village."""
    return all(
        min(area.persons.values()) >= 0
        and 0 <= area.households_credit <= area.persons["scored"]
        and area.households_credit <= area.households_assessed
        and area.households_assessed <= area.persons["scored"] + area.persons["vetoed"]
        and (area.households_assessed > 0) == (area.persons["scored"] + area.persons["vetoed"] > 0)
        for area in areas
    )


def figure(area: AreaTotals, column: str) -> int:
    """A published count, or a complement, which is not published but must not be recovered either."""
    if column in COUNT_COLUMNS:
        return area.count(column)
    if column == "households_other":
        return area.households_assessed - area.households_credit
    return area.count("persons") - area.persons[column.removeprefix("other_than_")]


def agrees(areas: Iterable[AreaTotals], published: Publication) -> bool:
    """Whether another table would have been published with the same figures wherever a figure is shown."""
    shown = by_code(published)
    return all(
        all(value is None or value == area.count(column) for column, value in shown[area.area_code].counts.items())
        and (
            not shown[area.area_code].rated
            or (
                shown[area.area_code].proposed,
                shown[area.area_code].villages_ratable,
                shown[area.area_code].villages_credit,
            )
            == (area.proposed, area.villages_ratable, area.villages_credit)
        )
        for area in areas
    )


@pytest.mark.parametrize("seed", range(40))
def test_each_hidden_count_fits_two_possible_tables_that_lie_five_apart(seed: int) -> None:
    areas = random_county(seed, townships=1 + seed % 4, villages=1 + seed % 7)
    published = publish(areas, RATING, THRESHOLDS)
    exact = {area.area_code: area for area in areas}
    for (code, column), witness in published.witnesses.items():
        tellings = [retold(areas, witness, t) for t in (witness.low, witness.high)]
        values: list[int] = []
        for telling in tellings:
            assert could_be(telling)
            assert agrees(telling, published)
            values.extend(figure(area, column) for area in telling if area.area_code == code)
        assert abs(values[1] - values[0]) >= 5, (code, column)
        assert min(values) <= figure(exact[code], column) <= max(values)


@pytest.mark.parametrize("seed", range(40))
def test_every_count_that_is_hidden_has_a_witness(seed: int) -> None:
    areas = random_county(seed, townships=1 + seed % 4, villages=1 + seed % 7)
    published = publish(areas, RATING, THRESHOLDS)
    hidden = {
        (area.area_code, column) for area in published.areas for column, value in area.counts.items() if value is None
    }
    assert hidden <= set(published.witnesses)


@pytest.mark.parametrize("seed", range(40))
def test_no_published_count_is_small_and_no_shown_complement_is(seed: int) -> None:
    areas = random_county(seed, townships=1 + seed % 4, villages=1 + seed % 7)
    for area in publish(areas, RATING, THRESHOLDS).areas:
        counts = area.counts
        assert not any(value is not None and 0 < value < 5 for value in counts.values())
        persons = counts["persons"]
        for column in PERSON_COLUMNS:
            value = counts[column]
            if persons and value:
                assert persons - value >= 5
        if area.share is not None:
            credit, assessed = area.share
            assert 5 <= credit <= assessed - 5


PARTS = ("no_consent", "not_evaluable")


def of_two_villages(counts: Sequence[int]) -> dict[str, dict[str, int]]:
    """Two villages, each with somebody in either part, and their township."""
    first, second = counts[:2], counts[2:]
    rows = {"880101001001": first, "880101001002": second, "880101001000": [*map(sum, zip(first, second, strict=True))]}
    return {code: {**dict(zip(PARTS, row, strict=True)), "persons": sum(row)} for code, row in rows.items()}


@pytest.mark.parametrize("counts", [(3, 9, 8, 9), (3, 0, 8, 9), (2, 2, 9, 9), (1, 1, 1, 1), (7, 3, 0, 9), (0, 4, 9, 0)])
def test_hidden_counts_of_parts_can_be_others_that_lie_five_apart(counts: tuple[int, ...]) -> None:
    exact = of_two_villages(counts)
    areas = [
        AreaTotals.of_parts(code, "township" if code.endswith("000") else "village", row) for code, row in exact.items()
    ]
    shown = publish_parts(areas, PARTS, THRESHOLDS)
    cells = {(code, column): value for code, row in shown.items() for column, value in row.items()}
    tellings = [
        other
        for other in map(of_two_villages, product(range(13), repeat=4))
        if all(value in (None, other[code][column]) for (code, column), value in cells.items())
    ]
    hidden = [cell for cell, value in cells.items() if value is None]
    assert hidden
    for code, column in hidden:
        values = [other[code][column] for other in tellings]
        assert max(values) - min(values) >= 5, (code, column)


Equation = dict[str, Fraction]


def without(row: Equation, name: str, pivot: Equation) -> Equation:
    """``row`` with ``name`` eliminated by ``pivot``, in which it stands with 1."""
    factor = row.get(name, Fraction(0))
    added = {key: row.get(key, Fraction(0)) - factor * pivot.get(key, Fraction(0)) for key in {*row, *pivot}}
    return {key: value for key, value in added.items() if value}


def solved(equations: Iterable[Mapping[str, int]]) -> set[str]:
    """The unknowns that the linear equations determine (Gauss, exact)."""
    pivots: dict[str, Equation] = {}
    for equation in equations:
        reduced = {name: Fraction(value) for name, value in equation.items()}
        for name, pivot in pivots.items():
            reduced = without(reduced, name, pivot)
        if reduced:
            lead = min(reduced)
            normal = {key: value / reduced[lead] for key, value in reduced.items()}
            pivots = {name: without(pivot, lead, normal) for name, pivot in pivots.items()} | {lead: normal}
    return {name for name, row in pivots.items() if set(row) == {name}}


def test_the_attack_on_sums_finds_what_is_determined() -> None:
    assert solved([{"a": 1, "b": 1}, {"a": 1, "b": -1}]) == {"a", "b"}
    assert solved([{"a": 1, "b": 1, "c": -1}, {"c": 1}]) == {"c"}


@pytest.mark.parametrize("seed", range(40))
def test_no_hidden_sum_follows_from_the_shown_sums(seed: int) -> None:
    areas = random_county(seed, townships=1 + seed % 4, villages=1 + seed % 7)
    published = by_code(publish(areas, RATING, THRESHOLDS))
    hidden = {code for code, area in published.items() if area.limit_fen is None}
    parents: dict[str, list[str]] = {}
    for code, area in published.items():
        if area.level != "county":
            parents.setdefault(parent_of(code, "township" if area.level == "village" else "county"), []).append(code)
    equations = [
        {code: (-1 if code == parent else 1) for code in (parent, *children) if code in hidden}
        for parent, children in parents.items()
    ]
    assert solved(equations) == set()
