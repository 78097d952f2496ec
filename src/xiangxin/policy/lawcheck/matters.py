"""What a formula is about: the matters of the inputs and records it reads.

Reads more rather than less: rows that are not filtered count as rows of every value, and a bound on age whose
direction cannot be told counts as an upper one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from xiangxin.law.model import RecordKind
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x

IsBirth = Callable[[x.Expr], bool]

BIRTH = "identity"
AGE_LIMIT = "age_limit"
HOUSEHOLD_SIZE = "household_size"
MEMBERS = "members"


def matters_read(
    expr: x.Expr | x.Records, inputs: Mapping[str, str], sources: Mapping[str, str], law: LawPack
) -> tuple[str, ...]:
    """The matters a formula touches, in order of appearance.

    ``inputs``: input name → matter. ``sources``: record source name → record kind (``"members"`` for the child table).
    An upper bound on age is the matter ``age_limit``; a filter on an enum with values of their own matter names the
    matters of the values it lets through, an unfiltered read those of all values.
    """
    reader = _Reader(inputs, sources, law)
    found = reader.rows(expr, None) if isinstance(expr, x.Records) else reader.touched(expr, True)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Reader:
    inputs: Mapping[str, str]
    sources: Mapping[str, str]
    law: LawPack

    def touched(self, expr: x.Expr, holds: bool | None) -> Iterator[str]:
        """Matters below ``expr``; ``holds``: the truth value that is wanted of it, ``None`` where either may be."""
        match expr:
            case x.InputRef(name=name):
                yield self.inputs.get(name, "")
            case x.Aggregate(op="any" | "count", rows=rows, value=value):
                yield from self.rows(rows, None, value)
            case x.Aggregate(rows=rows, value=value):
                yield from self.rows(rows, value)
            case x.Not(operand=operand):
                yield from self.touched(operand, None if holds is None else not holds)
            case x.And(operands=operands) | x.Or(operands=operands):
                for operand in operands:
                    yield from self.touched(operand, holds)
            case x.Compare() | x.OneOf() if self._reads_birth(expr):
                yield AGE_LIMIT if _bounds_age_above(expr, holds, self._is_birth) else BIRTH
                yield from (matter for matter in self._below(expr) if matter != BIRTH)
            case _:
                yield from self._below(expr)

    def _below(self, expr: x.Expr) -> Iterator[str]:
        for child in expr.children():
            yield from self.touched(child, None)

    def rows(self, rows: x.Records, value: x.Expr | None, condition: x.Expr | None = None) -> Iterator[str]:
        """Matters of the rows that ``rows.where`` and ``condition`` let through, and of all that is asked of them."""
        filters = [part for part in (rows.where, condition) if part is not None]
        asked = [*filters, *([value] if value is not None else [])]
        name = self.sources.get(rows.source, "")
        kind = self.law.record_kinds.get(name)
        if name == MEMBERS:
            yield from self._members(asked)
        elif kind is not None:
            yield from _of_kind(kind, filters)
        # A kind that nobody registered is told where it is declared, and blocks there.
        for part in asked:
            yield from self._below(part)

    def _members(self, asked: list[x.Expr]) -> Iterator[str]:
        names = [node.name for part in asked for node in part.walk() if isinstance(node, x.FieldRef)]
        if not names:
            yield HOUSEHOLD_SIZE
        for name in names:
            if name in self.law.fields:
                yield self.law.fields[name].matter

    def _is_birth(self, expr: x.Expr) -> bool:
        return isinstance(expr, x.InputRef) and expr.type.kind == "date" and self.inputs.get(expr.name) == BIRTH

    def _reads_birth(self, expr: x.Expr) -> bool:
        return any(self._is_birth(node) for node in expr.walk())


# -- values of an enum that a filter lets through ---------------------------------------------------------------


def _of_kind(kind: RecordKind, filters: list[x.Expr]) -> Iterator[str]:
    own = dict.fromkeys(field for field, _, _ in kind.value_matters)
    if not own:
        yield kind.matter
    for field in own:
        values = next(spec.values for spec in kind.fields if spec.name == field)
        kept = frozenset(values)
        for part in filters:
            kept &= _kept(part, field, frozenset(values))
        special = {value: matter for name, value, matter in kind.value_matters if name == field}
        if any(value not in special for value in kept):
            yield kind.matter
        yield from (special[value] for value in values if value in kept and value in special)


def _kept(expr: x.Expr, field: str, values: frozenset[str]) -> frozenset[str]:
    """The values of ``field`` for which ``expr`` may be true; all of them where it does not say."""
    match expr:
        case x.And(operands=operands):
            kept = values
            for operand in operands:
                kept &= _kept(operand, field, values)
            return kept
        case x.Or(operands=operands):
            return frozenset().union(*(_kept(operand, field, values) for operand in operands))
        case x.Not(operand=x.Compare() | x.OneOf() as operand) if _only_asks(operand, field):
            return values - _kept(operand, field, values)
        case x.Compare(op="==" | "!=" as op) if _only_asks(expr, field):
            named = frozenset(
                node.value for node in expr.walk() if isinstance(node, x.Constant) and node.value in values
            )
            return frozenset(str(value) for value in named) if op == "==" else values - named
        case x.OneOf(values=listed) if _only_asks(expr, field):
            return values & frozenset(str(value) for value in listed)
    return values


def _only_asks(expr: x.Expr, field: str) -> bool:
    """Whether ``expr`` compares the field itself with constants."""
    names = [node.name for node in expr.children() if isinstance(node, x.FieldRef)]
    return names == [field] and all(isinstance(node, x.FieldRef | x.Constant) for node in expr.children())


# -- the direction of a bound on age ----------------------------------------------------------------------------


def _bounds_age_above(expr: x.Expr, holds: bool | None, is_birth: IsBirth) -> bool:
    """Whether ``expr`` being as wanted keeps older people out (or may do so)."""
    if not isinstance(expr, x.Compare) or holds is None or expr.op in ("==", "!="):
        return True
    left, right = _grows(expr.left, is_birth), _grows(expr.right, is_birth)
    if left is None or right is None or left == right:
        return True
    wants_greater = (expr.op in (">", ">=")) == holds
    return (left - right > 0) != wants_greater


def _grows(expr: x.Expr, is_birth: IsBirth) -> int | None:
    """How a value moves with age: 1 up, -1 down, 0 not at all, ``None`` cannot be told."""
    if is_birth(expr):
        return -1
    match expr:
        case x.Negate(operand=operand):
            return _turned(_grows(operand, is_birth))
        case x.Call(function="age" | "years_since" | "months_since" | "days_since", arguments=(day,)):
            return _turned(_grows(day, is_birth))
        case x.Arithmetic(op="+" | "-" as op, left=left, right=right):
            one, other = _grows(left, is_birth), _grows(right, is_birth)
            return _together(one, other if op == "+" else _turned(other))
        case x.Arithmetic(op="*" | "/", left=left, right=x.Constant(value=Fraction() as factor)) if factor > 0:
            return _grows(left, is_birth)
    return None if any(is_birth(node) for node in expr.walk()) else 0


def _turned(direction: int | None) -> int | None:
    return None if direction is None else -direction


def _together(one: int | None, other: int | None) -> int | None:
    if one is None or other is None or one * other < 0:
        return None
    return one or other
