"""A policy as one program over one row per person: every column of the results and explanations as a node.

The counterpart of ``interpret.Interpreter``, in the same order. It decides nothing on its own; where it differs from
the interpreter, the interpreter is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from xiangxin.kernel.units import BP_PER_UNIT
from xiangxin.policy import expressions as x
from xiangxin.policy.model import (
    BandItem,
    BestItem,
    CompiledPolicy,
    Condition,
    FlagItem,
    Item,
    RecordSource,
    Stage,
    SumItem,
    TableItem,
    ValueItem,
)
from xiangxin.scoring import packing
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.lowering import names
from xiangxin.scoring.lowering.aggregates import Aggregates, Coverage
from xiangxin.scoring.lowering.arena import Arena, Node
from xiangxin.scoring.lowering.bands import reached_by_rows
from xiangxin.scoring.lowering.formulas import Formulas, Lowered
from xiangxin.scoring.lowering.ratios import Ratio, Ratios
from xiangxin.scoring.lowering.rows import InputNames, RowNames, RowPass
from xiangxin.scoring.lowering.statuses import ItemColumns, Lines

ONE = Fraction(1)


@dataclass(frozen=True)
class Program:
    """All columns, and what the tables must be asked for them.

    ``results`` in the order of ``tables.results_table``; ``words`` the packed codes; ``items`` every item;
    ``credit``: the person is scored with the stars that make a credit household.
    """

    arena: Arena
    row_pass: RowPass
    coverage: tuple[Coverage, ...]
    results: dict[str, Node]
    words: tuple[Node, ...]
    items: tuple[ItemColumns, ...]
    grounded: Node
    credit: Node


def build_program(policy: CompiledPolicy, run: Run) -> Program:
    """Lower ``policy`` for ``run``; overflows that cannot be excluded are in ``arena.overflows``."""
    return _Person(policy, run).program()


class _Person:
    """Lowers one policy; also the names that its formulas about a person use."""

    def __init__(self, policy: CompiledPolicy, run: Run) -> None:
        self.policy, self.run = policy, run
        self.arena = Arena()
        self.ratios = Ratios(self.arena)
        self.row_pass = RowPass(self.arena)
        self.inputs = InputNames(policy, self.ratios)
        self.parameters = {parameter.name: parameter.at(run.as_of) for parameter in policy.parameters}
        self.formulas = self._formulas(self)
        self.aggregates = Aggregates(policy, run, self.row_pass, self.inputs, self._row_formulas)
        self._points: dict[str, Ratio] = {}
        self._stages: dict[str, Ratio] = {}
        self._parts: dict[str, Ratio] = {}
        self._stars: Node = self.arena.unknown("int")

    def _formulas(self, scope: _Person | RowNames) -> Formulas:
        return Formulas(self.ratios, self.run.as_of, self.parameters, self.policy.tiers, scope)

    def _row_formulas(self, source: RecordSource) -> Formulas:
        return self._formulas(RowNames(source, self.ratios, self.run, self.inputs))

    # -- names ----------------------------------------------------------------------------------------------

    def input(self, name: str) -> Lowered:
        return self.inputs.input(name)

    def points(self, name: str) -> Ratio:
        return self._points[name]

    def stage(self, name: str) -> Ratio:
        return self._stages[name]

    def part(self, name: str) -> Ratio:
        return self._parts[name]

    def stars(self) -> Ratio:
        return Ratio(ONE, self._stars)

    def review(self, what: str) -> Ratio:
        if what == "mean":
            return Ratio(ONE, self.review_sum, self.review_count)
        return Ratio(ONE, self.review_count if what == "count" else self.review_sum)

    def row_field(self, field: x.FieldRef) -> Lowered:
        raise ValueError(f"{field.name} is read outside a row")

    def ending(self, operand: x.Expr) -> Node:
        return self.formulas.node(operand)

    def aggregate(self, aggregate: x.Aggregate) -> Lowered:
        return self.aggregates.value(aggregate)

    # -- the whole ------------------------------------------------------------------------------------------

    def program(self) -> Program:
        """Lower line by line, in the interpreter's order."""
        self._open_reviews()
        majority = self._majority()
        conditions = [self._condition(c) for c in (*self.policy.eligibility, *self.policy.vetoes)]
        items = tuple(self._item(item) for item in self.policy.items)
        self._add_up()
        lines = Lines(self.arena, self.awaiting, self.policy, majority, conditions, items)
        for stage in self.policy.stages:
            self._stages[stage.id] = self._stage(stage)
        results = self._results(lines)
        codes = [majority, *(code for _, code in conditions), *(columns.code for columns in items)]
        return Program(
            arena=self.arena,
            row_pass=self.row_pass,
            coverage=tuple(self.aggregates.coverage.values()),
            results=results,
            words=self._words(codes),
            items=items,
            grounded=lines.grounded,
            credit=self._credit(lines),
        )

    def _credit(self, lines: Lines) -> Node:
        if self.policy.credit_household is None:
            return self.arena.false()
        stars = self.formulas.node(self.policy.credit_household)
        return self.arena.both(lines.scored, self.arena.is_true(stars))

    # -- reviews and majority -------------------------------------------------------------------------------

    def _open_reviews(self) -> None:
        """Sum and count where they count, and whether a round is open; ratings of panels not shown are no rows."""
        arena, review = self.arena, self.policy.review
        self.reviewed = self.awaiting = arena.false()
        self.review_sum = self.review_count = arena.unknown("int")
        if review is None:
            return
        most = names.ROWS_AT_MOST
        count = arena.column(names.REVIEW_COUNT, "int", bounds=(0, most), nullable=False)
        total = arena.column(names.REVIEW_SUM, "int", bounds=(min(review.low, 0), review.high * most), nullable=False)
        self.reviewed = arena.compare(">=", count, arena.whole(review.at_least))
        counted = arena.column(names.REVIEW_COUNT, "int", bounds=(review.at_least, most), nullable=False)
        self.review_sum = arena.case((self.reviewed, total), otherwise=arena.unknown("int"))
        self.review_count = arena.case((self.reviewed, counted), otherwise=arena.unknown("int"))
        if any(stage.without_review is not None for stage in self.policy.stages):
            self.awaiting = arena.column(names.REVIEW_OPEN, "bool", nullable=False)

    def _majority(self) -> Node:
        """The code of the majority line."""
        born = self.inputs.birth_on()
        return self._answer(self.formulas.elapsed_compares("age", born, ">=", Fraction(self.policy.majority_age)))

    # -- conditions and items -------------------------------------------------------------------------------

    def _condition(self, condition: Condition) -> tuple[Condition, Node]:
        self.arena.line = condition.id
        return condition, self._answer(self.formulas.node(condition.when))

    def _answer(self, when: Node) -> Node:
        return self.arena.truth(when)

    def _item(self, item: Item) -> ItemColumns:
        self.arena.line = item.id
        build: dict[type[Item], Callable[..., ItemColumns]] = {
            FlagItem: self._flag,
            BandItem: self._band,
            BestItem: self._best,
            SumItem: self._sum,
            TableItem: self._table,
            ValueItem: self._value,
        }
        columns = build[type(item)](item)
        self._points[item.id] = self.ratios.stored(columns.centi, 100)
        return columns

    def _flag(self, item: FlagItem) -> ItemColumns:
        when = self.formulas.node(item.when)
        columns = self._by_code(item, [(when, 1), (self.arena.negation(when), 0)])
        return replace(columns, code=self.arena.truth(when))

    def _band(self, item: BandItem) -> ItemColumns:
        branches: list[tuple[Node, int]] = []
        source = x.never_source(item.on)
        if source is not None:
            branches.append((self.aggregates.never(source), len(item.starts)))
        by_rows = reached_by_rows(item, self.aggregates)
        if by_rows is not None:
            reached, known = by_rows
        else:
            value = self.formulas.number(item.on)
            known = self.ratios.is_known(value)
            reached = [self.ratios.compare(">=", value, self.ratios.of(start)) for start in item.starts[1:]]
        above = [(condition, code) for code, condition in enumerate(reached, start=1)]
        if by_rows is not None:
            branches.append((self.arena.negation(known), item.unknown_code))
            branches += reversed(above)
            return self._by_code(item, branches, otherwise=0)
        return self._by_code(item, [*branches, *reversed(above), (known, 0)])

    def _best(self, item: BestItem) -> ItemColumns:
        reached, unknown = self.aggregates.best(item)
        levels = [(condition, code) for code, condition in enumerate(reached, start=1)]
        return self._by_code(item, [*reversed(levels), (unknown, item.unknown_code)], otherwise=0)

    def _table(self, item: TableItem) -> ItemColumns:
        on, arena = self.formulas.node(item.on), self.arena
        choices = [(arena.compare("==", on, arena.const(c, "text")), code) for code, c in enumerate(item.choices)]
        return self._by_code(item, choices)

    def _sum(self, item: SumItem) -> ItemColumns:
        arena = self.arena
        total, known = self.aggregates.added_up(item)
        if item.cap_centi is not None:
            keep = arena.least if item.cap_centi >= 0 else arena.greatest
            total = keep(total, arena.whole(item.cap_centi))
        return self._by_value(item, known, total)

    def _value(self, item: ValueItem) -> ItemColumns:
        arena = self.arena
        value = self.formulas.number(item.value)
        centi = arena.greatest(self.ratios.half_up(value, 100), arena.whole(item.low_centi))
        return self._by_value(item, self.ratios.is_known(value), arena.least(centi, arena.whole(item.high_centi)))

    def _by_code(
        self, item: Item, branches: Sequence[tuple[Node, int]], *, otherwise: int | None = None
    ) -> ItemColumns:
        """The code of the first branch that holds, and its points."""
        arena, last = self.arena, item.unknown_code if otherwise is None else otherwise
        code = arena.case(*((c, arena.whole(code)) for c, code in branches), otherwise=arena.whole(last))
        centi = arena.case(*((c, self._fixed(item, code)) for c, code in branches), otherwise=self._fixed(item, last))
        return ItemColumns(item, code, centi)

    def _fixed(self, item: Item, code: int) -> Node:
        return self.arena.const(item.outcomes[code].points_centi, "int")

    def _by_value(self, item: Item, known: Node, centi: Node) -> ItemColumns:
        arena = self.arena
        return ItemColumns(
            item,
            arena.case((known, arena.whole(0)), otherwise=arena.whole(item.unknown_code)),
            arena.case((known, centi), otherwise=arena.const(item.unknown_centi, "int")),
        )

    def _add_up(self) -> None:
        arena = self.arena
        for group in self.policy.groups:
            arena.line = group.id
            total = arena.whole(0)
            for item in group.items:
                total = arena.add(total, self._points[item.id].numerator)
            if group.cap_centi is not None:
                total = arena.least(total, arena.whole(group.cap_centi))
            if group.floor_centi is not None:
                total = arena.greatest(total, arena.whole(group.floor_centi))
            self._points[group.id] = self.ratios.stored(total, 100)

    # -- stages and stars -----------------------------------------------------------------------------------

    def _stage(self, stage: Stage) -> Ratio:
        self.arena.line = stage.id
        value = self._rounded(self.formulas.number(stage.value), stage.decimals)
        if stage.without_review is not None:
            alone = self._rounded(self.formulas.number(stage.without_review), stage.decimals)
            value = self.ratios.choose(self.reviewed, value, alone)
            # The whole stage waits with the review.
            value = self.ratios.choose(self.awaiting, self.ratios.of(None), value)
        return value

    def _rounded(self, value: Ratio, decimals: int | None) -> Ratio:
        if decimals is None:
            return value
        units = 10**decimals
        return Ratio(Fraction(1, units), self.ratios.half_up(value, units))

    def _tiered(self) -> tuple[Node, Node]:
        """Stars after the floor, and whether the floor bites."""
        arena, tiers = self.arena, self.policy.tiers
        stage = next((s for s in self.policy.stages if tiers is not None and s.id == tiers.on), None)
        if stage is None:
            return arena.unknown("int"), arena.false()
        arena.line = stage.id
        stars = self.formulas.tier(self._stages[stage.id])
        if stage.tier_floor is None:
            return stars, arena.false()
        floor = self.ratios.half_up(self.formulas.number(stage.tier_floor), 1)
        lower = arena.is_true(arena.compare("<", stars, floor))
        return arena.case((lower, floor), otherwise=stars), lower

    # -- results --------------------------------------------------------------------------------------------

    def _results(self, lines: Lines) -> dict[str, Node]:
        arena = self.arena
        self._stars, lowered = self._tiered()
        open_ = arena.both(lines.grounded, arena.negation(lines.any_ineligible))
        results = lines.texts()
        flags: list[tuple[str, Node]] = [
            ("no_review", self._without_review()),
            ("review_would_lower", lowered),
        ]
        proposal = self._proposal(lines, flags)
        raised = arena.both(lines.scored, arena.either(*(flag for _, flag in flags)))
        results["flags"] = arena.case(
            (raised, arena.joined(self._named(flag, name) for name, flag in flags)), otherwise=arena.const("", "text")
        )
        for stage in self.policy.stages:
            arena.line = stage.id
            results[f"{stage.id}_centi"] = self._only(open_, self.ratios.half_up(self._stages[stage.id], 100))
        results["review_sum"] = self._only(open_, self.review_sum)
        results["review_count"] = self._only(open_, self.review_count)
        results["stars"] = self._only(lines.scored, self._stars)
        results |= {name: self._only(lines.scored, node) for name, node in proposal.items()}
        results["calibration"] = arena.const(self.policy.calibration, "text")
        return results

    def _without_review(self) -> Node:
        uses = any(stage.without_review is not None for stage in self.policy.stages)
        return self.arena.negation(self.reviewed) if uses else self.arena.false()

    def _named(self, condition: Node, name: str) -> Node:
        return self.arena.case((condition, self.arena.const(name, "text")), otherwise=self.arena.unknown("text"))

    def _only(self, condition: Node, node: Node) -> Node:
        return self.arena.case((condition, node), otherwise=self.arena.unknown(node.kind))

    def _proposal(self, lines: Lines, flags: list[tuple[str, Node]]) -> dict[str, Node]:
        """Limit, rate and certificate of a scored person; what keeps them away is added to ``flags``."""
        arena = self.arena
        fen, binding = arena.unknown("int"), arena.unknown("text")
        rate, certificate = arena.unknown("int"), arena.unknown("text")
        if self.run.limits:
            certificate = self._certificate()
            flags.append(("product_not_eligible", arena.negation(lines.product)))
            if self.policy.limit is not None:
                fen, binding = (self._only(lines.product, node) for node in self._limit())
                flags.append(("limit_unknown", arena.both(lines.product, arena.is_unknown(fen))))
            if self.policy.rate is not None:
                arena.line = "rate"
                rate = self.ratios.half_up(self.formulas.number(self.policy.rate.propose), BP_PER_UNIT)
                rate = self._only(lines.product, rate)
                flags.append(("rate_unknown", arena.both(lines.product, arena.is_unknown(rate))))
        return {"limit_fen": fen, "limit_binding": binding, "rate_bp": rate, "certificate": certificate}

    def _limit(self) -> tuple[Node, Node]:
        """Fen, and the name of the first candidate that attains it."""
        limit, arena = self.policy.limit, self.arena
        assert limit is not None
        for part in limit.parts:
            arena.line = part.id
            self._parts[part.id] = self.formulas.number(part.value)
        arena.line = "limit"
        values = [self.formulas.number(value) for _, value in limit.candidates]
        chosen = self.ratios.greatest(values) if limit.how == "max" else self.ratios.least(values)
        names_ = [arena.const(name, "text") for name, _ in limit.candidates]
        binds = [(self.ratios.compare("==", value, chosen), name) for value, name in zip(values, names_, strict=True)]
        known = self.ratios.is_known(chosen)
        binding = arena.case(*binds[:-1], (known, names_[-1]), otherwise=arena.unknown("text"))
        above = self.ratios.greatest([chosen, self.ratios.of(0)])
        steps = self.ratios.floor(above, Fraction(1, limit.floor_to_fen))
        return arena.mul(steps, arena.whole(limit.floor_to_fen)), binding

    def _certificate(self) -> Node:
        arena = self.arena
        arena.line = "certificate"
        colours = [(self.formulas.node(when), arena.const(colour, "text")) for colour, when in self.policy.certificate]
        return arena.case(*colours, otherwise=arena.unknown("text"))

    def _words(self, codes: Sequence[Node]) -> tuple[Node, ...]:
        layout, arena = packing.layout(self.policy), self.arena
        words = [arena.whole(0)] * layout.word_count
        for slot, code in zip(layout.slots, codes, strict=True):
            words[slot.word] = arena.add(words[slot.word], arena.mul(code, arena.whole(1 << slot.shift)))
        return tuple(words)
