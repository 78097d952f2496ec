"""Which consents stand: the ground of every person, class and panel, decided where the rows are read."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from xiangxin.law.model import ConsentClass
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.duck.emit import Emitter, binary, column, conjunction, junction
from xiangxin.scoring.duck.sources import columns_of, grouped_rows, read
from xiangxin.scoring.duck.words import Words
from xiangxin.scoring.gates import REVIEW_CLASS, REVIEW_PURPOSE
from xiangxin.scoring.lowering.arena import Arena, Node

TABLE = "consents"
"""The input that every ground is read from."""

PANELS_BESIDE_EACH_OTHER = 4
"""So many panels are added up side by side; of more, each rating is matched with the consent to its panel."""


def matches_panels(run: Run) -> bool:
    """Whether ratings are matched with consents one by one, because there are many panels."""
    return len(run.panels) > PANELS_BESIDE_EACH_OTHER


class Consents:
    """Which classes a person consents to, for this purpose and receiver on the as-of date; panels one by one."""

    KEY = "k_person_id"

    def __init__(self, run: Run, classes: Iterable[ConsentClass], arena: Arena) -> None:
        self._run, self._arena = run, arena
        self._words = Words("kw")
        self._gates = {
            (field_class, receiver): arena.both(*self._conditions(field_class, receiver))
            for field_class in classes
            for receiver in (sorted(run.panels) if field_class == REVIEW_CLASS else [run.receiver])
            if not (field_class == REVIEW_CLASS and matches_panels(run))
        }
        for gate in self._gates.values():
            self._words.want(gate, arena.true())
        self._words.place()

    def relation(self) -> exp.Select:
        """One row per person who consents to anything."""
        found = columns_of(self._gates.values())
        rows = read(TABLE, {name: name.removeprefix("k_") for name in [self.KEY, *found]})
        return grouped_rows(_not_withdrawn_since(rows), self.KEY, self._words)

    def answer(self, field_class: ConsentClass) -> exp.Expr:
        """Whether the class is granted (to any panel, of the review), from the person's word."""
        answers = [self._answer(gate) for (known, _), gate in self._gates.items() if known == field_class]
        return junction(exp.Or, answers) if answers else exp.false()

    def shown(self) -> dict[str, exp.Expr]:
        """By panel, whether the person consents to be shown to it."""
        return {panel: self._answer(gate) for (known, panel), gate in self._gates.items() if known == REVIEW_CLASS}

    def shown_rows(self, ratings: exp.Select) -> exp.Select:
        """The ratings of panels that their person consents to be shown to."""
        panel = self._arena.one_of(self._arena.column("k_receiver", "text"), sorted(self._run.panels))
        conditions = self._in_force(REVIEW_CLASS)
        found = columns_of([panel, *conditions])
        rows = read(TABLE, {name: name.removeprefix("k_") for name in [self.KEY, "k_purpose", "k_field_class", *found]})
        given = _not_withdrawn_since(rows)
        given = given.where(Emitter().expression(self._arena.both(panel, *conditions)), copy=False)
        same = [
            binary(exp.EQ, column("q_person_id"), column(self.KEY)),
            binary(exp.EQ, column("q_panel"), column("k_receiver")),
        ]
        return ratings.join(given.subquery("shown", copy=False), on=conjunction(same), join_type="semi", copy=False)

    def _answer(self, gate: Node) -> exp.Expr:
        return self._words.is_set(gate, self._arena.true())

    def _conditions(self, field_class: ConsentClass, receiver: str) -> list[Node]:
        return [*self._in_force(field_class), self._is("k_receiver", receiver)]

    def _in_force(self, field_class: ConsentClass) -> list[Node]:
        """A consent of this class that holds on the as-of date, whoever receives."""
        arena, run = self._arena, self._run
        on = arena.const(run.as_of, "date")
        from_on, notice_on = arena.column("k_from_on", "date"), arena.column("k_notice_delivered_on", "date")
        to_on, withdrawn_on = arena.column("k_to_on", "date"), arena.column("k_withdrawn_on", "date")
        found = [
            arena.is_true(arena.compare("<=", from_on, on)),
            arena.is_true(arena.compare("<=", notice_on, from_on)),
            arena.negation(arena.is_true(arena.compare("<", to_on, on))),
            arena.negation(arena.is_known(withdrawn_on)),
            self._is("k_field_class", field_class),
            self._is("k_purpose", REVIEW_PURPOSE if field_class == REVIEW_CLASS else run.purpose),
        ]
        if field_class in run.written:
            found.append(arena.is_true(arena.column("k_written", "bool")))
        return found

    def _is(self, name: str, value: str) -> Node:
        arena = self._arena
        return arena.is_true(arena.compare("==", arena.column(name, "text"), arena.const(value, "text")))


def _not_withdrawn_since(rows: exp.Select) -> exp.Select:
    """Consents that no withdrawal of their kind closes: it closes all that began on or before it, whatever its date."""
    kind = ("person_id", "purpose", "receiver", "field_class")
    withdrawals = read(TABLE, {f"w_{name}": name for name in (*kind, "withdrawn_on")})
    withdrawn_on = column("w_withdrawn_on")
    never = exp.Is(this=column("withdrawn_on"), expression=exp.null())
    withdrawals = withdrawals.where(exp.Not(this=exp.Paren(this=never)), copy=False)
    same = [binary(exp.EQ, column(f"k_{name}"), column(f"w_{name}")) for name in kind]
    return (
        exp.Select()
        .select(exp.Star(), copy=False)
        .from_(rows.subquery("given", copy=False), copy=False)
        .join(
            withdrawals.subquery("withdrawal", copy=False),
            on=conjunction([*same, binary(exp.LTE, column("k_from_on"), withdrawn_on)]),
            join_type="anti",
            copy=False,
        )
    )


def classes_needed(policy: CompiledPolicy) -> list[ConsentClass]:
    """Classes of consent that decide anything under ``policy``, ``file`` first."""
    found: set[ConsentClass] = set()
    found = found.union(*(spec.gates.consent_classes for spec in policy.inputs))
    found = found.union(*(source.gates.consent_classes | source.gates.of_member for source in policy.records))
    if policy.review is not None:
        found.add(REVIEW_CLASS)
    return ["file", *sorted(found - {"file"})]
