"""One pass over the rows: which rows count, and what is taken from them for each person.

Everything a policy takes from records comes down to *flags* (some visible row makes a condition true, or leaves it
unknown) and *totals* (count, sum, min, max over the visible rows that make it true). Flags can be packed into the
bits of one word; a policy that needs totals takes the wide plan.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from xiangxin.kernel.dates import add_months, add_years
from xiangxin.law.model import RecordField
from xiangxin.policy import expressions as x
from xiangxin.policy.model import CompiledPolicy, RecordSource
from xiangxin.policy.names import stored_scale
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.lowering import names
from xiangxin.scoring.lowering.arena import Arena, Node, NodeKind
from xiangxin.scoring.lowering.formulas import Lowered, node_kind
from xiangxin.scoring.lowering.ratios import Ratio, Ratios


@dataclass(frozen=True, slots=True, eq=False)
class Flag:
    """Column ``name``: some row has ``gate`` true and ``condition`` true (``wanted``), or left unknown."""

    name: str
    table: Literal["records", "members"]
    gate: Node
    condition: Node
    wanted: Literal["true", "unknown"]


@dataclass(frozen=True, slots=True, eq=False)
class Total:
    """Column ``name``: ``op`` of ``value`` over the rows that have ``condition`` (gate included) true.

    ``min`` and ``max`` of no row are null. ``low``/``high`` bound the result; of dates they mean nothing.
    """

    name: str
    table: Literal["records", "members"]
    condition: Node
    op: Literal["count", "sum", "min", "max"]
    value: Node | None
    low: int
    high: int


@dataclass
class RowPass:
    """What is asked of the rows, each question once. The answers are columns of the person."""

    arena: Arena
    flags: list[Flag] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    _asked: dict[tuple[object, ...], Node] = field(default_factory=dict)

    def flag(self, source: RecordSource, gate: Node, condition: Node, wanted: Literal["true", "unknown"]) -> Node:
        """Whether some visible row makes the condition true, or leaves it unknown (two-valued)."""
        if wanted == "unknown" and not condition.nullable:
            return self.arena.false()
        if any(node.is_constant and node.value is False for node in (gate, condition)):
            return self.arena.false()
        key = (source.table, id(gate), id(condition), wanted)
        if key not in self._asked:
            flag = Flag(f"f{len(self.flags)}", source.table, gate, condition, wanted)
            self.flags.append(flag)
            self._asked[key] = self.arena.column(flag.name, "bool", nullable=False)
        return self._asked[key]

    def total(
        self, source: RecordSource, condition: Node, op: Literal["count", "sum", "min", "max"], value: Node | None
    ) -> Node:
        """A total over the rows that make ``condition`` (gate included) true."""
        if condition.is_constant and condition.value is False:
            return self.arena.whole(0) if op in ("count", "sum") else self.arena.unknown(_kind(value))
        key = (source.table, id(condition), op, id(value))
        if key not in self._asked:
            low, high = _bounds(op, value)
            total = Total(f"t{len(self.totals)}", source.table, condition, op, value, low, high)
            self.totals.append(total)
            self._asked[key] = self.arena.column(
                total.name, _kind(value), bounds=(low, high), nullable=op in ("min", "max")
            )
        return self._asked[key]


def _kind(value: Node | None) -> NodeKind:
    return value.kind if value is not None else "int"


def _bounds(op: str, value: Node | None) -> tuple[int, int]:
    if value is None:
        return 0, names.ROWS_AT_MOST
    if op == "sum":
        return min(value.low, 0) * names.ROWS_AT_MOST, max(value.high, 0) * names.ROWS_AT_MOST
    return value.low, value.high


class RowNames:
    """Leaves of a formula inside a record filter: fields of the row; inputs through ``inputs`` of the person."""

    def __init__(self, source: RecordSource, ratios: Ratios, run: Run, inputs: InputNames) -> None:
        self.source = source
        self.ratios = ratios
        self.arena = ratios.arena
        self.run = run
        self.inputs = inputs
        self._fields = {spec.column: spec for spec in source.fields}

    def row_field(self, field: x.FieldRef) -> Lowered:
        """The field as it stood on the as-of date: an end that lies later has not happened."""
        if field.column == "in_force":
            return self._in_force()
        stored = self._stored(field)
        if isinstance(stored, Node) and field.column == "ended_on":
            ended = self.arena.is_true(self.arena.compare("<=", stored, self.arena.const(self.run.as_of, "date")))
            return self.arena.case((ended, stored), otherwise=self.arena.unknown("date"))
        return stored

    def ending(self, operand: x.Expr) -> Node:
        """The stored date behind a field or input whose null means "not ended"."""
        value = self._stored(operand) if isinstance(operand, x.FieldRef) else self.input_of(operand)
        assert isinstance(value, Node)
        return value

    def input_of(self, operand: x.Expr) -> Lowered:
        assert isinstance(operand, x.InputRef)
        return self.input(operand.name)

    def input(self, name: str) -> Lowered:
        return self.inputs.input(name)

    def _in_force(self) -> Node:
        if self.source.table == "members":
            return self.arena.true()
        ended_on = self.arena.column(names.row(self.source, "ended_on"), "date")
        return self.arena.negation(
            self.arena.is_true(self.arena.compare("<=", ended_on, self.arena.const(self.run.as_of, "date")))
        )

    def _stored(self, field: x.FieldRef) -> Lowered:
        column = names.row(self.source, field.column)
        return stored_column(self.ratios, column, field.type.kind, self._fields.get(field.column))

    # -- names a row does not have --------------------------------------------------------------------------

    def _outside(self, what: str) -> Ratio:
        raise ValueError(f"a record filter cannot read {what}")

    def points(self, name: str) -> Ratio:
        return self._outside(name)

    def stage(self, name: str) -> Ratio:
        return self._outside(name)

    def part(self, name: str) -> Ratio:
        return self._outside(name)

    def stars(self) -> Ratio:
        return self._outside("stars")

    def review(self, what: str) -> Ratio:
        return self._outside(what)

    def aggregate(self, aggregate: x.Aggregate) -> Lowered:
        return self._outside(aggregate.op)


class InputNames:
    """Inputs of the person after their consent gates."""

    def __init__(self, policy: CompiledPolicy, ratios: Ratios) -> None:
        self.ratios = ratios
        self.arena = ratios.arena
        self._inputs = {spec.name: spec for spec in policy.inputs}

    def input(self, name: str) -> Lowered:
        """The stored value where the person consents to its class, else unknown."""
        spec = self._inputs[name]
        kind: x.Kind = "text" if spec.field.type == "enum" else spec.field.type
        stored = stored_column(self.ratios, names.applicant(spec.field.column), kind, spec.field.range)
        if spec.gates.consent_class == "file":
            return stored
        granted = self.arena.column(names.granted(spec.gates.consent_class), "bool", nullable=False)
        node = stored.numerator if isinstance(stored, Ratio) else stored
        gated = self.arena.case((granted, node), otherwise=self.arena.unknown(node.kind))
        return Ratio(stored.scale, gated) if isinstance(stored, Ratio) else gated


def stored_column(ratios: Ratios, column: str, kind: x.Kind, declared: RecordField | tuple[int, int] | None) -> Lowered:
    """A column in the language's unit, bounded by its declared range (in stored units)."""
    bounds = declared.range if isinstance(declared, RecordField) else declared
    if kind in x.NUMERIC:
        limits = bounds or (-names.STORED_AT_MOST, names.STORED_AT_MOST)
        return ratios.stored(ratios.arena.column(column, "int", bounds=limits), stored_scale(kind))
    return ratios.arena.column(column, node_kind(kind))


def visible(source: RecordSource, run: Run, arena: Arena) -> Node:
    """Two-valued: the row passes every gate of its kind; the counterpart of ``gates.gate_against``."""
    if source.table == "members":
        return arena.column(names.member_granted(source.gates.consent_class), "bool", nullable=False)
    return arena.both(*_Gates(source, run, arena).conditions())


class _Gates:
    """The gates of one record source as two-valued conditions, cheapest and most common first."""

    def __init__(self, source: RecordSource, run: Run, arena: Arena) -> None:
        self.source, self.run, self.arena = source, run, arena

    def conditions(self) -> list[Node]:
        gates, arena = self.source.gates, self.arena
        found = [
            self._is("kind", self.source.kind),
            self._until("happened_on", self.run.as_of),
            self._until("known_on", self.run.known_on),
            arena.negation(self._until("superseded_on", self.run.known_on)),
            arena.negation(arena.is_true(self._bool("sealed"))),
        ]
        if gates.document:
            found += [arena.filled(self._text("document_no")), arena.filled(self._text("authority"))]
        if gates.ordinary_procedure:
            found.append(self._is("procedure", "ordinary"))
        if gates.catalogue:
            codes = sorted(self.run.catalogue)
            listed = arena.one_of(self._text("catalogue_code"), codes) if codes else arena.false()
            found.append(arena.is_true(listed))
        if gates.final:
            found.append(arena.is_true(self._bool("final")))
        if gates.told:
            found.append(self._until("told_on", self.run.as_of))
        if gates.adverse:
            found.append(arena.negation(arena.is_true(self._bool("disputed"))))
        if gates.lender_only:
            found.append(self._is("source", self.run.receiver))
        if gates.retention_years is not None:
            found.append(self._retained(gates.retention_years))
        return found

    def _retained(self, years: int) -> Node:
        """Not ended as of the as-of date, or not longer ago than ``years``."""
        ended_on = self.arena.column(names.row(self.source, "ended_on"), "date")
        oldest = self.arena.const(oldest_retained(self.run.as_of, years), "date")
        return self.arena.negation(self.arena.is_true(self.arena.compare("<", ended_on, oldest)))

    def _until(self, column: str, day: date) -> Node:
        node = self.arena.column(names.row(self.source, column), "date")
        return self.arena.is_true(self.arena.compare("<=", node, self.arena.const(day, "date")))

    def _is(self, column: str, value: str) -> Node:
        return self.arena.is_true(self.arena.compare("==", self._text(column), self.arena.const(value, "text")))

    def _text(self, column: str) -> Node:
        return self.arena.column(names.row(self.source, column), "text")

    def _bool(self, column: str) -> Node:
        return self.arena.column(names.row(self.source, column), "bool")


def oldest_retained(as_of: date, years: int) -> date:
    """The earliest end after which a record still counts: the least day that is ``years`` before ``as_of`` or later."""
    day = add_years(as_of, -years)
    return day if add_years(day, years) >= as_of else day + timedelta(days=1)


def earliest_answer(source: RecordSource, as_of: date) -> date | None:
    """The earliest day on which an answer still is coverage."""
    return add_months(as_of, -source.within_months) if source.within_months is not None else None
