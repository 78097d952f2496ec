"""One pass over the rows: which rows count, and what is taken from them for each person.

Everything a policy takes from records comes down to *flags* (some visible row makes a condition true, or leaves it
unknown) and *totals* (count, sum, min, max over the visible rows that make it true). Flags can be packed into the
bits of one word; a policy that needs totals takes the wide plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from xiangxin.kernel.dates import add_months, add_years
from xiangxin.law.model import MORE_THAN_MINOR, RecordField
from xiangxin.policy import expressions as x
from xiangxin.policy.model import CompiledPolicy, RecordSource
from xiangxin.policy.names import stored_scale
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.lowering import names
from xiangxin.scoring.lowering.arena import PARTS, Arena, Node, NodeKind
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
    """Column ``name``: ``op`` of ``value`` over the rows of which every part of ``condition`` (gate included) is true.

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

    def birth_on(self) -> Node:
        """The date of birth: the declared input after its gate, else the column every file has."""
        if "birth_on" not in self._inputs:
            return self.arena.column(names.BIRTH_ON, "date")
        value = self.input("birth_on")
        assert isinstance(value, Node)
        return value

    def input(self, name: str) -> Lowered:
        """The stored value where the person consents to its classes, else unknown."""
        spec = self._inputs[name]
        kind: x.Kind = "text" if spec.field.type == "enum" else spec.field.type
        stored = stored_column(self.ratios, names.applicant(spec.field.column), kind, spec.field.range)
        if not spec.gates.consent_classes:
            return stored
        granted = all_granted(self.arena, map(names.granted, sorted(spec.gates.consent_classes)))
        node = stored.numerator if isinstance(stored, Ratio) else stored
        gated = self.arena.case((granted, node), otherwise=self.arena.unknown(node.kind))
        return Ratio(stored.scale, gated) if isinstance(stored, Ratio) else gated


def all_granted(arena: Arena, columns: Iterable[str]) -> Node:
    """Two-valued: every one of these consents is given."""
    return arena.both(*(arena.column(name, "bool", nullable=False) for name in columns))


def stored_column(ratios: Ratios, column: str, kind: x.Kind, declared: RecordField | tuple[int, int] | None) -> Lowered:
    """A column in the language's unit, bounded by its declared range (in stored units)."""
    bounds = declared.range if isinstance(declared, RecordField) else declared
    if kind in x.NUMERIC:
        limits = bounds or (-names.STORED_AT_MOST, names.STORED_AT_MOST)
        return ratios.stored(ratios.arena.column(column, "int", bounds=limits), stored_scale(kind))
    return ratios.arena.column(column, node_kind(kind))


def visible(source: RecordSource, run: Run, inputs: InputNames) -> Node:
    """Two-valued: the row passes every gate of its kind; the counterpart of ``gates.gate_against``."""
    arena = inputs.arena
    if source.table == "members":
        return all_granted(arena, map(names.member_granted, sorted(source.gates.of_member)))
    return arena.both(*_Gates(source, run, inputs).conditions())


class _Gates:
    """The gates of one record source as two-valued conditions, cheapest and most common first."""

    def __init__(self, source: RecordSource, run: Run, inputs: InputNames) -> None:
        self.source, self.run, self.inputs, self.arena = source, run, inputs, inputs.arena

    def conditions(self) -> list[Node]:
        arena = self.arena
        common = [
            self._is("kind", self.source.kind),
            self._until("happened_on", self.run.as_of),
            self._until("known_on", self.run.known_on),
            arena.negation(self._until("superseded_on", self.run.known_on)),
            arena.negation(self._true("sealed")),
        ]
        return [*common, *self._of_paper(), *self._of_weight(), *self._of_fairness()]

    def _of_paper(self) -> Iterator[Node]:
        gates = self.source.gates
        if gates.document:
            yield self.arena.filled(self._text("document_no"))
            yield self.arena.filled(self._text("authority"))
        if gates.ordinary_procedure:
            yield self._is("procedure", "ordinary")
        if gates.catalogue:
            listed = gates.catalogue_code in self.run.catalogue
            yield self._is("catalogue_code", gates.catalogue_code) if listed else self.arena.false()
        if gates.final:
            yield self._true("final")

    def _of_weight(self) -> Iterator[Node]:
        gates = self.source.gates
        if gates.not_minor:
            yield self.arena.is_true(self.arena.one_of(self._text("severity"), MORE_THAN_MINOR))
        if gates.unremedied:
            yield self.arena.negation(self._until("ended_on", self.run.as_of))
        if gates.adult_age is not None:
            yield self._adult(gates.adult_age)

    def _of_fairness(self) -> Iterator[Node]:
        gates = self.source.gates
        if gates.told:
            yield self._until("told_on", self.run.as_of)
        if gates.adverse:
            yield self.arena.negation(self._true("disputed"))
        if gates.lender_only:
            yield self._is("source", self.run.receiver)
        if gates.retention_years is not None:
            yield self._retained(gates.retention_from, gates.retention_years)

    def _retained(self, begins: str, years: int) -> Node:
        """Not begun to lapse as of the as-of date, or begun not longer ago than ``years``."""
        begins_on = self.arena.column(names.row(self.source, begins), "date")
        oldest = self.arena.const(oldest_retained(self.run.as_of, years), "date")
        return self.arena.negation(self.arena.is_true(self.arena.compare("<", begins_on, oldest)))

    def _adult(self, age: int) -> Node:
        """The person was of age when it happened: a birthday of that number had come."""
        arena = self.arena
        born, on = self.inputs.birth_on(), arena.column(names.row(self.source, "happened_on"), "date")
        (year, month, day), (years, months, days) = (
            [arena.date_part(part, date_) for part in PARTS] for date_ in (born, on)
        )
        turned = arena.add(year, arena.whole(age))
        later_month = arena.compare(">", months, month)
        same_month = arena.both(arena.compare("==", months, month), arena.compare(">=", days, day))
        birthday_past = arena.both(arena.compare("==", years, turned), arena.either(later_month, same_month))
        return arena.is_true(arena.either(arena.compare(">", years, turned), birthday_past))

    def _true(self, column: str) -> Node:
        return self.arena.is_true(self.arena.column(names.row(self.source, column), "bool"))

    def _until(self, column: str, day: date) -> Node:
        return self.arena.is_true(self.arena.compare("<=", self._date(column), self.arena.const(day, "date")))

    def _is(self, column: str, value: str) -> Node:
        return self.arena.is_true(self.arena.compare("==", self._text(column), self.arena.const(value, "text")))

    def _date(self, column: str) -> Node:
        return self.arena.column(names.row(self.source, column), "date")

    def _text(self, column: str) -> Node:
        return self.arena.column(names.row(self.source, column), "text")


def oldest_retained(as_of: date, years: int) -> date:
    """The earliest end after which a record still counts: the least day that is ``years`` before ``as_of`` or later."""
    day = add_years(as_of, -years)
    return day if add_years(day, years) >= as_of else day + timedelta(days=1)


def earliest_answer(source: RecordSource, as_of: date) -> date | None:
    """The earliest day on which an answer still is coverage."""
    return add_months(as_of, -source.within_months) if source.within_months is not None else None
