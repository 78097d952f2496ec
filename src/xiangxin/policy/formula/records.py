"""Functions over records: which rows, under which condition, and what is taken from them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from xiangxin.kernel.text import Text
from xiangxin.policy import expressions as x
from xiangxin.policy.formula.problems import Problem, not_in_grammar, unknown_name
from xiangxin.policy.formula.units import need
from xiangxin.policy.model import RecordSource

if TYPE_CHECKING:
    from xiangxin.policy.formula.translate import Translator

_BOOL = x.Type("bool")
_NUMBER = x.Type("number")


class RecordCalls:
    """Translates aggregates; inside a row only that row, inputs, parameters and constants are seen."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator

    def translate(self, name: str, node: ast.Call) -> x.Expr:
        """The typed aggregate."""
        if name in ("any", "all"):
            return self._any_or_all("any" if name == "any" else "all", node)
        if len(node.args) != 1:
            raise not_in_grammar(self._translator.text, node)
        if name == "count":
            rows, _ = self.rows(node.args[0])
            return x.Aggregate(_NUMBER, "count", rows)
        target = node.args[0]
        if not isinstance(target, ast.Attribute):
            raise Problem(
                "formula_grammar",
                Text(f"{name} 需要一个记录字段", f"{name} takes a field of a record kind"),
                Text(f"写 {name}(记录.字段)。", f"Write {name}(record.field)."),
                node,
            )
        rows, source = self.rows(target.value)
        return self._field_aggregate(name, rows, source, target)

    def _field_aggregate(self, name: str, rows: x.Records, source: RecordSource, target: ast.Attribute) -> x.Expr:
        inner = self._translator.inside(source)
        value = inner.row_field(target.attr)
        if value is None:
            raise unknown_name(target.attr, inner.known_names(), target)
        kind = value.type.kind
        if name in ("first", "last"):
            need(value, ("date",), target)
            if name == "first" and value.type.open_ended:
                raise not_in_grammar(self._translator.text, target)
            op = "first" if name == "first" else "last"
            return x.Aggregate(x.Type("date", maybe_never=True), op, rows, value)  # type: ignore[arg-type]
        need(value, tuple(x.NUMERIC), target)
        if name == "sum":
            return x.Aggregate(x.Type(kind), "sum", rows, value)
        op = "min" if name == "min_of" else "max"
        return x.Aggregate(x.Type(kind, maybe_never=True), op, rows, value)  # type: ignore[arg-type]

    def _any_or_all(self, op: str, node: ast.Call) -> x.Expr:
        if len(node.args) not in (1, 2):
            raise not_in_grammar(self._translator.text, node)
        rows, source = self.rows(node.args[0])
        if len(node.args) == 1:
            condition: x.Expr = x.Constant(_BOOL, True)
        else:
            condition = self._translator.inside(source).translate(node.args[1])
            need(condition, ("bool",), node)
            _check_row_only(condition, node)
        return x.Aggregate(_BOOL, op, rows, condition)  # type: ignore[arg-type]

    def rows(self, node: ast.expr) -> tuple[x.Records, RecordSource]:
        """``kind`` or ``kind[condition]``."""
        if isinstance(node, ast.Name):
            self._translator.refuse_barred(node)
            source = self._translator.scope.records.get(node.id)
            if source is None or self._translator.scope.row is not None:
                raise unknown_name(node.id, self._translator.known_names(), node)
            return x.Records(node.id), source
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            rows, source = self.rows(node.value)
            condition = self._translator.inside(source).translate(node.slice)
            need(condition, ("bool",), node)
            _check_row_only(condition, node)
            return x.Records(rows.source, condition), source
        raise not_in_grammar(self._translator.text, node)


def _check_row_only(condition: x.Expr, node: ast.AST) -> None:
    """A row's condition sees the row, constants, parameters and inputs: no totals and no other records."""
    for part in condition.walk():
        if isinstance(part, x.Aggregate | x.PointsRef | x.StageRef | x.PartRef | x.StarsRef | x.ReviewRef):
            raise Problem(
                "formula_grammar",
                Text(
                    "记录条件里只能用该行字段、输入、参数和常数",
                    "A record's condition may use the row's fields, inputs, parameters and constants only",
                ),
                Text("把合计放到外面。", "Take totals outside."),
                node,
            )
