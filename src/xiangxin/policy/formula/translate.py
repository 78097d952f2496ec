"""Python's syntax tree → typed tree: names, constants, operators and comparisons."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from xiangxin.kernel.text import Text
from xiangxin.law.model import RecordField
from xiangxin.policy import expressions as x
from xiangxin.policy.formula.functions import PLAIN_DECIMAL, FunctionCalls
from xiangxin.policy.formula.problems import Problem, mismatch, not_in_grammar, out_of_place, unknown_name
from xiangxin.policy.formula.records import RecordCalls
from xiangxin.policy.formula.scope import FUNCTIONS, IN_FORCE, RECORD_FUNCTIONS, Scope
from xiangxin.policy.formula.units import need, product, quotient, same_unit
from xiangxin.policy.model import RecordSource

_NUMBER = x.Type("number")
_BOOL = x.Type("bool")


class Translator:
    """Python's syntax tree → typed tree, one method per construct of the grammar."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text.strip()
        self.scope = scope
        self._handlers: Mapping[type[ast.expr], Callable[[Any], x.Expr]] = {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.UnaryOp: self._unary_op,
            ast.BinOp: self._bin_op,
            ast.BoolOp: self._bool_op,
            ast.IfExp: self._if_exp,
            ast.Compare: self._compare,
            ast.Call: self._call,
        }

    def inside(self, source: RecordSource) -> Translator:
        """A translator for the conditions and fields of one row of ``source``."""
        return Translator(self.text, replace(self.scope, row=source))

    def known_names(self) -> list[str]:
        """Every name that would be understood here, for hints."""
        known = [*self.scope.values, *self.scope.records, *self.scope.reviews, *FUNCTIONS]
        row = self.scope.row
        return known if row is None else [*known, *(spec.name for spec in row.fields)]

    def translate(self, node: ast.expr) -> x.Expr:
        """The typed tree of ``node``; ``Problem`` where the language has no such thing."""
        handler = self._handlers.get(type(node))
        if handler is None:
            raise not_in_grammar(self.text, node)
        return handler(node)

    # -- leaves ---------------------------------------------------------------------------------------------

    def _constant(self, node: ast.Constant) -> x.Expr:
        if isinstance(node.value, bool):
            return x.Constant(_BOOL, node.value)
        if isinstance(node.value, str):
            return x.Constant(x.Type("text"), node.value)
        if isinstance(node.value, int | float):
            # The source text, not the float: 0.7 must be seven tenths.
            written = ast.get_source_segment(self.text, node) or ""
            if PLAIN_DECIMAL.fullmatch(written):
                return x.Constant(_NUMBER, Fraction(written))
        raise not_in_grammar(self.text, node)

    def _name(self, node: ast.Name) -> x.Expr:
        if self.scope.row is not None:
            field_of_row = self.row_field(node.id)
            if field_of_row is not None:
                return field_of_row
        self.refuse_barred(node)
        value = self.scope.values.get(node.id)
        if value is not None:
            return value
        if node.id in self.scope.records:
            raise Problem(
                "type_mismatch",
                Text(f"{node.id} 是一类记录，不是一个值", f"{node.id} is a kind of record, not a value"),
                Text("用 any、count、last 等函数取值。", "Take a value from it with any, count, last …"),
                node,
            )
        raise unknown_name(node.id, self.known_names(), node)

    def refuse_barred(self, node: ast.Name) -> None:
        """``Problem`` where a name may not be used at this place."""
        kind = self.scope.barred.get(node.id)
        if kind is not None:
            raise out_of_place(node.id, kind, node)

    def row_field(self, name: str) -> x.Expr | None:
        """A field of the row at hand by the policy's name."""
        assert self.scope.row is not None
        for spec in (*self.scope.row.fields, IN_FORCE):
            if spec.name == name:
                return x.FieldRef(_type_of(spec), spec.name, spec.column)
        return None

    def _attribute(self, node: ast.Attribute) -> x.Expr:
        if isinstance(node.value, ast.Name):
            self.refuse_barred(node.value)
        if isinstance(node.value, ast.Name) and node.value.id in self.scope.reviews:
            if node.attr == "mean" or node.attr == "sum":
                return x.ReviewRef(x.Type("points"), node.value.id, "mean" if node.attr == "mean" else "sum")
            if node.attr == "count":
                return x.ReviewRef(_NUMBER, node.value.id, "count")
        raise not_in_grammar(self.text, node)

    # -- operators ------------------------------------------------------------------------------------------

    def _unary_op(self, node: ast.UnaryOp) -> x.Expr:
        operand = self.translate(node.operand)
        if isinstance(node.op, ast.Not):
            need(operand, ("bool",), node)
            return x.Not(_BOOL, operand)
        need(operand, tuple(x.NUMERIC), node)
        if isinstance(node.op, ast.USub):
            return x.Negate(operand.type, operand)
        raise not_in_grammar(self.text, node)

    def _bin_op(self, node: ast.BinOp) -> x.Expr:
        left, right = self.translate(node.left), self.translate(node.right)
        need(left, tuple(x.NUMERIC), node)
        need(right, tuple(x.NUMERIC), node)
        never = left.type.maybe_never or right.type.maybe_never
        if isinstance(node.op, ast.Add | ast.Sub):
            left, right = same_unit(left, right, node)
            return x.Arithmetic(
                x.Type(left.type.kind, never), "+" if isinstance(node.op, ast.Add) else "-", left, right
            )
        if isinstance(node.op, ast.Mult):
            return x.Arithmetic(x.Type(product(left, right, node), never), "*", left, right)
        if isinstance(node.op, ast.Div):
            return x.Arithmetic(x.Type(quotient(left, right, node), never), "/", left, right)
        raise not_in_grammar(self.text, node)

    def _bool_op(self, node: ast.BoolOp) -> x.Expr:
        operands = tuple(self.translate(value) for value in node.values)
        for operand in operands:
            need(operand, ("bool",), node)
        never = any(operand.type.maybe_never for operand in operands)
        kind = x.And if isinstance(node.op, ast.And) else x.Or
        return kind(x.Type("bool", never), operands)

    def _if_exp(self, node: ast.IfExp) -> x.Expr:
        condition = self.translate(node.test)
        need(condition, ("bool",), node)
        then, otherwise = same_unit(self.translate(node.body), self.translate(node.orelse), node)
        never = any(part.type.maybe_never for part in (condition, then, otherwise))
        return x.Choice(x.Type(then.type.kind, never), condition, then, otherwise)

    _COMPARISONS: Mapping[type[ast.cmpop], str] = {
        ast.Eq: "==",
        ast.NotEq: "!=",
        ast.Lt: "<",
        ast.LtE: "<=",
        ast.Gt: ">",
        ast.GtE: ">=",
    }

    def _compare(self, node: ast.Compare) -> x.Expr:
        operands = [node.left, *node.comparators]
        parts = tuple(
            self._compare_pair(left, op, right, node)
            for left, op, right in zip(operands, node.ops, operands[1:], strict=False)
        )
        never = any(part.type.maybe_never for part in parts)
        return parts[0] if len(parts) == 1 else x.And(x.Type("bool", never), parts)

    def _compare_pair(self, left_node: ast.expr, op: ast.cmpop, right_node: ast.expr, node: ast.AST) -> x.Expr:
        if isinstance(op, ast.Is | ast.IsNot):
            return self._has_ended(left_node, op, right_node, node)
        left = self.translate(left_node)
        if isinstance(op, ast.In | ast.NotIn):
            return self._one_of(left, op, right_node, node)
        symbol = self._COMPARISONS.get(type(op))
        if symbol is None:
            raise not_in_grammar(self.text, node)
        left, right = same_unit(left, self.translate(right_node), node)
        if left.type.kind in ("bool", "text") and symbol not in ("==", "!="):
            raise mismatch(left, right, symbol, node)
        self._check_choice(left, right, node)
        self._check_choice(right, left, node)
        never = left.type.maybe_never or right.type.maybe_never
        return x.Compare(x.Type("bool", never), symbol, left, right)  # type: ignore[arg-type]

    def _has_ended(self, left_node: ast.expr, op: ast.cmpop, right_node: ast.expr, node: ast.AST) -> x.Expr:
        operand = self.translate(left_node)
        is_none = isinstance(right_node, ast.Constant) and right_node.value is None
        if not is_none or not operand.type.open_ended or not isinstance(operand, x.FieldRef | x.InputRef):
            raise Problem(
                "type_mismatch",
                Text("is None 只能用在“未结束为空”的字段上", "is None is only for fields whose null means “not ended”"),
                Text("缺失的值用 known(…) 判断。", "Ask for missing values with known(…)."),
                node,
            )
        ended = x.HasEnded(_BOOL, operand)
        return ended if isinstance(op, ast.IsNot) else x.Not(_BOOL, ended)

    def _one_of(self, operand: x.Expr, op: ast.cmpop, right_node: ast.expr, node: ast.AST) -> x.Expr:
        if not isinstance(right_node, ast.Tuple | ast.List) or not right_node.elts:
            raise not_in_grammar(self.text, node)
        values: list[x.Value] = []
        for element in right_node.elts:
            _, constant = same_unit(operand, self.translate(element), node)
            if not isinstance(constant, x.Constant):
                raise not_in_grammar(self.text, node)
            self._check_choice(operand, constant, node)
            values.append(constant.value)
        test = x.OneOf(x.Type("bool", operand.type.maybe_never), operand, tuple(values))
        return x.Not(test.type, test) if isinstance(op, ast.NotIn) else test

    # -- calls and choices ----------------------------------------------------------------------------------

    def _call(self, node: ast.Call) -> x.Expr:
        if not isinstance(node.func, ast.Name):
            raise not_in_grammar(self.text, node)
        name = node.func.id
        if name not in FUNCTIONS:
            raise unknown_name(name, self.known_names(), node)
        if name != "scale" and node.keywords:
            raise not_in_grammar(self.text, node)
        if name in RECORD_FUNCTIONS:
            return RecordCalls(self).translate(name, node)
        return FunctionCalls(self).translate(name, node)

    def _check_choice(self, operand: x.Expr, constant: x.Expr, node: ast.AST) -> None:
        """A text constant beside an enum must be one of its registered values."""
        if not isinstance(constant, x.Constant) or not isinstance(constant.value, str):
            return
        permitted = self._choices(operand)
        if permitted and constant.value not in permitted:
            close = difflib.get_close_matches(constant.value, permitted, n=1)
            hint = close[0] if close else ", ".join(permitted[:8])
            raise Problem(
                "unknown_value",
                Text(f"没有登记的取值 {constant.value!r}", f"{constant.value!r} is not a registered value"),
                Text(f"可用：{hint}", f"Try: {hint}"),
                node,
            )

    def _choices(self, operand: x.Expr) -> tuple[str, ...]:
        if isinstance(operand, x.FieldRef) and self.scope.row is not None:
            return next((spec.values for spec in self.scope.row.fields if spec.name == operand.name), ())
        if isinstance(operand, x.InputRef):
            return self.scope.choices.get(operand.name, ())
        return ()


def _type_of(spec: RecordField) -> x.Type:
    kind: x.Kind = "text" if spec.type == "enum" else spec.type
    return x.Type(kind, open_ended=spec.open_ended)
