"""Nodes of whole-number programs: every integer with its bounds, equal nodes shared, magnitudes watched.

The semantics of a node are SQL's: null is unknown, ``and``/``or``/``not`` are Kleene's, ``case`` skips a branch whose
condition is not true, ``quotient`` cuts off towards zero. Constructors only do what is true for every row: they fold
constants and neutral elements, never anything that would make an unknown known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

NodeKind = Literal["int", "bool", "text", "date"]
Scalar = int | bool | str | date | None
Comparison = Literal["==", "!=", "<", "<=", ">", ">="]

DatePart = Literal["year", "month", "day"]
PARTS: tuple[DatePart, ...] = ("year", "month", "day")

GREATEST = 2**63 - 1
"""The largest magnitude a signed 64-bit integer holds on both sides of zero."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One operation. ``low``/``high`` bound an integer's known values; ``nullable``: it can be unknown.

    ``value`` is the constant, the column's name, the comparison or the list of constants, depending on ``op``.
    Two nodes of one arena are equal exactly when they are the same object.
    """

    op: str
    kind: NodeKind
    args: tuple[Node, ...]
    value: object
    low: int
    high: int
    nullable: bool

    @property
    def is_constant(self) -> bool:
        return self.op == "const"

    def walk(self) -> Iterator[Node]:
        """This node and everything below it, each once."""
        seen: set[int] = set()
        stack = [self]
        while stack:
            node = stack.pop()
            if id(node) not in seen:
                seen.add(id(node))
                yield node
                stack.extend(node.args)


@dataclass(frozen=True, slots=True)
class Overflow:
    """An intermediate result of line ``line`` that cannot be proven to fit."""

    line: str
    magnitude: int


@dataclass
class Arena:
    """Makes nodes. ``line`` names the policy line being lowered; ``overflows`` collects what was not proven."""

    line: str = ""
    overflows: list[Overflow] = field(default_factory=list)
    _made: dict[tuple[object, ...], Node] = field(default_factory=dict)

    def _make(
        self,
        op: str,
        kind: NodeKind,
        args: tuple[Node, ...] = (),
        *,
        value: object = None,
        bounds: tuple[int, int] = (0, 0),
        nullable: bool | None = None,
    ) -> Node:
        key = (op, kind, type(value).__name__, value, *map(id, args))
        node = self._made.get(key)
        if node is None:
            low, high = self._proven(bounds)
            unknown = any(arg.nullable for arg in args) if nullable is None else nullable
            node = self._made[key] = Node(op, kind, args, value, low, high, unknown)
        return node

    def _proven(self, bounds: tuple[int, int]) -> tuple[int, int]:
        magnitude = max(abs(bounds[0]), abs(bounds[1]))
        if magnitude > GREATEST:
            self.overflows.append(Overflow(self.line, magnitude))
        return bounds

    # -- leaves ---------------------------------------------------------------------------------------------

    def const(self, value: Scalar, kind: NodeKind) -> Node:
        """A constant; ``None`` is the unknown of that kind."""
        bounds = (value, value) if kind == "int" and isinstance(value, int) else (0, 0)
        return self._make("const", kind, value=value, bounds=bounds, nullable=value is None)

    def whole(self, value: int) -> Node:
        return self.const(value, "int")

    def true(self) -> Node:
        return self.const(True, "bool")

    def false(self) -> Node:
        return self.const(False, "bool")

    def unknown(self, kind: NodeKind) -> Node:
        return self.const(None, kind)

    def column(self, name: str, kind: NodeKind, *, bounds: tuple[int, int] = (0, 0), nullable: bool = True) -> Node:
        """A column of the relation the program runs over."""
        return self._make("column", kind, value=name, bounds=bounds, nullable=nullable)

    # -- whole numbers --------------------------------------------------------------------------------------

    def add(self, left: Node, right: Node) -> Node:
        if _constants(left, right):
            return self.whole(_whole(left) + _whole(right))
        if _is(left, 0):
            return right
        if _is(right, 0):
            return left
        return self._make("add", "int", (left, right), bounds=(left.low + right.low, left.high + right.high))

    def sub(self, left: Node, right: Node) -> Node:
        if _constants(left, right):
            return self.whole(_whole(left) - _whole(right))
        if _is(right, 0):
            return left
        return self._make("sub", "int", (left, right), bounds=(left.low - right.high, left.high - right.low))

    def mul(self, left: Node, right: Node) -> Node:
        if _constants(left, right):
            return self.whole(_whole(left) * _whole(right))
        if left.is_constant:
            left, right = right, left
        if _is(right, 1):
            return left
        if _is(right, 0) and not left.nullable:
            return right
        corners = [one * other for one in (left.low, left.high) for other in (right.low, right.high)]
        return self._make("mul", "int", (left, right), bounds=(min(corners), max(corners)))

    def negative(self, operand: Node) -> Node:
        return self.sub(self.whole(0), operand)

    def quotient(self, numerator: Node, denominator: Node) -> Node:
        """Division cut off towards zero; the denominator is positive where it is known."""
        if _is(denominator, 1):
            return numerator
        if _constants(numerator, denominator):
            return self.whole(_cut_off(_whole(numerator), _whole(denominator)))
        least = max(denominator.low, 1)
        bounds = (min(_cut_off(numerator.low, least), 0), max(_cut_off(numerator.high, least), 0))
        return self._make("quotient", "int", (numerator, denominator), bounds=bounds)

    def floor_quotient(self, numerator: Node, denominator: Node) -> Node:
        """The largest whole number not above the quotient; the denominator is positive."""
        if numerator.low >= 0:
            return self.quotient(numerator, denominator)
        short = self.sub(denominator, self.whole(1))
        below = self.negative(self.quotient(self.add(self.negative(numerator), short), denominator))
        return self._by_sign(numerator, self.quotient(numerator, denominator), below)

    def half_up(self, numerator: Node, denominator: Node) -> Node:
        """The nearest whole number, halves away from zero; the denominator is positive."""
        if _is(denominator, 1):
            return numerator
        double = self.mul(denominator, self.whole(2))

        def magnitude(positive: Node) -> Node:
            return self.quotient(self.add(self.mul(positive, self.whole(2)), denominator), double)

        if numerator.low >= 0:
            return magnitude(numerator)
        return self._by_sign(numerator, magnitude(numerator), self.negative(magnitude(self.negative(numerator))))

    def _by_sign(self, numerator: Node, when_positive: Node, when_negative: Node) -> Node:
        if numerator.high < 0:
            return when_negative
        return self.choose(self.compare(">=", numerator, self.whole(0)), when_positive, when_negative)

    def least(self, left: Node, right: Node) -> Node:
        """The smaller of two; unknown if either is (SQL's ``least`` skips nulls, so it is not used)."""
        if left.high <= right.low and not right.nullable:
            return left
        if right.high <= left.low and not left.nullable:
            return right
        node = self.choose(self.compare("<=", left, right), left, right)
        return self._narrowed(node, min(left.low, right.low), min(left.high, right.high))

    def greatest(self, left: Node, right: Node) -> Node:
        """The larger of two; unknown if either is."""
        if left.low >= right.high and not right.nullable:
            return left
        if right.low >= left.high and not left.nullable:
            return right
        node = self.choose(self.compare(">=", left, right), left, right)
        return self._narrowed(node, max(left.low, right.low), max(left.high, right.high))

    def _narrowed(self, node: Node, low: int, high: int) -> Node:
        """The same operation with bounds that are known to be tighter."""
        if node.op != "case" or (node.low >= low and node.high <= high):
            return node
        key = ("narrowed", low, high, id(node))
        made = self._made.get(key)
        if made is None:
            made = Node(node.op, node.kind, node.args, node.value, low, high, node.nullable)
            self._made[key] = made
        return made

    # -- dates ----------------------------------------------------------------------------------------------

    def date_part(self, part: DatePart, operand: Node) -> Node:
        bounds = {"year": (1, 9999), "month": (1, 12), "day": (1, 31)}[part]
        if operand.is_constant and isinstance(operand.value, date):
            return self.whole(getattr(operand.value, part))
        return self._make(part, "int", (operand,), bounds=bounds)

    def days_between(self, since: Node, on: Node) -> Node:
        reach = date.max.toordinal() - date.min.toordinal()
        return self._make("days", "int", (since, on), bounds=(-reach, reach))

    # -- conditions -----------------------------------------------------------------------------------------

    def compare(self, op: Comparison, left: Node, right: Node) -> Node:
        if left.kind == "int":
            decided = _decided(op, left, right)
            if decided is not None:
                return self.const(decided, "bool")
        return self._make("compare", "bool", (left, right), value=op)

    def one_of(self, operand: Node, values: Iterable[Scalar]) -> Node:
        return self._make("in", "bool", (operand,), value=tuple(values))

    def both(self, *operands: Node) -> Node:
        """Kleene's *and*."""
        return self._junction("and", operands, neutral=True)

    def either(self, *operands: Node) -> Node:
        """Kleene's *or*."""
        return self._junction("or", operands, neutral=False)

    def _junction(self, op: str, operands: Iterable[Node], *, neutral: bool) -> Node:
        flat: dict[int, Node] = {}
        for operand in operands:
            for part in operand.args if operand.op == op else (operand,):
                if part.is_constant and part.value is (not neutral):
                    return part
                if not (part.is_constant and part.value is neutral):
                    flat.setdefault(id(part), part)
        if not flat:
            return self.const(neutral, "bool")
        parts = tuple(flat.values())
        return parts[0] if len(parts) == 1 else self._make(op, "bool", parts)

    def negation(self, operand: Node) -> Node:
        """Kleene's *not*."""
        if operand.is_constant:
            return operand if operand.value is None else self.const(not operand.value, "bool")
        if operand.op == "not":
            return operand.args[0]
        return self._make("not", "bool", (operand,))

    def is_known(self, operand: Node) -> Node:
        """Two-valued: the operand is not null."""
        if not operand.nullable:
            return self.true()
        if operand.is_constant:
            return self.false()
        return self._make("known", "bool", (operand,), nullable=False)

    def is_unknown(self, operand: Node) -> Node:
        return self.negation(self.is_known(operand))

    def is_true(self, operand: Node) -> Node:
        """Two-valued: the operand is true (not false, not unknown)."""
        if not operand.nullable:
            return operand
        if operand.is_constant:
            return self.false()
        return self._make("true", "bool", (operand,), nullable=False)

    def is_false(self, operand: Node) -> Node:
        return self.is_true(self.negation(operand))

    def truth(self, operand: Node) -> Node:
        """0 for false, 1 for true, 2 for unknown."""
        if operand.is_constant:
            return self.whole(2 if operand.value is None else int(operand.value is True))
        return self._make("truth", "int", (operand,), bounds=(0, 2 if operand.nullable else 1), nullable=False)

    # -- choice ---------------------------------------------------------------------------------------------

    def choose(self, condition: Node, then: Node, otherwise: Node) -> Node:
        """``then`` where the condition is true, ``otherwise`` where it is false, unknown where it is unknown."""
        if then is otherwise and not condition.nullable:
            return then
        if not condition.nullable:
            return self.case((condition, then), otherwise=otherwise)
        return self.case((condition, then), (self.negation(condition), otherwise), otherwise=self.unknown(then.kind))

    def case(self, *branches: tuple[Node, Node], otherwise: Node) -> Node:
        """The value of the first branch whose condition is true, else ``otherwise``."""
        kept: list[tuple[Node, Node]] = []
        for condition, value in branches:
            if condition.is_constant and condition.value is not True:
                continue
            if condition.is_constant:
                otherwise = value
                break
            kept.append((condition, value))
        while kept and kept[-1][1] is otherwise:
            kept.pop()
        if not kept:
            return otherwise
        values = [value for _, value in kept] + [otherwise]
        known = [value for value in values if not (value.is_constant and value.value is None)]
        bounds = (min(value.low for value in known), max(value.high for value in known)) if known else (0, 0)
        args = (*(part for branch in kept for part in branch), otherwise)
        return self._make("case", values[0].kind, args, bounds=bounds, nullable=any(v.nullable for v in values))

    # -- texts ----------------------------------------------------------------------------------------------

    def filled(self, operand: Node) -> Node:
        """Two-valued: the text is known and holds more than white space."""
        return self._make("filled", "bool", (operand,), nullable=False)

    def joined(self, parts: Iterable[Node]) -> Node:
        """The texts that are not null, joined by semicolons; empty when there is none."""
        kept = tuple(part for part in parts if not (part.is_constant and part.value is None))
        return self._make("joined", "text", kept, nullable=False) if kept else self.const("", "text")


def _constants(*nodes: Node) -> bool:
    return all(node.is_constant and node.value is not None for node in nodes)


def _whole(node: Node) -> int:
    assert isinstance(node.value, int)
    return node.value


def _is(node: Node, value: int) -> bool:
    return node.is_constant and node.value == value and node.value is not None


def _cut_off(numerator: int, denominator: int) -> int:
    magnitude = abs(numerator) // denominator
    return -magnitude if numerator < 0 else magnitude


def _decided(op: Comparison, left: Node, right: Node) -> bool | None:
    """The answer where bounds alone give it and nothing can be unknown."""
    if left.nullable or right.nullable:
        return None
    below, above = left.high < right.low, left.low > right.high
    not_above, not_below = left.high <= right.low, left.low >= right.high
    same = left.low == left.high == right.low == right.high
    answers: dict[str, tuple[bool, bool]] = {
        "<": (below, not_below),
        "<=": (not_above, above),
        ">": (above, not_above),
        ">=": (not_below, below),
        "==": (same, below or above),
        "!=": (below or above, same),
    }
    yes, no = answers[op]
    return True if yes else False if no else None
