"""Nodes as SQLGlot expressions, and programs as a stack of SELECTs in which no shared node is computed twice.

All values stand in the tree as literals that SQLGlot quotes. Whole-number constants that decide the type of a result
are cast to 64 bits: DuckDB takes a bare literal for 32 bits and would stop at their edge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from sqlglot import exp

from xiangxin.scoring.lowering.arena import Node

_BINARY: Mapping[str, type[exp.Binary]] = {
    "add": exp.Add,
    "sub": exp.Sub,
    "mul": exp.Mul,
    "quotient": exp.IntDiv,
    "==": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_PARTS: Mapping[str, type[exp.Func]] = {"year": exp.Year, "month": exp.Month, "day": exp.Day}
_TYPES = {"int": "BIGINT", "bool": "BOOLEAN", "text": "VARCHAR", "date": "DATE"}

WHITE_SPACE = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
"""What ``str.strip`` removes; DuckDB's ``trim`` alone knows only the blank."""


def column(name: str, table: str | None = None) -> exp.Column:
    """A quoted column."""
    return exp.column(exp.to_identifier(name, quoted=True), table=table)


def named(expression: exp.Expr, name: str) -> exp.Expr:
    """``expression AS "name"``; the tree is taken over, not copied."""
    return exp.Alias(this=expression, alias=exp.to_identifier(name, quoted=True))


def cast(expression: exp.Expr, type_: str) -> exp.Expr:
    """The expression in a type; the tree is taken over, not copied."""
    return exp.Cast(this=expression, to=exp.DataType.build(type_, dialect="duckdb"))


def whole(value: int) -> exp.Expr:
    """A 64-bit constant."""
    return cast(_number(value), "BIGINT")


def text(value: str) -> exp.Expr:
    """A quoted text."""
    return exp.Literal.string(value)


def day(value: date) -> exp.Expr:
    """A date constant."""
    return cast(exp.Literal.string(value.isoformat()), "DATE")


def grouped(expression: exp.Expr) -> exp.Expr:
    """In parentheses where another operator would otherwise tear it apart."""
    if isinstance(expression, exp.Binary | exp.Connector | exp.Not | exp.Is | exp.In | exp.Neg):
        return exp.Paren(this=expression)
    return expression


def binary(kind: type[exp.Binary], left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """``left kind right`` with its operands kept together."""
    return kind(this=grouped(left), expression=grouped(right))


def case(branches: Iterable[tuple[exp.Expr, exp.Expr]], otherwise: exp.Expr | None) -> exp.Case:
    """A searched CASE."""
    ifs = [exp.If(this=condition, true=value) for condition, value in branches]
    return exp.Case(ifs=ifs, default=otherwise)


def function(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A function that SQLGlot passes through by name."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def _number(value: int) -> exp.Expr:
    literal = exp.Literal.number(abs(value))
    return exp.Neg(this=literal) if value < 0 else literal


class Emitter:
    """Turns nodes into expressions; nodes in ``named`` are already columns of the relation underneath."""

    def __init__(self, named: Mapping[int, str] | None = None) -> None:
        self._named: dict[int, str] = dict(named or {})

    def name(self, node: Node, column_name: str) -> None:
        """From now on ``node`` is this column."""
        self._named[id(node)] = column_name

    def expression(self, node: Node) -> exp.Expr:
        """The expression of a node, constants in their full type."""
        return self._constant(node) if node.is_constant else self._operand(node)

    def _constant(self, node: Node) -> exp.Expr:
        value = node.value
        if value is None:
            return cast(exp.null(), _TYPES[node.kind])
        if isinstance(value, bool):
            return exp.true() if value else exp.false()
        if isinstance(value, int):
            return whole(value)
        if isinstance(value, date):
            return day(value)
        return text(str(value))

    def _operand(self, node: Node) -> exp.Expr:
        """Inside arithmetic and comparison with a 64-bit operand a bare literal does."""
        if id(node) in self._named:
            return column(self._named[id(node)])
        if node.is_constant:
            bare = node.kind == "int" and isinstance(node.value, int)
            return _number(int(str(node.value))) if bare else self._constant(node)
        build: Callable[[Node], exp.Expr] = getattr(self, f"_{node.op}", self._arithmetic)
        return build(node)

    def _column(self, node: Node) -> exp.Expr:
        return column(str(node.value))

    def _arithmetic(self, node: Node) -> exp.Expr:
        if node.op in _PARTS:
            return _PARTS[node.op](this=self._operand(node.args[0]))
        left, right = map(self._operand, node.args)
        return binary(_BINARY[node.op], left, right)

    def _compare(self, node: Node) -> exp.Expr:
        left, right = map(self._operand, node.args)
        return binary(_BINARY[str(node.value)], left, right)

    def _days(self, node: Node) -> exp.Expr:
        since, on = map(self._operand, node.args)
        return exp.DateDiff(this=on, expression=since, unit=exp.var("DAY"))

    def _in(self, node: Node) -> exp.Expr:
        assert isinstance(node.value, tuple)
        values = [self._literal(value) for value in node.value]
        return exp.In(this=grouped(self._operand(node.args[0])), expressions=values)

    def _literal(self, value: object) -> exp.Expr:
        if isinstance(value, bool):
            return exp.true() if value else exp.false()
        return day(value) if isinstance(value, date) else text(str(value))

    def _and(self, node: Node) -> exp.Expr:
        return conjunction([self.expression(arg) for arg in node.args])

    def _or(self, node: Node) -> exp.Expr:
        return junction(exp.Or, [self.expression(arg) for arg in node.args])

    def _not(self, node: Node) -> exp.Expr:
        return exp.Not(this=grouped(self.expression(node.args[0])))

    def _known(self, node: Node) -> exp.Expr:
        return exp.Not(this=exp.Paren(this=exp.Is(this=grouped(self._operand(node.args[0])), expression=exp.null())))

    def _truth(self, node: Node) -> exp.Expr:
        code = cast(self.expression(node.args[0]), "BIGINT")
        return exp.Coalesce(this=code, expressions=[whole(2)]) if node.args[0].nullable else code

    def _true(self, node: Node) -> exp.Expr:
        return exp.Coalesce(this=self.expression(node.args[0]), expressions=[exp.false()])

    def _case(self, node: Node) -> exp.Expr:
        pairs = zip(node.args[:-1:2], node.args[1:-1:2], strict=True)
        branches = [(self.expression(condition), self.expression(value)) for condition, value in pairs]
        last = node.args[-1]
        nothing = last.is_constant and last.value is None
        return case(branches, None if nothing and not self._only_nulls(node) else self.expression(last))

    def _only_nulls(self, node: Node) -> bool:
        return all(value.is_constant and value.value is None for value in node.args[1:-1:2])

    def _joined(self, node: Node) -> exp.Expr:
        return function("concat_ws", text(";"), *(self.expression(arg) for arg in node.args))

    def _filled(self, node: Node) -> exp.Expr:
        """Most texts show by their first character that they are not blank; ``trim`` with a list is slow."""
        operand = self._operand(node.args[0])
        first = function("unicode", operand)
        visible = exp.Or(
            this=exp.Between(this=first.copy(), low=_number(33), high=_number(132)),
            expression=exp.GT(this=first, expression=_number(ord(WHITE_SPACE[-1]))),
        )
        trimmed = exp.NEQ(this=function("trim", operand.copy(), text(WHITE_SPACE)), expression=text(""))
        return exp.Coalesce(this=case([(visible, exp.true())], trimmed), expressions=[exp.false()])


def conjunction(parts: list[exp.Expr]) -> exp.Expr:
    """All of the parts; true when there is none."""
    return junction(exp.And, parts) if parts else exp.true()


def junction(kind: type[exp.Connector], parts: list[exp.Expr]) -> exp.Expr:
    """The parts joined by AND or OR."""
    result = grouped(parts[0])
    for part in parts[1:]:
        result = kind(this=result, expression=grouped(part))
    return result


def layered(
    outputs: Mapping[str, Node], source: exp.Expr, *, where: Node | None = None, keep: Iterable[str] = ()
) -> exp.Select:
    """``outputs`` over ``source``: nodes used more than once become columns of inner SELECTs, level by level.

    ``keep`` are columns of ``source`` to hand through.
    """
    roots = [*outputs.values(), *([where] if where is not None else [])]
    emitter = Emitter()
    relation, number = source, 0
    for level in _levels(roots):
        select = exp.Select().select(exp.Star())
        level_columns: list[tuple[Node, str]] = []
        for node in level:
            name = f"x{number}"
            number += 1
            select = select.select(named(emitter.expression(node), name), copy=False)
            level_columns.append((node, name))
        relation = select.from_(relation, copy=False).subquery(f"l{number}", copy=False)
        for node, name in level_columns:
            emitter.name(node, name)
    columns = [named(emitter.expression(node), name) for name, node in outputs.items()]
    final = exp.Select().select(*columns, *map(column, keep), copy=False).from_(relation, copy=False)
    return final.where(emitter.expression(where), copy=False) if where is not None else final


def _levels(roots: Iterable[Node]) -> list[list[Node]]:
    """Shared nodes worth a column, by how many such columns lie beneath them."""
    order = _bottom_up(roots)
    uses: dict[int, int] = {}
    for node in order:
        for arg in node.args:
            uses[id(arg)] = uses.get(id(arg), 0) + 1
    size: dict[int, int] = {}
    depth: dict[int, int] = {}
    levels: list[list[Node]] = []
    for node in order:
        inner = sum(size[id(arg)] for arg in node.args)
        level = max((depth[id(arg)] for arg in node.args), default=0)
        if uses.get(id(node), 0) > 1 and inner > _CHEAP:
            levels += [[]] * (level + 1 - len(levels))
            levels[level] = [*levels[level], node]
            size[id(node)], depth[id(node)] = 1, level + 1
        else:
            size[id(node)], depth[id(node)] = inner + 1, level
    return levels


_CHEAP = 2
"""Nodes beneath an operation that is written out each time rather than kept as a column."""


def _bottom_up(roots: Iterable[Node]) -> list[Node]:
    """Every node once, arguments before the operations on them."""
    order: list[Node] = []
    seen: set[int] = set()

    def visit(root: Node) -> None:
        stack = [(root, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack.extend((arg, False) for arg in node.args if id(arg) not in seen)

    for root in roots:
        visit(root)
    return order
