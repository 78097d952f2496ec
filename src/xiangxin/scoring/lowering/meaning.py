"""What a node means, in plain Python: the reference every dialect is held against, and a folder of small cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from xiangxin.scoring.lowering.arena import Node, Scalar

_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}
_STRICT: Mapping[str, Callable[..., Scalar]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "quotient": lambda a, b: (abs(a) // b) * (-1 if a < 0 else 1),
    "year": lambda day: day.year,
    "month": lambda day: day.month,
    "day": lambda day: day.day,
    "days": lambda since, on: (on - since).days,
    "not": lambda a: not a,
}


def evaluate(node: Node, columns: Mapping[str, Scalar]) -> Scalar:
    """The value of ``node`` for one row; a column that is missing is null."""
    return _Evaluation(columns).value(node)


class _Evaluation:
    """One row; every node is computed once."""

    def __init__(self, columns: Mapping[str, Scalar]) -> None:
        self._columns = columns
        self._done: dict[int, Scalar] = {}

    def value(self, node: Node) -> Scalar:
        if id(node) not in self._done:
            self._done[id(node)] = self._compute(node)
        return self._done[id(node)]

    def _compute(self, node: Node) -> Scalar:
        match node.op:
            case "const":
                value = node.value
                assert value is None or isinstance(value, bool | int | str | date)
                return value
            case "column":
                return self._columns.get(str(node.value))
            case "case":
                return self._case(node.args)
            case "and" | "or":
                return self._junction(node, decisive=node.op == "or")
            case "joined":
                return ";".join(str(v) for v in map(self.value, node.args) if v is not None)
            case "known":
                return self.value(node.args[0]) is not None
            case "true":
                return self.value(node.args[0]) is True
            case "truth":
                answer = self.value(node.args[0])
                return 2 if answer is None else int(answer is True)
            case "filled":
                text = self.value(node.args[0])
                return isinstance(text, str) and bool(text.strip())
        return self._strict(node)

    def _strict(self, node: Node) -> Scalar:
        values = [self.value(arg) for arg in node.args]
        if None in values:
            return None
        if node.op == "compare":
            return _ORDER[str(node.value)](*values)
        if node.op == "in":
            assert isinstance(node.value, tuple)
            return values[0] in node.value
        return _STRICT[node.op](*values)

    def _case(self, args: tuple[Node, ...]) -> Scalar:
        for condition, value in zip(args[:-1:2], args[1:-1:2], strict=True):
            if self.value(condition) is True:
                return self.value(value)
        return self.value(args[-1])

    def _junction(self, node: Node, *, decisive: bool) -> Scalar:
        unknown = False
        for arg in node.args:
            value = self.value(arg)
            if value is decisive:
                return decisive
            unknown = unknown or value is None
        return None if unknown else not decisive
