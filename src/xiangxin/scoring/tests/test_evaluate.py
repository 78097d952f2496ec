"""Meaning of expressions: exact values, three-valued logic, and never apart from unknown."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.kernel.errors import Location
from xiangxin.law.model import Gates, RecordField
from xiangxin.policy import expressions as x
from xiangxin.policy.formula import Scope, parse_formula
from xiangxin.policy.model import Origin, RecordSource
from xiangxin.scoring.assessment import Row
from xiangxin.scoring.evaluate import Translator
from xiangxin.scoring.facts import NEVER, NO_ROW, Evaluated, Facts, rounded

AS_OF = date(2026, 6, 30)
AT = Location("policy.yaml", 1, 1)
LOANS = RecordSource(
    "loans",
    "records",
    "loans",
    (
        RecordField("amount", "money", "amount_fen"),
        RecordField("from_on", "date", "happened_on"),
        RecordField("settled_on", "date", "ended_on", open_ended=True),
    ),
    Gates(),
    None,
    Origin(AT),
)
SCOPE = Scope(
    values={
        "a": x.InputRef(x.Type("bool"), "a"),
        "b": x.InputRef(x.Type("bool"), "b"),
        "income": x.InputRef(x.Type("money"), "income"),
        "debt": x.InputRef(x.Type("money"), "debt"),
        "born": x.InputRef(x.Type("date"), "born"),
        "score": x.InputRef(x.Type("points"), "score"),
    },
    records={"loans": LOANS},
    tiers=True,
)
TRANSLATOR = Translator(AS_OF, {}, ((Fraction(76), 1), (Fraction(96), 5)))


def expression(text: str, *, never: bool = False) -> x.Expr:
    kinds: tuple[x.Kind, ...] = ("bool", "number", "points", "money", "percent", "date", "text")
    expr, findings = parse_formula(text, SCOPE, AT, expects=kinds, may_be_never=never)
    assert expr is not None, findings
    return expr


def value(text: str, rows: list[Row] | None = None, *, covered: bool = True, **inputs: Evaluated) -> Evaluated:
    known = {name: inputs.get(name) for name in SCOPE.values}
    facts = Facts(known, {"loans": rows or []}, {"loans": covered or bool(rows)})
    return TRANSLATOR.evaluator(expression(text))(facts, NO_ROW)


def loan(amount: int | None = 100, ended_on: date | None = None, happened_on: date = date(2026, 1, 1)) -> Row:
    return {"amount_fen": amount, "ended_on": ended_on, "happened_on": happened_on, "in_force": ended_on is None}


TRUTH = (True, False, None)


@pytest.mark.parametrize(("a", "b"), list(product(TRUTH, TRUTH)))
def test_logic_is_kleenes(a: bool | None, b: bool | None) -> None:
    rank = {False: 0, None: 1, True: 2}
    back = {0: False, 1: None, 2: True}
    assert value("a and b", a=a, b=b) is back[min(rank[a], rank[b])]
    assert value("a or b", a=a, b=b) is back[max(rank[a], rank[b])]
    assert value("not a", a=a) is back[2 - rank[a]]


def test_arithmetic_and_comparison_with_unknown_are_unknown() -> None:
    assert value("income + debt", income=100) is None
    assert value("income > debt", debt=100) is None
    assert value("min(income, debt)", income=100) is None
    assert value("clamp(income, debt, money('9.00'))", income=100) is None


def test_known_tells_whether_a_value_can_be_evaluated() -> None:
    assert value("income if known(debt) else money('7.00')", income=5) == 700
    assert value("income if known(debt) else money('7.00')", income=5, debt=1) == 5
    assert value("income if debt > money('1.00') else income", income=5) is None


def test_division_is_exact_and_by_zero_unknown() -> None:
    assert value("income / debt", income=1, debt=3) == Fraction(1, 3)
    assert value("income / debt", income=1, debt=0) is None


def test_half_points_go_up_away_from_zero() -> None:
    assert rounded(Fraction(191, 2), 0) == 96
    assert rounded(Fraction(-191, 2), 0) == -96
    assert rounded(Fraction(9549, 100), 0) == 95
    assert rounded(Fraction(1, 3), 2) == Fraction(33, 100)


def test_tiers_take_the_highest_step_reached() -> None:
    assert [value("tier(score)", score=points) for points in (Fraction(151, 2), 76, Fraction(191, 2), 96)] == [
        0,
        1,
        1,
        5,
    ]


def test_ages_turn_on_the_birthday() -> None:
    assert value("age(born)", born=date(2008, 6, 30)) == 18
    assert value("age(born)", born=date(2008, 7, 1)) == 17
    assert value("months_since(born)", born=date(2026, 5, 31)) == 0
    assert value("days_since(born)", born=date(2026, 6, 1)) == 29


def test_floor_to_goes_down_also_below_zero() -> None:
    assert value("floor_to(income, money('10.00'))", income=3999) == 3000
    assert value("floor_to(income, money('10.00'))", income=-1) == -1000


def test_no_rows_and_nobody_asked_is_unknown_no_rows_and_asked_is_none() -> None:
    assert value("any(loans, settled_on is None)", covered=False) is None
    assert value("any(loans, settled_on is None)") is False
    assert value("count(loans)", covered=False) is None
    assert value("count(loans)") == 0
    assert value("sum(loans.amount)") == 0
    assert value("all(loans, amount > money('1.00'))") is True


def test_one_true_row_decides_any_whatever_else_is_unknown() -> None:
    rows = [loan(None), loan(500)]
    assert value("any(loans, amount > money('1.00'))", rows) is True
    assert value("any(loans, amount > money('9.00'))", rows) is None
    assert value("any(loans, amount > money('9.00'))", [loan(500)]) is False
    assert value("all(loans, amount > money('9.00'))", rows) is False


def test_a_filter_that_is_unknown_makes_a_count_unknown() -> None:
    assert value("count(loans[amount > money('1.00')])", [loan(None), loan(500)]) is None
    assert value("count(loans[amount > money('1.00')])", [loan(50), loan(500)]) == 1
    assert value("any(loans[amount > money('1.00')], settled_on is None)", [loan(None)]) is None
    assert value("any(loans[amount > money('1.00')], settled_on is not None)", [loan(None)]) is False


def test_last_is_never_only_when_somebody_was_asked() -> None:
    last = expression("last(loans.settled_on)", never=True)
    assert isinstance(last, x.Aggregate)
    taken = TRANSLATOR.aggregate(last)
    assert taken(Facts({}, {"loans": []}, {"loans": True})) is NEVER
    assert taken(Facts({}, {"loans": []}, {"loans": False})) is None


def test_what_has_not_ended_lasts_until_the_as_of_date() -> None:
    last = expression("last(loans.settled_on)", never=True)
    assert isinstance(last, x.Aggregate)
    rows = [loan(ended_on=date(2025, 1, 1)), loan(ended_on=None)]
    assert TRANSLATOR.aggregate(last)(Facts({}, {"loans": rows}, {"loans": True})) == AS_OF


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_sums_and_ratios_never_lose_a_fen(one: int, other: int, by: int) -> None:
    assert value("(income + debt) / 3 * 3 - debt", income=one, debt=other) == one
    assert value("income / debt * debt", income=one, debt=by) == one
