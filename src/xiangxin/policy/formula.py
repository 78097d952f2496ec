"""Formulas: from a quoted string in Python's expression grammar to the typed expression tree.

The text is parsed with ``ast`` and translated node by node; whatever is not in the closed grammar is a finding.
Nothing of it is ever executed by Python. Names, types and units are settled here, so that no engine meets a
name it does not know or adds yuan to points.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from xiangxin.kernel.dates import parse_date
from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.money import parse_money
from xiangxin.kernel.text import Text
from xiangxin.law.model import RecordField
from xiangxin.policy import expressions as x
from xiangxin.policy.model import RecordSource

LONGEST_FORMULA = 2000
"""Characters; a longer rule is no longer one a lawyer reads, and it bounds the parser's work."""

_NUMBER = x.Type("number")
_BOOL = x.Type("bool")

IN_FORCE = RecordField(name="in_force", type="bool", column="in_force")
"""Every record kind has it: the row has not ended as of the as-of date."""

RECORD_FUNCTIONS = ("any", "all", "count", "sum", "min_of", "max_of", "first", "last")
FUNCTIONS = (
    "min",
    "max",
    "clamp",
    "scale",
    "known",
    "tier",
    "age",
    "years_since",
    "months_since",
    "days_since",
    "floor_to",
    "half_up",
    *RECORD_FUNCTIONS,
    "money",
    "percent",
    "date",
)


@dataclass(frozen=True)
class Scope:
    """What names mean at one place of a policy.

    ``values`` are plain names, ``records`` record kinds, ``reviews`` review parts, ``choices`` the permitted values of
    enum inputs, ``greatest`` bounds for ``scale``. ``row`` is set inside a record filter.
    """

    values: Mapping[str, x.Expr] = field(default_factory=dict)
    records: Mapping[str, RecordSource] = field(default_factory=dict)
    reviews: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    greatest: Mapping[str, Fraction] = field(default_factory=dict)
    tiers: bool = False
    row: RecordSource | None = None

    def with_values(self, more: Mapping[str, x.Expr]) -> Scope:
        return replace(self, values={**self.values, **more})


class _Problem(Exception):
    """Inside this module only: one thing that is wrong, with its offset in the formula."""

    def __init__(self, code: str, what: Text, mend: Text, node: ast.AST | None = None) -> None:
        super().__init__(code)
        self.code, self.what, self.mend = code, what, mend
        self.offset = getattr(node, "col_offset", 0)


_WHY = {
    "formula_syntax": Text(
        "公式按 Python 表达式语法书写，并且只解析、从不执行。",
        "Formulas use Python's expression grammar and are parsed, never run.",
    ),
    "formula_grammar": Text(
        "语言是封闭的，只有文档列出的写法。", "The language is closed: only what the format page lists."
    ),
    "unknown_name": Text(
        "名称在编译时确定，写错的名称不会变成空值。",
        "Names are settled when compiling; a slip never becomes an empty value.",
    ),
    "unknown_value": Text("枚举的取值来自登记表。", "Values of an enum come from the field registry."),
    "type_mismatch": Text("类型和单位不能混用。", "Types and units do not mix."),
    "never_unsaid": Text(
        "“查过而没有”与“没查过”不同，只有分段项能说明“从未”的分值。",
        "“Asked and none” is not “not asked”; only a band item says what never is worth.",
    ),
}


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
        tree = _parse(text)
        expr = _Translator(text, scope).translate(tree.body)
        expr = _as_expected(expr, expects)
        _check_never(expr, may_be_never)
    except _Problem as problem:
        where = replace(at, column=(at.column or 1) + 1 + problem.offset) if at.column is not None else at
        why = _WHY[problem.code]
        return None, (Finding(problem.code, "block", where, problem.what, why, problem.mend),)
    return expr, ()


def _parse(text: str) -> ast.Expression:
    if len(text) > LONGEST_FORMULA:
        raise _Problem(
            "formula_syntax",
            Text(f"公式超过 {LONGEST_FORMULA} 个字符", f"The formula is longer than {LONGEST_FORMULA} characters"),
            Text("拆成几项或几个分部。", "Split it into several items or parts."),
        )
    try:
        return ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        detail = getattr(error, "msg", None) or "not an expression"
        raise _Problem(
            "formula_syntax",
            Text(f"公式无法解析：{text!r}", f"The formula cannot be parsed ({detail}): {text!r}"),
            Text("检查括号、引号和运算符。", "Check brackets, quotes and operators."),
        ) from None


def _as_expected(expr: x.Expr, expects: tuple[x.Kind, ...]) -> x.Expr:
    if expr.type.kind in expects:
        return expr
    if "points" in expects and _is_plain_number(expr):
        return replace(expr, type=replace(expr.type, kind="points"))
    wanted = " / ".join(expects)
    raise _Problem(
        "type_mismatch",
        Text(
            f"这里需要 {wanted}，公式却得出 {expr.type.kind}",
            f"This place needs {wanted}, the formula gives {expr.type.kind}",
        ),
        Text(
            "改公式，或用 money('…')、percent('…') 写明单位。",
            "Change the formula, or state the unit with money('…') or percent('…').",
        ),
    )


def _check_never(expr: x.Expr, may_be_never: bool) -> None:
    sources = [node for node in expr.walk() if isinstance(node, x.Aggregate) and node.type.maybe_never]
    if sources and not may_be_never:
        raise _Problem(
            "never_unsaid",
            Text(
                "first、last、min_of、max_of 可能“从未”，这里没有地方说明它的含义",
                "first, last, min_of and max_of may be never, and this place cannot say what that means",
            ),
            Text("改用带 never 的分段项，或用 any、count。", "Use a band item with never, or any / count."),
        )
    if len(sources) > 1:
        raise _Problem(
            "never_unsaid",
            Text("一个公式里最多有一个可能“从未”的取值", "At most one value of a formula may be never"),
            Text("拆成两项。", "Split it into two items."),
        )


def _is_plain_number(expr: x.Expr) -> bool:
    """A number made of constants only takes the unit of its neighbour."""
    return expr.type.kind == "number" and all(
        isinstance(node, x.Constant | x.Arithmetic | x.Negate) for node in expr.walk()
    )


class _Translator:
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

    def translate(self, node: ast.expr) -> x.Expr:
        handler = self._handlers.get(type(node))
        if handler is None:
            raise self._not_in_grammar(node)
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
            try:
                return x.Constant(_NUMBER, Fraction(written))
            except ValueError:
                raise self._not_in_grammar(node) from None
        raise self._not_in_grammar(node)

    def _name(self, node: ast.Name) -> x.Expr:
        if self.scope.row is not None:
            field_of_row = self._row_field(node.id)
            if field_of_row is not None:
                return field_of_row
        value = self.scope.values.get(node.id)
        if value is not None:
            return value
        if node.id in self.scope.records:
            raise _Problem(
                "type_mismatch",
                Text(f"{node.id} 是一类记录，不是一个值", f"{node.id} is a kind of record, not a value"),
                Text("用 any、count、last 等函数取值。", "Take a value from it with any, count, last …"),
                node,
            )
        raise self._unknown_name(node.id, node)

    def _row_field(self, name: str) -> x.Expr | None:
        assert self.scope.row is not None
        for spec in (*self.scope.row.fields, IN_FORCE):
            if spec.name == name:
                return x.FieldRef(_type_of(spec), spec.name, spec.column)
        return None

    def _attribute(self, node: ast.Attribute) -> x.Expr:
        if isinstance(node.value, ast.Name) and node.value.id in self.scope.reviews:
            if node.attr == "mean" or node.attr == "sum":
                return x.ReviewRef(x.Type("points"), node.value.id, "mean" if node.attr == "mean" else "sum")
            if node.attr == "count":
                return x.ReviewRef(_NUMBER, node.value.id, "count")
        raise self._not_in_grammar(node)

    # -- operators ------------------------------------------------------------------------------------------

    def _unary_op(self, node: ast.UnaryOp) -> x.Expr:
        operand = self.translate(node.operand)
        if isinstance(node.op, ast.Not):
            self._need(operand, ("bool",), node)
            return x.Not(_BOOL, operand)
        self._need(operand, tuple(x.NUMERIC), node)
        if isinstance(node.op, ast.USub):
            return x.Negate(operand.type, operand)
        raise self._not_in_grammar(node)

    def _bin_op(self, node: ast.BinOp) -> x.Expr:
        left, right = self.translate(node.left), self.translate(node.right)
        self._need(left, tuple(x.NUMERIC), node)
        self._need(right, tuple(x.NUMERIC), node)
        never = left.type.maybe_never or right.type.maybe_never
        if isinstance(node.op, ast.Add | ast.Sub):
            left, right = self._same_unit(left, right, node)
            return x.Arithmetic(
                x.Type(left.type.kind, never), "+" if isinstance(node.op, ast.Add) else "-", left, right
            )
        if isinstance(node.op, ast.Mult):
            return x.Arithmetic(x.Type(self._product(left, right, node), never), "*", left, right)
        if isinstance(node.op, ast.Div):
            return x.Arithmetic(x.Type(self._quotient(left, right, node), never), "/", left, right)
        raise self._not_in_grammar(node)

    def _product(self, left: x.Expr, right: x.Expr, node: ast.AST) -> x.Kind:
        kinds: list[x.Kind] = [left.type.kind, right.type.kind]
        for weaker in ("number", "points", "percent"):
            if weaker in kinds:
                other = kinds[1 - kinds.index(weaker)]
                if other != weaker or weaker == "number":
                    return other
        raise self._mismatch(left, right, "*", node)

    def _quotient(self, left: x.Expr, right: x.Expr, node: ast.AST) -> x.Kind:
        if right.type.kind == "number":
            return left.type.kind
        if left.type.kind == right.type.kind:
            return "number"
        raise self._mismatch(left, right, "/", node)

    def _bool_op(self, node: ast.BoolOp) -> x.Expr:
        operands = tuple(self.translate(value) for value in node.values)
        for operand in operands:
            self._need(operand, ("bool",), node)
        never = any(operand.type.maybe_never for operand in operands)
        kind = x.And if isinstance(node.op, ast.And) else x.Or
        return kind(x.Type("bool", never), operands)

    def _if_exp(self, node: ast.IfExp) -> x.Expr:
        condition = self.translate(node.test)
        self._need(condition, ("bool",), node)
        then, otherwise = self._same_unit(self.translate(node.body), self.translate(node.orelse), node)
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
            raise self._not_in_grammar(node)
        left, right = self._same_unit(left, self.translate(right_node), node)
        if left.type.kind in ("bool", "text") and symbol not in ("==", "!="):
            raise self._mismatch(left, right, symbol, node)
        self._check_choice(left, right, node)
        self._check_choice(right, left, node)
        never = left.type.maybe_never or right.type.maybe_never
        return x.Compare(x.Type("bool", never), symbol, left, right)  # type: ignore[arg-type]

    def _has_ended(self, left_node: ast.expr, op: ast.cmpop, right_node: ast.expr, node: ast.AST) -> x.Expr:
        operand = self.translate(left_node)
        is_none = isinstance(right_node, ast.Constant) and right_node.value is None
        if not is_none or not operand.type.open_ended or not isinstance(operand, x.FieldRef | x.InputRef):
            raise _Problem(
                "type_mismatch",
                Text("is None 只能用在“未结束为空”的字段上", "is None is only for fields whose null means “not ended”"),
                Text("缺失的值用 known(…) 判断。", "Ask for missing values with known(…)."),
                node,
            )
        ended = x.HasEnded(_BOOL, operand)
        return ended if isinstance(op, ast.IsNot) else x.Not(_BOOL, ended)

    def _one_of(self, operand: x.Expr, op: ast.cmpop, right_node: ast.expr, node: ast.AST) -> x.Expr:
        if not isinstance(right_node, ast.Tuple | ast.List) or not right_node.elts:
            raise self._not_in_grammar(node)
        values: list[x.Value] = []
        for element in right_node.elts:
            _, constant = self._same_unit(operand, self.translate(element), node)
            if not isinstance(constant, x.Constant):
                raise self._not_in_grammar(node)
            self._check_choice(operand, constant, node)
            values.append(constant.value)
        test = x.OneOf(x.Type("bool", operand.type.maybe_never), operand, tuple(values))
        return x.Not(test.type, test) if isinstance(op, ast.NotIn) else test

    # -- calls ----------------------------------------------------------------------------------------------

    def _call(self, node: ast.Call) -> x.Expr:
        if not isinstance(node.func, ast.Name):
            raise self._not_in_grammar(node)
        name = node.func.id
        if name not in FUNCTIONS:
            raise self._unknown_name(name, node)
        if name != "scale" and node.keywords:
            raise self._not_in_grammar(node)
        if name in RECORD_FUNCTIONS:
            return self._aggregate(name, node)
        handler: Callable[[ast.Call], x.Expr] = getattr(self, f"_call_{name}")
        return handler(node)

    def _arguments(self, node: ast.Call, count: int | None = None) -> tuple[x.Expr, ...]:
        if (count is not None and len(node.args) != count) or (count is None and len(node.args) < 2):
            needed = str(count) if count is not None else "2+"
            raise _Problem(
                "formula_grammar",
                Text(f"函数需要 {needed} 个参数", f"The function takes {needed} arguments"),
                Text("参见格式说明中的函数表。", "See the table of functions in the format page."),
                node,
            )
        return tuple(self.translate(argument) for argument in node.args)

    def _least_or_greatest(self, node: ast.Call) -> x.Expr:
        assert isinstance(node.func, ast.Name)
        arguments = self._one_unit(self._arguments(node), node)
        never = any(argument.type.maybe_never for argument in arguments)
        function = "min" if node.func.id == "min" else "max"
        return x.Call(x.Type(arguments[0].type.kind, never), function, arguments)  # type: ignore[arg-type]

    _call_min = _least_or_greatest
    _call_max = _least_or_greatest

    def _call_clamp(self, node: ast.Call) -> x.Expr:
        arguments = self._one_unit(self._arguments(node, 3), node)
        never = any(argument.type.maybe_never for argument in arguments)
        return x.Call(x.Type(arguments[0].type.kind, never), "clamp", arguments)

    def _call_scale(self, node: ast.Call) -> x.Expr:
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        if len(node.args) != 1 or set(keywords) != {"to"}:
            raise self._not_in_grammar(node)
        operand, target = self.translate(node.args[0]), self.translate(keywords["to"])
        self._need(operand, ("points",), node)
        if not isinstance(target, x.Constant) or target.type.kind != "number":
            raise self._not_in_grammar(node)
        possible = greatest_points(operand, self.scope.greatest)
        if possible is None or possible <= 0:
            raise _Problem(
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

    def _call_known(self, node: ast.Call) -> x.Expr:
        (operand,) = self._arguments(node, 1)
        return x.Known(_BOOL, operand)

    def _call_tier(self, node: ast.Call) -> x.Expr:
        (operand,) = self._arguments(node, 1)
        if not self.scope.tiers:
            raise _Problem(
                "unknown_name",
                Text("没有 tiers，不能用 tier(…)", "tier(…) needs a tiers block"),
                Text("补上 tiers。", "Add tiers."),
                node,
            )
        operand = _as_expected(operand, ("points",))
        return x.Call(_NUMBER, "tier", (operand,))

    def _since(self, node: ast.Call) -> x.Expr:
        assert isinstance(node.func, ast.Name)
        (operand,) = self._arguments(node, 1)
        self._need(operand, ("date",), node)
        return x.Call(x.Type("number", operand.type.maybe_never), node.func.id, (operand,))  # type: ignore[arg-type]

    _call_age = _since
    _call_years_since = _since
    _call_months_since = _since
    _call_days_since = _since

    def _call_floor_to(self, node: ast.Call) -> x.Expr:
        arguments = self._one_unit(self._arguments(node, 2), node)
        step = arguments[1]
        if not isinstance(step, x.Constant) or not isinstance(step.value, Fraction) or step.value <= 0:
            raise self._not_in_grammar(node)
        return x.Call(arguments[0].type, "floor_to", arguments)

    def _call_half_up(self, node: ast.Call) -> x.Expr:
        (operand,) = self._arguments(node, 1)
        self._need(operand, ("number", "points"), node)
        return x.Call(operand.type, "half_up", (operand,))

    def _literal_text(self, node: ast.Call) -> str:
        if len(node.args) == 1 and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
            return node.args[0].value
        raise self._not_in_grammar(node)

    def _call_money(self, node: ast.Call) -> x.Expr:
        written = self._literal_text(node)
        try:
            fen = parse_money(written if written.endswith("CNY") else f"{written} CNY")
        except ValueError:
            raise self._bad_literal(written, "50000.00", node) from None
        return x.Constant(x.Type("money"), Fraction(fen))

    def _call_percent(self, node: ast.Call) -> x.Expr:
        written = self._literal_text(node).removesuffix("%")
        try:
            return x.Constant(x.Type("percent"), _exact(written) / 100)
        except ValueError:
            raise self._bad_literal(written, "6.75", node) from None

    def _call_date(self, node: ast.Call) -> x.Expr:
        written = self._literal_text(node)
        try:
            return x.Constant(x.Type("date"), parse_date(written))
        except ValueError:
            raise self._bad_literal(written, "2026-01-15", node) from None

    # -- records --------------------------------------------------------------------------------------------

    def _aggregate(self, name: str, node: ast.Call) -> x.Expr:
        if name in ("any", "all"):
            return self._any_or_all("any" if name == "any" else "all", node)
        if len(node.args) != 1:
            raise self._not_in_grammar(node)
        if name == "count":
            rows, _ = self._rows(node.args[0])
            return x.Aggregate(_NUMBER, "count", rows)
        target = node.args[0]
        if not isinstance(target, ast.Attribute):
            raise _Problem(
                "formula_grammar",
                Text(f"{name} 需要一个记录字段", f"{name} takes a field of a record kind"),
                Text(f"写 {name}(记录.字段)。", f"Write {name}(record.field)."),
                node,
            )
        rows, source = self._rows(target.value)
        return self._field_aggregate(name, rows, source, target)

    def _field_aggregate(self, name: str, rows: x.Records, source: RecordSource, target: ast.Attribute) -> x.Expr:
        inner = _Translator(self.text, replace(self.scope, row=source))
        value = inner._row_field(target.attr)
        if value is None:
            raise inner._unknown_name(target.attr, target)
        kind = value.type.kind
        if name in ("first", "last"):
            self._need(value, ("date",), target)
            if name == "first" and value.type.open_ended:
                raise self._not_in_grammar(target)
            op = "first" if name == "first" else "last"
            return x.Aggregate(x.Type("date", maybe_never=True), op, rows, value)  # type: ignore[arg-type]
        self._need(value, tuple(x.NUMERIC), target)
        if name == "sum":
            return x.Aggregate(x.Type(kind), "sum", rows, value)
        op = "min" if name == "min_of" else "max"
        return x.Aggregate(x.Type(kind, maybe_never=True), op, rows, value)  # type: ignore[arg-type]

    def _any_or_all(self, op: str, node: ast.Call) -> x.Expr:
        if len(node.args) not in (1, 2):
            raise self._not_in_grammar(node)
        rows, source = self._rows(node.args[0])
        if len(node.args) == 1:
            condition: x.Expr = x.Constant(_BOOL, True)
        else:
            condition = _Translator(self.text, replace(self.scope, row=source)).translate(node.args[1])
            self._need(condition, ("bool",), node)
            _check_row_only(condition, node)
        return x.Aggregate(_BOOL, op, rows, condition)  # type: ignore[arg-type]

    def _rows(self, node: ast.expr) -> tuple[x.Records, RecordSource]:
        if isinstance(node, ast.Name):
            source = self.scope.records.get(node.id)
            if source is None or self.scope.row is not None:
                raise self._unknown_name(node.id, node)
            return x.Records(node.id), source
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            rows, source = self._rows(node.value)
            condition = _Translator(self.text, replace(self.scope, row=source)).translate(node.slice)
            self._need(condition, ("bool",), node)
            _check_row_only(condition, node)
            return x.Records(rows.source, condition), source
        raise self._not_in_grammar(node)

    def rows_of(self, node: ast.expr) -> tuple[x.Records, RecordSource]:
        return self._rows(node)

    # -- units ----------------------------------------------------------------------------------------------

    def _need(self, expr: x.Expr, kinds: tuple[x.Kind, ...], node: ast.AST) -> None:
        if expr.type.kind not in kinds:
            wanted = " / ".join(sorted(kinds))
            raise _Problem(
                "type_mismatch",
                Text(f"这里需要 {wanted}，得到 {expr.type.kind}", f"{wanted} is needed here, this is {expr.type.kind}"),
                Text("检查字段类型和函数参数。", "Check the field's type and the function's arguments."),
                node,
            )

    def _same_unit(self, left: x.Expr, right: x.Expr, node: ast.AST) -> tuple[x.Expr, x.Expr]:
        if left.type.kind == right.type.kind:
            return left, right
        if left.type.kind == "points" and _is_plain_number(right):
            return left, replace(right, type=replace(right.type, kind="points"))
        if right.type.kind == "points" and _is_plain_number(left):
            return replace(left, type=replace(left.type, kind="points")), right
        raise self._mismatch(left, right, "", node)

    def _one_unit(self, arguments: tuple[x.Expr, ...], node: ast.AST) -> tuple[x.Expr, ...]:
        unit = next((a for a in arguments if not _is_plain_number(a)), arguments[0])
        for argument in arguments:
            self._need(argument, tuple(x.NUMERIC), node)
        return tuple(self._same_unit(unit, argument, node)[1] for argument in arguments)

    def _check_choice(self, operand: x.Expr, constant: x.Expr, node: ast.AST) -> None:
        """A text constant beside an enum must be one of its registered values."""
        if not isinstance(constant, x.Constant) or not isinstance(constant.value, str):
            return
        permitted = self._choices(operand)
        if permitted and constant.value not in permitted:
            close = difflib.get_close_matches(constant.value, permitted, n=1)
            hint = close[0] if close else ", ".join(permitted[:8])
            raise _Problem(
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

    # -- problems -------------------------------------------------------------------------------------------

    def _mismatch(self, left: x.Expr, right: x.Expr, symbol: str, node: ast.AST) -> _Problem:
        pair = f"{left.type.kind} {symbol or '·'} {right.type.kind}"
        return _Problem(
            "type_mismatch",
            Text(f"单位不合：{pair}", f"Units do not go together: {pair}"),
            Text("换算成同一单位。", "Bring both to one unit."),
            node,
        )

    def _not_in_grammar(self, node: ast.AST) -> _Problem:
        written = ast.get_source_segment(self.text, node) or type(node).__name__
        return _Problem(
            "formula_grammar",
            Text(f"语言里没有这种写法：{written}", f"The language has no such form: {written}"),
            Text("参见格式说明中的语法和函数表。", "See grammar and functions in the format page."),
            node,
        )

    def _bad_literal(self, written: str, example: str, node: ast.AST) -> _Problem:
        return _Problem(
            "type_mismatch",
            Text(f"读不出这个值：{written!r}", f"This value cannot be read: {written!r}"),
            Text(f"例如 '{example}'。", f"As in '{example}'."),
            node,
        )

    def _unknown_name(self, name: str, node: ast.AST) -> _Problem:
        known = [*self.scope.values, *self.scope.records, *self.scope.reviews, *FUNCTIONS]
        if self.scope.row is not None:
            known += [spec.name for spec in self.scope.row.fields]
        close = difflib.get_close_matches(name, known, n=1)
        hint_zh = f"是不是 {close[0]}？" if close else "先在 inputs、records 或 parameters 里声明。"
        hint_en = f"Did you mean {close[0]}?" if close else "Declare it under inputs, records or parameters first."
        return _Problem(
            "unknown_name",
            Text(f"没有这个名称：{name}", f"There is no such name: {name}"),
            Text(hint_zh, hint_en),
            node,
        )


def parse_records(text: str, scope: Scope, at: Location) -> tuple[x.Records | None, tuple[Finding, ...]]:
    """Translate ``kind`` or ``kind[condition]`` as used by ``best_of`` and ``sum_of``."""
    try:
        tree = _parse(text)
        rows, _ = _Translator(text, scope).rows_of(tree.body)
    except _Problem as problem:
        where = replace(at, column=(at.column or 1) + 1 + problem.offset) if at.column is not None else at
        return None, (Finding(problem.code, "block", where, problem.what, _WHY[problem.code], problem.mend),)
    return rows, ()


def greatest_points(expr: x.Expr, greatest: Mapping[str, Fraction]) -> Fraction | None:
    """The greatest value of a sum of groups, ``None`` where it is not such a sum."""
    if isinstance(expr, x.PointsRef):
        return greatest.get(expr.name)
    if isinstance(expr, x.Arithmetic) and expr.op == "+":
        left, right = greatest_points(expr.left, greatest), greatest_points(expr.right, greatest)
        return None if left is None or right is None else left + right
    return None


def _check_row_only(condition: x.Expr, node: ast.AST) -> None:
    """A row's condition sees the row, constants, parameters and inputs: no totals and no other records."""
    for part in condition.walk():
        if isinstance(part, x.Aggregate | x.PointsRef | x.StageRef | x.PartRef | x.StarsRef | x.ReviewRef):
            raise _Problem(
                "formula_grammar",
                Text(
                    "记录条件里只能用该行字段、输入、参数和常数",
                    "A record's condition may use the row's fields, inputs, parameters and constants only",
                ),
                Text("把合计放到外面。", "Take totals outside."),
                node,
            )


def _type_of(spec: RecordField) -> x.Type:
    kind: x.Kind = "text" if spec.type == "enum" else spec.type
    return x.Type(kind, open_ended=spec.open_ended)


def _exact(written: str) -> Fraction:
    value = Fraction(written)
    if "/" in written or "e" in written.lower():
        raise ValueError(written)
    return value
