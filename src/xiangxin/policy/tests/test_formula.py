"""Formulas: what the closed grammar accepts, with which type, and what it says of everything else."""

from __future__ import annotations

from fractions import Fraction

import pytest

from xiangxin.kernel.errors import Location
from xiangxin.law.model import Gates, RecordField
from xiangxin.policy import expressions as x
from xiangxin.policy.formula import Scope, parse_formula, parse_records
from xiangxin.policy.formula.scope import FUNCTIONS
from xiangxin.policy.model import Origin, RecordSource

AT = Location("policy.yaml", line=12, column=9)
POINTS, MONEY, PERCENT = x.Type("points"), x.Type("money"), x.Type("percent")
NUMBER, BOOL, DATE, TEXT = x.Type("number"), x.Type("bool"), x.Type("date"), x.Type("text")


def source(name: str, *fields: RecordField) -> RecordSource:
    return RecordSource(name, "records", name, fields, Gates(), None, Origin(AT))


HONOUR = source(
    "honour",
    RecordField("category", "enum", "category", values=("moral_model", "good_person")),
    RecordField("level", "enum", "level", values=("county", "city")),
    RecordField("awarded_on", "date", "happened_on"),
)
ARREARS = source(
    "arrears",
    RecordField("amount", "money", "amount_fen"),
    RecordField("from_on", "date", "happened_on"),
    RecordField("settled_on", "date", "ended_on", open_ended=True),
)
SCOPE = Scope(
    values={
        "birth_on": x.InputRef(DATE, "birth_on"),
        "income": x.InputRef(MONEY, "income"),
        "debt": x.InputRef(MONEY, "debt"),
        "resident": x.InputRef(BOOL, "resident"),
        "tenure": x.InputRef(TEXT, "tenure"),
        "lpr": x.ParameterRef(PERCENT, "lpr"),
        "repayment": x.PointsRef(POINTS, "group", "repayment"),
        "ability": x.PointsRef(POINTS, "group", "ability"),
    },
    records={"honour": HONOUR, "arrears": ARREARS},
    reviews={"panel": ("mean", "sum", "count")},
    choices={"tenure": ("owned", "leased")},
    greatest={"repayment": Fraction(60), "ability": Fraction(20)},
    tiers=True,
)


def parsed(text: str, *kinds: x.Kind, never: bool = False) -> x.Expr:
    expr, findings = parse_formula(text, SCOPE, AT, expects=kinds, may_be_never=never)
    assert findings == ()
    assert expr is not None
    return expr


def refused(text: str, *kinds: x.Kind, never: bool = False) -> str:
    expr, findings = parse_formula(text, SCOPE, AT, expects=kinds, may_be_never=never)
    assert expr is None
    (finding,) = findings
    for words in (finding.what, finding.why, finding.mend):
        assert words.zh
        assert words.en
    return finding.code


def test_a_decimal_is_the_ratio_that_is_written_not_the_nearest_float() -> None:
    expr = parsed("0.7 * repayment", "points")
    assert isinstance(expr, x.Arithmetic)
    assert expr.left == x.Constant(NUMBER, Fraction(7, 10))


def test_money_and_percent_literals_carry_their_unit_exactly() -> None:
    assert parsed("money('1234.56')", "money") == x.Constant(MONEY, Fraction(123456))
    assert parsed("percent('6.75')", "percent") == x.Constant(PERCENT, Fraction(27, 400))


def test_a_bare_number_beside_points_is_points() -> None:
    expr = parsed("repayment - 76", "points")
    assert isinstance(expr, x.Arithmetic)
    assert expr.right == x.Constant(POINTS, Fraction(76))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("repayment * money('1000.00')", "money"),
        ("percent('0.05') * (repayment - 76)", "percent"),
        ("lpr * income", "money"),
        ("income / debt", "number"),
        ("income / 2", "money"),
        ("repayment / ability", "number"),
        ("age(birth_on)", "number"),
        ("panel.mean + repayment", "points"),
        ("count(honour[category == 'moral_model' and in_force])", "number"),
        ("sum(arrears.amount)", "money"),
        ("known(income)", "bool"),
        ("arrears_free if resident else 0", "points"),
        ("clamp(lpr, percent('1'), percent('8'))", "percent"),
        ("18 <= age(birth_on) <= 60", "bool"),
        ("tenure in ('owned', 'leased')", "bool"),
        ("any(arrears, settled_on is None and amount > money('1000.00'))", "bool"),
        ("tier(repayment)", "number"),
        ("floor_to(income, money('1000.00'))", "money"),
        ("half_up(repayment)", "points"),
        ("birth_on < date('2000-01-01')", "bool"),
    ],
)
def test_units_follow_the_table(text: str, kind: x.Kind) -> None:
    scope = SCOPE.with_values({"arrears_free": x.PointsRef(POINTS, "item", "arrears_free")})
    expr, findings = parse_formula(text, scope, AT, expects=(kind,))
    assert findings == ()
    assert expr is not None
    assert expr.type.kind == kind


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("income + repayment", "type_mismatch"),
        ("income * debt", "type_mismatch"),
        ("repayment * ability", "type_mismatch"),
        ("income > 1000", "type_mismatch"),
        ("lpr + money('1.00')", "type_mismatch"),
        ("resident + 1", "type_mismatch"),
        ("tenure < 'owned'", "type_mismatch"),
        ("honour", "type_mismatch"),
        ("income is None", "type_mismatch"),
        ("incme", "unknown_name"),
        ("eval('1')", "unknown_name"),
        ("panel.spread", "formula_grammar"),
        ("tenure == 'rented'", "unknown_value"),
        ("any(honour, category == 'petition')", "unknown_value"),
        ("income.__class__", "formula_grammar"),
        ("[x for x in (1, 2)]", "formula_grammar"),
        ("(lambda: 1)()", "formula_grammar"),
        ("income ** 2", "formula_grammar"),
        ("income % 2", "formula_grammar"),
        ("income // 2", "formula_grammar"),
        ("1e5", "formula_grammar"),
        ("f'{income}'", "formula_grammar"),
        ("min(income)", "formula_grammar"),
        ("scale(income, to=100)", "type_mismatch"),
        ("scale(repayment - ability, to=100)", "formula_grammar"),
        ("scale(repayment)", "formula_grammar"),
        ("any(arrears, sum(arrears.amount) > amount)", "unknown_name"),
        ("count(arrears[repayment > 3])", "formula_grammar"),
        ("sum(arrears)", "formula_grammar"),
        ("sum(arrears.from_on)", "type_mismatch"),
        ("money('1,000')", "type_mismatch"),
        ("percent('1/3')", "type_mismatch"),
        ("date('2026-02-30')", "type_mismatch"),
        ("", "formula_syntax"),
        ("income +", "formula_syntax"),
        ("income; debt", "formula_syntax"),
        ("(" * 300 + "1" + ")" * 300, "formula_syntax"),
        ("1 + " * 600 + "1", "formula_syntax"),
        ("-" * 1900 + "1", "formula_syntax"),
        ("3" + "/3" * 900, "formula_syntax"),
        ("not " * 45 + "resident", "formula_syntax"),
    ],
)
def test_whatever_is_not_in_the_language_is_one_finding_with_a_hint(text: str, code: str) -> None:
    assert refused(text, "number", "points", "money", "percent", "bool", "date", "text") == code


def test_a_formula_must_give_what_its_place_needs() -> None:
    assert refused("income", "points") == "type_mismatch"
    assert refused("repayment", "bool") == "type_mismatch"


def test_the_finding_points_into_the_formula() -> None:
    _, (finding,) = parse_formula("repayment + incme", SCOPE, AT, expects=("points",))
    assert finding.where == Location("policy.yaml", line=12, column=9 + 1 + 12)
    assert "income" in finding.mend.en


def test_a_value_that_may_be_never_needs_a_place_that_says_what_never_is_worth() -> None:
    formula = "months_since(last(arrears.settled_on))"
    assert refused(formula, "number") == "never_unsaid"
    assert parsed(formula, "number", never=True).type == x.Type("number", maybe_never=True)
    two = "months_since(last(arrears.settled_on)) - months_since(first(arrears.from_on))"
    assert refused(two, "number", never=True) == "never_unsaid"


def test_never_inside_a_condition_is_refused_too() -> None:
    assert refused("months_since(last(arrears.settled_on)) < 6", "bool") == "never_unsaid"
    assert refused("any(arrears) and months_since(first(arrears.from_on)) > 2 and resident", "bool") == "never_unsaid"


def test_scale_multiplies_by_the_target_over_the_greatest_total() -> None:
    expr = parsed("scale(repayment + ability, to=100)", "points")
    assert isinstance(expr, x.Arithmetic)
    assert expr.right == x.Constant(NUMBER, Fraction(100, 80))


def test_is_none_on_an_open_ended_field_means_not_ended() -> None:
    expr = parsed("any(arrears, settled_on is None)", "bool")
    assert isinstance(expr, x.Aggregate)
    assert isinstance(expr.value, x.Not)
    assert isinstance(expr.value.operand, x.HasEnded)


def test_chained_comparison_holds_all_its_links() -> None:
    expr = parsed("18 <= age(birth_on) <= 60", "bool")
    assert isinstance(expr, x.And)
    assert [part.op for part in expr.operands if isinstance(part, x.Compare)] == ["<=", "<="]


def test_records_with_a_filter_name_their_kind_and_condition() -> None:
    rows, findings = parse_records("honour[category == 'moral_model' and in_force]", SCOPE, AT)
    assert findings == ()
    assert rows is not None
    assert rows.source == "honour"
    assert isinstance(rows.where, x.And)
    nothing, (finding,) = parse_records("honours", SCOPE, AT)
    assert nothing is None
    assert "honour" in finding.mend.en


def test_every_function_is_known_to_the_translator() -> None:
    for name in FUNCTIONS:
        expr, findings = parse_formula(f"{name}()", SCOPE, AT, expects=("number",))
        assert expr is None
        assert findings[0].code != "unknown_name", name
