"""What can be wrong with a formula, in both languages. A problem becomes one finding at the place it stands."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable
from dataclasses import replace

from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.text import Text
from xiangxin.policy import expressions as x
from xiangxin.policy.formula.scope import Barred


class Problem(Exception):
    """One thing that is wrong, with its offset in the formula; leaves this package only as a finding."""

    def __init__(self, code: str, what: Text, mend: Text, node: ast.AST | None = None) -> None:
        super().__init__(code)
        self.code, self.what, self.mend = code, what, mend
        self.offset = getattr(node, "col_offset", 0)


WHY = {
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
    "out_of_place": Text(
        "每个事实只在法律判断过的用途里出现，换个名字不会换来别的用途。",
        "A fact stands only where law has judged its use; going by another name gives it no other use.",
    ),
    "unknown_value": Text("枚举的取值来自登记表。", "Values of an enum come from the field registry."),
    "type_mismatch": Text("类型和单位不能混用。", "Types and units do not mix."),
    "never_unsaid": Text(
        "“查过而没有”与“没查过”不同，只有分段项能说明“从未”的分值。",
        "“Asked and none” is not “not asked”; only a band item says what never is worth.",
    ),
}


def finding_of(problem: Problem, at: Location) -> Finding:
    """The problem at its place in the file: ``at`` is where the formula's quotes open."""
    where = replace(at, column=at.column + 1 + problem.offset) if at.column is not None else at
    return Finding(problem.code, "block", where, problem.what, WHY[problem.code], problem.mend)


def mismatch(left: x.Expr, right: x.Expr, symbol: str, node: ast.AST) -> Problem:
    """Two values whose units do not go together."""
    pair = f"{left.type.kind} {symbol or '·'} {right.type.kind}"
    return Problem(
        "type_mismatch",
        Text(f"单位不合：{pair}", f"Units do not go together: {pair}"),
        Text("换算成同一单位。", "Bring both to one unit."),
        node,
    )


def not_in_grammar(text: str, node: ast.AST) -> Problem:
    """A form the closed language does not have."""
    written = ast.get_source_segment(text, node) or type(node).__name__
    return Problem(
        "formula_grammar",
        Text(f"语言里没有这种写法：{written}", f"The language has no such form: {written}"),
        Text("参见格式说明中的语法和函数表。", "See grammar and functions in the format page."),
        node,
    )


def bad_literal(written: str, example: str, node: ast.AST) -> Problem:
    """A money, percent or date literal that does not say one."""
    return Problem(
        "type_mismatch",
        Text(f"读不出这个值：{written!r}", f"This value cannot be read: {written!r}"),
        Text(f"例如 '{example}'。", f"As in '{example}'."),
        node,
    )


def unknown_name(name: str, known: Iterable[str], node: ast.AST) -> Problem:
    """A name nobody declared, with the nearest one that was."""
    close = difflib.get_close_matches(name, list(known), n=1)
    hint_zh = f"是不是 {close[0]}？" if close else "先在 inputs、records 或 parameters 里声明。"
    hint_en = f"Did you mean {close[0]}?" if close else "Declare it under inputs, records or parameters first."
    what = Text(f"没有这个名称：{name}", f"There is no such name: {name}")
    return Problem("unknown_name", what, Text(hint_zh, hint_en), node)


_INSTEAD: dict[Barred, tuple[Text, Text]] = {
    "facts": (
        Text("这里不能直接用事实 {name}", "The fact {name} may not be read here"),
        Text(
            "写成分组里的一项，这里用它的分值；准入、否决和额度可以直接读事实。",
            "Make it an item of a group and use its points here; conditions and the limit may read facts.",
        ),
    ),
    "points": (
        Text("条件里不能用分值 {name}", "A condition may not use the points of {name}"),
        Text("直接写 inputs、records 里的事实。", "Name the inputs or records themselves."),
    ),
    "parts": (
        Text("这里不能用额度的部分 {name}", "A part of the limit, {name}, may not be read here"),
        Text("用分值、阶段或 stars。", "Use points, a stage or stars."),
    ),
    "review": (
        Text("这里不能直接用评议 {name}", "The review {name} may not be read here"),
        Text(
            "评议只经由有 tier_floor 的阶段影响星级；这里用 stars。",
            "It counts in the stage with tier_floor; use stars here.",
        ),
    ),
}


def out_of_place(name: str, kind: Barred, node: ast.AST) -> Problem:
    """A name that means something elsewhere and may not be used here."""
    what, mend = _INSTEAD[kind]
    return Problem("out_of_place", Text(what.zh.format(name=name), what.en.format(name=name)), mend, node)
