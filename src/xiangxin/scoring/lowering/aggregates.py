"""What a person's formulas take from records, written as flags and totals of one pass over the rows.

The counterpart of ``evaluate.Translator.aggregate`` and of the items over records in ``outcomes``: unknown filters,
missing values, coverage and *never* come out the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from xiangxin.policy import expressions as x
from xiangxin.policy.model import BestItem, CompiledPolicy, RecordSource, SumItem
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.lowering import names
from xiangxin.scoring.lowering.arena import Arena, Node
from xiangxin.scoring.lowering.formulas import Formulas, Lowered, last_day_with
from xiangxin.scoring.lowering.ratios import Ratio
from xiangxin.scoring.lowering.rows import InputNames, RowPass, all_granted, earliest_answer, visible


@dataclass(frozen=True, slots=True)
class Coverage:
    """Column ``name``: ``asked_of`` (None: somebody) was asked about ``kind``, on ``earliest`` (if any) or later."""

    name: str
    kind: str
    earliest: date | None
    asked_of: str | None


@dataclass(frozen=True, slots=True)
class _Rows:
    """The visible rows of one filter: whose, which, and the formulas of a row."""

    source: RecordSource
    gate: Node
    filter: Node
    formulas: Formulas


class Aggregates:
    """Aggregates of one policy in one run. ``row_formulas`` makes the formulas of a row from its names."""

    def __init__(
        self,
        policy: CompiledPolicy,
        run: Run,
        row_pass: RowPass,
        inputs: InputNames,
        row_formulas: Callable[[RecordSource], Formulas],
    ) -> None:
        self.arena: Arena = row_pass.arena
        self.run = run
        self.row_pass = row_pass
        self.coverage: dict[str, Coverage] = {}
        self._sources = {source.name: source for source in policy.records}
        self._row_formulas = {name: row_formulas(source) for name, source in self._sources.items()}
        self._visible = {name: visible(source, run, inputs) for name, source in self._sources.items()}

    # -- coverage -------------------------------------------------------------------------------------------

    def granted(self, source: RecordSource) -> Node:
        """The person consents to the classes of this source; members consent themselves, row by row."""
        if source.table == "members":
            return self.arena.true()
        return all_granted(self.arena, map(names.granted, sorted(source.gates.consent_classes)))

    def covered(self, source: RecordSource) -> Node:
        """Somebody who can answer was asked, or there is a visible row."""
        if source.table == "members":
            return self.arena.true()
        lender = self.run.receiver if source.gates.lender_only else None
        key = Coverage("", source.kind, earliest_answer(source, self.run.as_of), lender)
        name = next((c.name for c in self.coverage.values() if replace(c, name="") == key), None)
        if name is None:
            name = names.coverage(len(self.coverage))
            self.coverage[name] = replace(key, name=name)
        asked = self.arena.column(name, "bool", nullable=False)
        some_row = self.row_pass.flag(source, self._visible[source.name], self.arena.true(), "true")
        return self.arena.both(self.granted(source), self.arena.either(asked, some_row))

    # -- aggregates of formulas -----------------------------------------------------------------------------

    def value(self, aggregate: x.Aggregate) -> Lowered:
        """The aggregate; unknown where it is unknown or never."""
        rows = self._rows(aggregate.rows)
        if aggregate.op in ("any", "all"):
            return self._any_or_all(aggregate, rows)
        value, present = self._taken_value(aggregate, rows)
        known = self._complete(rows, present)
        if aggregate.op == "count":
            total: Node = self.row_pass.total(rows.source, self._chosen(rows), "count", None)
            return self._where(known, Ratio(Fraction(1), total))
        assert value is not None
        stored = value.numerator if isinstance(value, Ratio) else value
        op = {"sum": "sum", "min": "min", "first": "min", "max": "max", "last": "max"}[aggregate.op]
        total = self.row_pass.total(rows.source, self._chosen(rows), op, stored)  # type: ignore[arg-type]
        return self._where(known, Ratio(value.scale, total) if isinstance(value, Ratio) else total)

    def never(self, aggregate: x.Aggregate) -> Node:
        """Two-valued: somebody was asked, everything is known, and there is no row."""
        rows = self._rows(aggregate.rows)
        _, present = self._taken_value(aggregate, rows)
        some = self._flag(rows, rows.filter, "true")
        return self.arena.both(self._complete(rows, present), self.arena.negation(some))

    def known(self, aggregate: x.Aggregate) -> Node:
        """Two-valued: the aggregate is known, be it never."""
        rows = self._rows(aggregate.rows)
        return self._complete(rows, self._taken_value(aggregate, rows)[1])

    def row_compares(
        self, aggregate: x.Aggregate, elapsed: str | None, op: Literal["<", ">="], start: Fraction
    ) -> Node:
        """Whether the value taken from some chosen row (or the time elapsed since) compares so with ``start``."""
        rows = self._rows(aggregate.rows)
        assert aggregate.value is not None
        if elapsed is not None and aggregate.value.type.open_ended:
            compares = self._open_compares(rows, aggregate.value, elapsed, op, start)
        elif elapsed is not None:
            compares = rows.formulas.elapsed_compares(elapsed, rows.formulas.node(aggregate.value), op, start)
        else:
            ratios = rows.formulas.ratios
            compares = ratios.compare(op, rows.formulas.number(aggregate.value), ratios.of(start))
        return self._flag(rows, self.arena.both(rows.filter, compares), "true")

    def _open_compares(self, rows: _Rows, value: x.Expr, elapsed: str, op: Literal["<", ">="], start: Fraction) -> Node:
        """As above where a row that has not ended as of the as-of date stands for that date."""
        arena, as_of = self.arena, self.run.as_of
        last = last_day_with(elapsed, as_of, start)
        if last is None:
            return arena.const(op == "<", "bool")
        if last >= as_of:
            return arena.const(op == ">=", "bool")
        early = arena.is_true(arena.compare("<=", rows.formulas.names.ending(value), arena.const(last, "date")))
        return early if op == ">=" else arena.negation(early)

    def _taken_value(self, aggregate: x.Aggregate, rows: _Rows) -> tuple[Lowered | None, Node]:
        """The value taken from a row, and a condition that is unknown where that value is."""
        if aggregate.value is None:
            return None, self.arena.true()
        value = rows.formulas.lower(aggregate.value)
        if aggregate.value.type.open_ended:
            assert isinstance(value, Node)
            on = self.arena.const(self.run.as_of, "date")
            stored = rows.formulas.names.ending(aggregate.value)
            ended = self.arena.is_true(self.arena.compare("<=", stored, on))
            value = self.arena.case((ended, stored), otherwise=on)
        return value, self._true_if(rows.formulas.is_known(value))

    def _any_or_all(self, aggregate: x.Aggregate, rows: _Rows) -> Node:
        arena = self.arena
        assert aggregate.value is not None
        condition = rows.formulas.node(aggregate.value)
        decisive = aggregate.op == "any"
        counts = arena.both(rows.filter, condition if decisive else arena.negation(condition))
        decided, open_ = self._flag(rows, counts, "true"), self._flag(rows, counts, "unknown")
        unknown = arena.either(open_, arena.negation(self.covered(rows.source)))
        return arena.case(
            (decided, arena.const(decisive, "bool")),
            (unknown, arena.unknown("bool")),
            otherwise=arena.const(not decisive, "bool"),
        )

    # -- items over records ---------------------------------------------------------------------------------

    def best(self, item: BestItem) -> tuple[list[Node], Node]:
        """Per level whether some row has it; and whether the item is unknown where none has any."""
        rows = self._rows(item.rows)
        arena = self.arena
        level = arena.column(names.row(rows.source, item.by_column), "text")
        reached = [
            self._flag(rows, arena.both(rows.filter, arena.compare("==", level, arena.const(name, "text"))), "true")
            for name in item.levels
        ]
        known = self._complete(rows, self._true_if(arena.is_known(level)))
        return reached, arena.negation(known)

    def added_up(self, item: SumItem) -> tuple[Node, Node]:
        """Hundredths of all rows added up before the cap (meaningless where not known), and whether they are known."""
        rows = self._rows(item.rows)
        arena = self.arena
        if item.by_column is None:
            count = self.row_pass.total(rows.source, self._chosen(rows), "count", None)
            return arena.mul(count, arena.whole(item.each_centi[0])), self._complete(rows, arena.true())
        level = arena.column(names.row(rows.source, item.by_column), "text")
        each = arena.case(
            *(
                (arena.compare("==", level, arena.const(name, "text")), arena.whole(centi))
                for name, centi in zip(item.levels, item.each_centi, strict=True)
            ),
            otherwise=arena.whole(0),
        )
        total = self.row_pass.total(rows.source, self._chosen(rows), "sum", each)
        return total, self._complete(rows, self._true_if(arena.is_known(level)))

    # -- rows -----------------------------------------------------------------------------------------------

    def _rows(self, rows: x.Records) -> _Rows:
        source, formulas = self._sources[rows.source], self._row_formulas[rows.source]
        condition = formulas.node(rows.where) if rows.where is not None else self.arena.true()
        return _Rows(source, self._visible[rows.source], condition, formulas)

    def _chosen(self, rows: _Rows) -> Node:
        return self.arena.both(rows.gate, rows.filter)

    def _complete(self, rows: _Rows, present: Node) -> Node:
        """Covered, no filter left unknown, and no chosen row without its value."""
        open_ = self._flag(rows, self.arena.both(rows.filter, present), "unknown")
        return self.arena.both(self.covered(rows.source), self.arena.negation(open_))

    def _flag(self, rows: _Rows, condition: Node, wanted: str) -> Node:
        flag = self.row_pass.flag(rows.source, rows.gate, condition, wanted)  # type: ignore[arg-type]
        return self.arena.both(self.granted(rows.source), flag)

    def _true_if(self, condition: Node) -> Node:
        """True where the condition holds, otherwise unknown."""
        return self.arena.either(condition, self.arena.unknown("bool"))

    def _where(self, known: Node, value: Lowered) -> Lowered:
        if isinstance(value, Ratio):
            gated = self.arena.case((known, value.numerator), otherwise=self.arena.unknown("int"))
            return Ratio(value.scale, gated, value.denominator)
        return self.arena.case((known, value), otherwise=self.arena.unknown(value.kind))
