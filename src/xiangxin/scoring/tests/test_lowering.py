"""Whole numbers instead of fractions: the same values, sound bounds, and a finding where 64 bits are not enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.kernel.errors import CheckFailed
from xiangxin.kernel.money import half_up
from xiangxin.law.model import Gates, RecordField
from xiangxin.policy import expressions as x
from xiangxin.policy.model import Parameter, RecordSource
from xiangxin.scoring.lower import lower, prove_magnitudes
from xiangxin.scoring.lowering.arena import Arena, Node
from xiangxin.scoring.lowering.meaning import evaluate
from xiangxin.scoring.lowering.ratios import Ratio, Ratios
from xiangxin.scoring.tests.built_policies import POINTS, money, policy, value
from xiangxin.scoring.tests.generated.registry import ORIGIN
from xiangxin.scoring.tests.generated.tables import RUN

LOW, HIGH = -50, 50
WHOLE = st.none() | st.integers(LOW, HIGH)
SCALE = st.fractions(-5, 5, max_denominator=12).filter(bool)

OPERATIONS: dict[str, Callable[[Ratios, Ratio, Ratio], Ratio]] = {
    "+": Ratios.add,
    "-": Ratios.sub,
    "*": Ratios.mul,
    "/": Ratios.div,
    "min": lambda ratios, a, b: ratios.least([a, b]),
    "max": lambda ratios, a, b: ratios.greatest([a, b]),
}
EXACT: dict[str, Callable[[Fraction, Fraction], Fraction | None]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b if b else None,
    "min": min,
    "max": max,
}


def exact(value_: int | None, scale: Fraction) -> Fraction | None:
    return None if value_ is None else scale * value_


def applied(op: str, a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else EXACT[op](a, b)


def within(node: Node, got: object) -> bool:
    return got is None or (isinstance(got, int) and node.low <= got <= node.high)


@given(
    a=WHOLE,
    b=WHOLE,
    c=WHOLE,
    scales=st.tuples(SCALE, SCALE, SCALE),
    first=st.sampled_from(list(EXACT)),
    then=st.sampled_from(list(EXACT)),
)
def test_arithmetic_order_and_rounding_are_those_of_fractions(
    a: int | None, b: int | None, c: int | None, scales: tuple[Fraction, ...], first: str, then: str
) -> None:
    arena = Arena()
    ratios = Ratios(arena)
    row = {"a": a, "b": b, "c": c}
    one, two, three = (
        Ratio(scale, arena.column(name, "int", bounds=(LOW, HIGH))) for name, scale in zip("abc", scales, strict=True)
    )
    result = OPERATIONS[then](ratios, OPERATIONS[first](ratios, one, two), three)
    wanted = applied(
        then, applied(first, *(exact(row[n], s) for n, s in zip("ab", scales, strict=False))), exact(c, scales[2])
    )

    rounded, floored = ratios.half_up(result, 100), ratios.floor(result, Fraction(3, 7))
    got = evaluate(rounded, row)
    hundredths = None if wanted is None else wanted * 100
    assert got == (None if hundredths is None else half_up(hundredths.numerator, hundredths.denominator))
    assert evaluate(floored, row) == (None if wanted is None else (wanted * Fraction(3, 7)).__floor__())
    assert evaluate(ratios.is_known(result), row) is (wanted is not None)
    above = evaluate(ratios.compare(">", result, ratios.of(Fraction(1, 3))), row)
    assert above is (None if wanted is None else wanted > Fraction(1, 3))
    for node in (*rounded.walk(), *floored.walk()):
        if node.kind == "int":
            assert within(node, evaluate(node, row)), node


@pytest.mark.parametrize(
    ("numerator", "denominator", "nearest", "below"),
    [(5, 2, 3, 2), (-5, 2, -3, -3), (-1, 2, -1, -1), (-3, 2, -2, -2), (7, 3, 2, 2), (-7, 3, -2, -3), (0, 9, 0, 0)],
)
def test_halves_go_away_from_zero_and_floors_go_down(
    numerator: int, denominator: int, nearest: int, below: int
) -> None:
    arena = Arena()
    node, by = arena.column("n", "int", bounds=(-10, 10)), arena.whole(denominator)
    row = {"n": numerator}
    assert evaluate(arena.half_up(node, by), row) == nearest
    assert evaluate(arena.floor_quotient(node, by), row) == below


def test_the_least_of_a_number_and_an_unknown_is_unknown() -> None:
    arena = Arena()
    node = arena.column("n", "int", bounds=(0, 10))
    assert evaluate(arena.least(node, arena.whole(3)), {}) is None
    assert evaluate(arena.greatest(node, arena.whole(3)), {}) is None


def product(count: int) -> x.Expr:
    """A money input multiplied with itself so often, divided back to points."""
    income = x.InputRef(x.Type("money"), "income")
    expr: x.Expr = income
    for _ in range(count - 1):
        expr = x.Arithmetic(POINTS, "*", expr, income)
    return expr


def test_a_product_that_may_not_fit_names_its_line_and_place() -> None:
    made = policy(value("too_much", product(3)), inputs=(money("income"),))
    (finding,) = prove_magnitudes(made)
    assert (finding.code, finding.severity, finding.where.line) == ("magnitude_not_proven", "block", 3)
    assert "too_much" in finding.what.en
    with pytest.raises(CheckFailed):
        lower(made, RUN)


def test_a_parameter_that_was_finer_before_is_met_as_of_any_day() -> None:
    finer = (date(2020, 1, 1), Fraction(37_000_000_001, 10**18))
    share = Parameter("share", "percent", (finer, (date(2026, 1, 1), Fraction(3, 100))), ORIGIN)
    share_of_income = x.Arithmetic(POINTS, "*", product(1), x.ParameterRef(x.Type("percent"), "share"))
    made = replace(policy(value("share_of", share_of_income), inputs=(money("income"),)), parameters=(share,))
    assert prove_magnitudes(replace(made, parameters=(replace(share, values=share.values[1:]),))) == ()
    (finding,) = prove_magnitudes(made)
    assert finding.code == "magnitude_not_proven"
    lower(made, RUN)
    with pytest.raises(CheckFailed):
        lower(made, replace(RUN, as_of=date(2020, 6, 1), known_on=date(2020, 6, 1)))


def test_records_that_need_a_catalogue_code_are_met_as_if_it_were_in_force() -> None:
    amount = RecordField("amount", "money", "amount_fen", range=(0, 10**15))
    gates = Gates(catalogue=True, catalogue_code="A1")
    kind = RecordSource("fine", "records", "fine", (amount,), gates, None, ORIGIN)
    total = x.Aggregate(x.Type("money"), "sum", x.Records("fine"), x.FieldRef(x.Type("money"), "amount", "amount_fen"))
    made = policy(value("owed", total), records=(kind,))
    assert [finding.code for finding in prove_magnitudes(made)] == ["magnitude_not_proven"]
    assert prove_magnitudes(replace(made, records=(replace(kind, fields=(replace(amount, range=(0, 10)),)),))) == ()


def test_a_narrower_range_is_the_way_to_prove_it() -> None:
    assert prove_magnitudes(policy(value("fits", product(3)), inputs=(money("income", (0, 100_000)),))) == ()


def test_an_input_without_a_range_is_still_bounded() -> None:
    assert prove_magnitudes(policy(value("fits", product(1)), inputs=(money("income", None),))) == ()
