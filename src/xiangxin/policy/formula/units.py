"""Units: what may be added, compared, multiplied; mixing them is an error, never a conversion."""

from __future__ import annotations

import ast
from dataclasses import replace

from xiangxin.kernel.text import Text
from xiangxin.policy import expressions as x
from xiangxin.policy.formula.problems import Problem, mismatch


def is_plain_number(expr: x.Expr) -> bool:
    """A number made of constants only takes the unit of its neighbour."""
    return expr.type.kind == "number" and all(
        isinstance(node, x.Constant | x.Arithmetic | x.Negate) for node in expr.walk()
    )


def need(expr: x.Expr, kinds: tuple[x.Kind, ...], node: ast.AST) -> None:
    """Raise ``Problem`` unless ``expr`` has one of the kinds."""
    if expr.type.kind not in kinds:
        wanted = " / ".join(sorted(kinds))
        raise Problem(
            "type_mismatch",
            Text(f"这里需要 {wanted}，得到 {expr.type.kind}", f"{wanted} is needed here, this is {expr.type.kind}"),
            Text("检查字段类型和函数参数。", "Check the field's type and the function's arguments."),
            node,
        )


def same_unit(left: x.Expr, right: x.Expr, node: ast.AST) -> tuple[x.Expr, x.Expr]:
    """Both with one unit; a plain number takes the unit of points beside it."""
    if left.type.kind == right.type.kind:
        return left, right
    if left.type.kind == "points" and is_plain_number(right):
        return left, replace(right, type=replace(right.type, kind="points"))
    if right.type.kind == "points" and is_plain_number(left):
        return replace(left, type=replace(left.type, kind="points")), right
    raise mismatch(left, right, "", node)


def one_unit(arguments: tuple[x.Expr, ...], node: ast.AST) -> tuple[x.Expr, ...]:
    """All arguments with one unit, that of the first which has one."""
    unit = next((a for a in arguments if not is_plain_number(a)), arguments[0])
    for argument in arguments:
        need(argument, tuple(x.NUMERIC), node)
    return tuple(same_unit(unit, argument, node)[1] for argument in arguments)


def product(left: x.Expr, right: x.Expr, node: ast.AST) -> x.Kind:
    """The unit of a product: numbers carry none, points count, percent takes a share."""
    kinds: list[x.Kind] = [left.type.kind, right.type.kind]
    for weaker in ("number", "points", "percent"):
        if weaker in kinds:
            other = kinds[1 - kinds.index(weaker)]
            if other != weaker or weaker == "number":
                return other
    raise mismatch(left, right, "*", node)


def quotient(left: x.Expr, right: x.Expr, node: ast.AST) -> x.Kind:
    """The unit of a quotient: like by like is a number."""
    if right.type.kind == "number":
        return left.type.kind
    if left.type.kind == right.type.kind:
        return "number"
    raise mismatch(left, right, "/", node)


def as_expected(expr: x.Expr, expects: tuple[x.Kind, ...]) -> x.Expr:
    """``expr`` as one of the kinds a place expects; a plain number may stand for points."""
    if expr.type.kind in expects:
        return expr
    if "points" in expects and is_plain_number(expr):
        return replace(expr, type=replace(expr.type, kind="points"))
    wanted = " / ".join(expects)
    raise Problem(
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


def check_never(expr: x.Expr, may_be_never: bool) -> None:
    """A value that may be never stands alone, and only where never has been given a meaning."""
    sources = [node for node in expr.walk() if isinstance(node, x.Aggregate) and node.type.maybe_never]
    if sources and not may_be_never:
        raise Problem(
            "never_unsaid",
            Text(
                "first、last、min_of、max_of 可能“从未”，这里没有地方说明它的含义",
                "first, last, min_of and max_of may be never, and this place cannot say what that means",
            ),
            Text("改用带 never 的分段项，或用 any、count。", "Use a band item with never, or any / count."),
        )
    if len(sources) > 1:
        raise Problem(
            "never_unsaid",
            Text("一个公式里最多有一个可能“从未”的取值", "At most one value of a formula may be never"),
            Text("拆成两项。", "Split it into two items."),
        )
