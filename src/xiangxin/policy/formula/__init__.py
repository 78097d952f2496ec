"""Formulas: from a quoted string in Python's expression grammar to the typed expression tree.

The text is parsed with ``ast`` and translated node by node; whatever is not in the closed grammar is a finding.
Nothing of it is ever executed by Python. Names, types and units are settled here, so that no engine meets a
name it does not know or adds yuan to points.
"""

from __future__ import annotations

import ast

from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.text import Text
from xiangxin.policy import expressions as x
from xiangxin.policy.formula.problems import Problem, finding_of
from xiangxin.policy.formula.records import RecordCalls
from xiangxin.policy.formula.scope import FUNCTIONS, Scope
from xiangxin.policy.formula.translate import Translator
from xiangxin.policy.formula.units import as_expected, check_never

__all__ = ["FUNCTIONS", "Scope", "parse_formula", "parse_records"]

LONGEST_FORMULA = 2000
"""Characters; a longer rule is no longer one a lawyer reads, and it bounds the parser's work."""

DEEPEST_FORMULA = 40
"""Levels of operators and brackets; beyond, neither a reader nor a walk over the tree keeps up."""


def parse_formula(
    text: str,
    scope: Scope,
    at: Location,
    *,
    expects: tuple[x.Kind, ...],
    may_be_never: bool = False,
) -> tuple[x.Expr | None, tuple[Finding, ...]]:
    """Translate ``text``: an expression of one of the kinds ``expects``, or one finding that says what is wrong."""
    try:
        expr = as_expected(Translator(text, scope).translate(_parse(text).body), expects)
        check_never(expr, may_be_never)
    except Problem as problem:
        return None, (finding_of(problem, at),)
    return expr, ()


def parse_records(text: str, scope: Scope, at: Location) -> tuple[x.Records | None, tuple[Finding, ...]]:
    """Translate ``kind`` or ``kind[condition]`` as used by ``best_of`` and ``sum_of``."""
    try:
        rows, _ = RecordCalls(Translator(text, scope)).rows(_parse(text).body)
    except Problem as problem:
        return None, (finding_of(problem, at),)
    return rows, ()


def _parse(text: str) -> ast.Expression:
    if len(text) > LONGEST_FORMULA:
        raise Problem(
            "formula_syntax",
            Text(f"公式超过 {LONGEST_FORMULA} 个字符", f"The formula is longer than {LONGEST_FORMULA} characters"),
            Text("拆成几项或几个分部。", "Split it into several items or parts."),
        )
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        detail = getattr(error, "msg", None) or "not an expression"
        raise Problem(
            "formula_syntax",
            Text(f"公式无法解析：{text!r}", f"The formula cannot be parsed ({detail}): {text!r}"),
            Text("检查括号、引号和运算符。", "Check brackets, quotes and operators."),
        ) from None
    if _deeper_than(tree, DEEPEST_FORMULA):
        raise Problem(
            "formula_syntax",
            Text(f"公式嵌套超过 {DEEPEST_FORMULA} 层", f"The formula is nested more than {DEEPEST_FORMULA} deep"),
            Text("拆成几项或几个分部。", "Split it into several items or parts."),
        )
    return tree


def _deeper_than(tree: ast.AST, limit: int) -> bool:
    """Level by level, so that a hostile formula exhausts nothing while it is measured."""
    level: list[ast.AST] = [tree]
    for _ in range(limit):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return False
    return True
