"""Functions of plain values: the closed set, each with the units it takes and gives."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from xiangxin.kernel.dates import parse_date
from xiangxin.kernel.money import parse_money
from xiangxin.kernel.text import Text
from xiangxin.policy import expressions as x
from xiangxin.policy.formula.problems import Problem, bad_literal, not_in_grammar
from xiangxin.policy.formula.units import as_expected, need, one_unit

if TYPE_CHECKING:
    from xiangxin.policy.formula.translate import Translator

_NUMBER = x.Type("number")
_BOOL = x.Type("bool")

PLAIN_DECIMAL = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})?")
"""How numbers are written in formulas: no exponents, signs or separators, and never so long that they cost time."""


class FunctionCalls:
    """Translates the call of one function, one method per form."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._forms: Mapping[str, Callable[[ast.Call], x.Expr]] = {
            "min": self._least_or_greatest,
            "max": self._least_or_greatest,
            "clamp": self._clamp,
            "scale": self._scale,
            "known": self._known,
            "tier": self._tier,
            "age": self._since,
            "years_since": self._since,
            "months_since": self._since,
            "days_since": self._since,
            "floor_to": self._floor_to,
            "half_up": self._half_up,
            "money": self._money,
            "percent": self._percent,
            "date": self._date,
        }

    def translate(self, name: str, node: ast.Call) -> x.Expr:
        """The typed call of the function ``name``."""
        return self._forms[name](node)

    def _arguments(self, node: ast.Call, count: int | None = None) -> tuple[x.Expr, ...]:
        if (count is not None and len(node.args) != count) or (count is None and len(node.args) < 2):
            needed = str(count) if count is not None else "2+"
            raise Problem(
                "formula_grammar",
                Text(f"函数需要 {needed} 个参数", f"The function takes {needed} arguments"),
                Text("参见格式说明中的函数表。", "See the table of functions in the format page."),
                node,
            )
        return tuple(self._translator.translate(argument) for argument in node.args)

    def _least_or_greatest(self, node: ast.Call) -> x.Expr:
        assert isinstance(node.func, ast.Name)
        arguments = one_unit(self._arguments(node), node)
        never = any(argument.type.maybe_never for argument in arguments)
        function = "min" if node.func.id == "min" else "max"
        return x.Call(x.Type(arguments[0].type.kind, never), function, arguments)  # type: ignore[arg-type]

    def _clamp(self, node: ast.Call) -> x.Expr:
        arguments = one_unit(self._arguments(node, 3), node)
        never = any(argument.type.maybe_never for argument in arguments)
        return x.Call(x.Type(arguments[0].type.kind, never), "clamp", arguments)

    def _scale(self, node: ast.Call) -> x.Expr:
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        if len(node.args) != 1 or set(keywords) != {"to"}:
            raise not_in_grammar(self._translator.text, node)
        operand, target = self._translator.translate(node.args[0]), self._translator.translate(keywords["to"])
        need(operand, ("points",), node)
        if not isinstance(target, x.Constant) or target.type.kind != "number":
            raise not_in_grammar(self._translator.text, node)
        possible = greatest_points(operand, self._translator.scope.greatest)
        if possible is None or possible <= 0:
            raise Problem(
                "formula_grammar",
                Text(
                    "scale 只能用于各组分值之和，且满分须大于 0",
                    "scale takes a sum of groups whose greatest total is above 0",
                ),
                Text("写 scale(组 + 组, to=100)。", "Write scale(group + group, to=100)."),
                node,
            )
        assert isinstance(target.value, Fraction)
        return x.Arithmetic(x.Type("points"), "*", operand, x.Constant(_NUMBER, target.value / possible))

    def _known(self, node: ast.Call) -> x.Expr:
        (operand,) = self._arguments(node, 1)
        return x.Known(_BOOL, operand)

    def _tier(self, node: ast.Call) -> x.Expr:
        (operand,) = self._arguments(node, 1)
        if not self._translator.scope.tiers:
            raise Problem(
                "unknown_name",
                Text("没有 tiers，不能用 tier(…)", "tier(…) needs a tiers block"),
                Text("补上 tiers。", "Add tiers."),
                node,
            )
        operand = as_expected(operand, ("points",))
        return x.Call(_NUMBER, "tier", (operand,))

    def _since(self, node: ast.Call) -> x.Expr:
        assert isinstance(node.func, ast.Name)
        (operand,) = self._arguments(node, 1)
        need(operand, ("date",), node)
        return x.Call(x.Type("number", operand.type.maybe_never), node.func.id, (operand,))  # type: ignore[arg-type]

    def _floor_to(self, node: ast.Call) -> x.Expr:
        arguments = one_unit(self._arguments(node, 2), node)
        step = arguments[1]
        if not isinstance(step, x.Constant) or not isinstance(step.value, Fraction) or step.value <= 0:
            raise not_in_grammar(self._translator.text, node)
        return x.Call(arguments[0].type, "floor_to", arguments)

    def _half_up(self, node: ast.Call) -> x.Expr:
        (operand,) = self._arguments(node, 1)
        need(operand, ("number", "points"), node)
        return x.Call(operand.type, "half_up", (operand,))

    def _literal_text(self, node: ast.Call) -> str:
        if len(node.args) == 1 and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
            return node.args[0].value
        raise not_in_grammar(self._translator.text, node)

    def _money(self, node: ast.Call) -> x.Expr:
        written = self._literal_text(node)
        try:
            fen = parse_money(written if written.endswith("CNY") else f"{written} CNY")
        except ValueError:
            raise bad_literal(written, "50000.00", node) from None
        return x.Constant(x.Type("money"), Fraction(fen))

    def _percent(self, node: ast.Call) -> x.Expr:
        written = self._literal_text(node).removesuffix("%")
        if PLAIN_DECIMAL.fullmatch(written) is None:
            raise bad_literal(written, "6.75", node)
        return x.Constant(x.Type("percent"), Fraction(written) / 100)

    def _date(self, node: ast.Call) -> x.Expr:
        written = self._literal_text(node)
        try:
            return x.Constant(x.Type("date"), parse_date(written))
        except ValueError:
            raise bad_literal(written, "2026-01-15", node) from None


def greatest_points(expr: x.Expr, greatest: Mapping[str, Fraction]) -> Fraction | None:
    """The greatest value of a sum of groups, ``None`` where it is not such a sum."""
    if isinstance(expr, x.PointsRef):
        return greatest.get(expr.name)
    if isinstance(expr, x.Arithmetic) and expr.op == "+":
        left, right = greatest_points(expr.left, greatest), greatest_points(expr.right, greatest)
        return None if left is None or right is None else left + right
    return None
