"""The tables as the statement reads them: one relation per file, renamed, only the columns that are needed.

Rows of consents, records, coverage and members are brought to one row per person here, gates included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlglot import exp

from xiangxin.law.model import ConsentClass
from xiangxin.policy.model import CompiledPolicy, Review
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.duck.emit import (
    Emitter,
    binary,
    case,
    cast,
    column,
    conjunction,
    function,
    grouped,
    junction,
    named,
    text,
    whole,
)
from xiangxin.scoring.duck.words import Words
from xiangxin.scoring.gates import REVIEW_CLASS, REVIEW_PURPOSE, latest_answer
from xiangxin.scoring.lowering import names
from xiangxin.scoring.lowering.aggregates import Coverage
from xiangxin.scoring.lowering.arena import Arena, Node
from xiangxin.scoring.lowering.rows import Flag, Total


@dataclass
class PerPerson:
    """A relation with one row per person, and the answers it gives as columns of the person."""

    relation: exp.Query
    key: str
    answers: dict[str, exp.Expr] = field(default_factory=dict)


def read(path: Path, columns: Mapping[str, str], *, integers: Iterable[str] = ()) -> exp.Select:
    """``SELECT stored AS name …`` from a Parquet file; whole numbers of any width become 64 bits."""
    wide = set(integers)
    select = exp.Select()
    for name, stored in columns.items():
        value: exp.Expr = column(stored)
        if name in wide:
            value = cast(value, "BIGINT")
        select = select.select(named(value, name), copy=False)
    source = exp.Table(this=function("read_parquet", text(str(path))))
    return select.from_(source, copy=False)


def columns_of(nodes: Iterable[Node]) -> dict[str, str]:
    """Columns that nodes read: name → kind."""
    return {str(n.value): n.kind for root in nodes for n in root.walk() if n.op == "column"}


# -- consents ---------------------------------------------------------------------------------------------------


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
        }
        for gate in self._gates.values():
            self._words.want(gate, arena.true())
        self._words.place()

    def relation(self, path: Path) -> exp.Select:
        """One row per person who consents to anything."""
        found = columns_of(self._gates.values())
        rows = read(path, {name: name.removeprefix("k_") for name in [self.KEY, *found]})
        return grouped_rows(_not_withdrawn_since(rows, path), self.KEY, self._words)

    def answer(self, field_class: ConsentClass) -> exp.Expr:
        """Whether the class is granted (to any panel, of the review), from the person's word."""
        answers = [self._answer(gate) for (known, _), gate in self._gates.items() if known == field_class]
        return junction(exp.Or, answers) if answers else exp.false()

    def shown(self) -> dict[str, exp.Expr]:
        """By panel, whether the person consents to be shown to it."""
        return {panel: self._answer(gate) for (known, panel), gate in self._gates.items() if known == REVIEW_CLASS}

    def _answer(self, gate: Node) -> exp.Expr:
        return self._words.is_set(gate, self._arena.true())

    def _conditions(self, field_class: ConsentClass, receiver: str) -> list[Node]:
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
            self._is("k_receiver", receiver),
        ]
        if field_class in run.written:
            found.append(arena.is_true(arena.column("k_written", "bool")))
        return found

    def _is(self, name: str, value: str) -> Node:
        arena = self._arena
        return arena.is_true(arena.compare("==", arena.column(name, "text"), arena.const(value, "text")))


def _not_withdrawn_since(rows: exp.Select, path: Path) -> exp.Select:
    """Consents that no withdrawal of their kind closes: it closes all that began on or before it, whatever its date."""
    kind = ("person_id", "purpose", "receiver", "field_class")
    withdrawals = read(path, {f"w_{name}": name for name in (*kind, "withdrawn_on")})
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


def grouped_rows(source: exp.Select, key: str, words: Words) -> exp.Select:
    """``bit_or`` of the words of the rows of ``source``, by person."""
    rows = word_rows(source, key, words, {})
    return (
        exp.Select()
        .select(
            column(key),
            *(named(words.aggregate(word), word.name) for word in words.words),
            copy=False,
        )
        .from_(rows.subquery("w", copy=False), copy=False)
        .group_by(column(key), copy=False)
    )


def word_rows(source: exp.Select, key: str, words: Words, values: Mapping[str, Node]) -> exp.Select:
    """Rows that can count, with their words and the ``values`` to be totalled."""
    emitter = Emitter()
    common = words.in_every_entry()
    select = exp.Select().select(column(key), copy=False)
    for word in words.words:
        bits = words.row_word(word, common, emitter)
        select = select.select(named(bits, word.name), copy=False)
    for name, node in values.items():
        select = select.select(named(emitter.expression(node), name), copy=False)
    select = select.from_(source.subquery("s", copy=False), copy=False)
    kept = [_plain(atom, emitter) for atom in common]
    for name, texts in words.texts_of_entries().items():
        if len(texts) > 1:
            kept.append(exp.In(this=column(name), expressions=[text(value) for value in texts]))
    return select.where(conjunction(kept), copy=False) if kept else select


def _plain(atom: Node, emitter: Emitter) -> exp.Expr:
    """In a WHERE unknown is as good as false, and a bare comparison can be pushed into the scan."""
    return emitter.expression(atom.args[0] if atom.op == "true" else atom)


# -- coverage ---------------------------------------------------------------------------------------------------


class CoverageAnswers:
    """Who was asked about, by kind and age of the answer."""

    KEY = "g_person_id"

    def __init__(self, questions: Iterable[Coverage], run: Run, arena: Arena) -> None:
        self._run, self._arena = run, arena
        self._words = Words("gw")
        self._gates = {question.name: arena.both(*self._conditions(question)) for question in questions}
        for gate in self._gates.values():
            self._words.want(gate, arena.true())
        self._words.place()

    def per_person(self, path: Path) -> PerPerson:
        """One row per person with any answer that counts."""
        found = columns_of(self._gates.values())
        rows = read(path, {name: name.removeprefix("g_") for name in [self.KEY, *found]})
        relation = grouped_rows(rows, self.KEY, self._words)
        answers = {name: self._words.is_set(gate, self._arena.true()) for name, gate in self._gates.items()}
        return PerPerson(relation, self.KEY, answers)

    def _conditions(self, question: Coverage) -> list[Node]:
        arena = self._arena
        asked_on, kind = arena.column("g_asked_on", "date"), arena.column("g_kind", "text")
        found = [
            arena.is_true(arena.compare("<=", asked_on, arena.const(latest_answer(self._run), "date"))),
            arena.is_true(arena.compare("==", kind, arena.const(question.kind, "text"))),
        ]
        if question.earliest is not None:
            found.append(arena.is_true(arena.compare(">=", asked_on, arena.const(question.earliest, "date"))))
        return found


# -- records and members ----------------------------------------------------------------------------------------


class RowAnswers:
    """Flags and totals over the rows of one table, whose columns begin with ``prefix``.

    ``own`` begins the names of its key and words where two of these read one table.
    """

    def __init__(
        self, flags: list[Flag], totals: list[Total], arena: Arena, prefix: str, own: str | None = None
    ) -> None:
        self._flags, self._totals, self._arena = flags, totals, arena
        self._prefix = prefix
        self.key = f"{own or prefix}_person_id"
        self._words = Words(f"{own or prefix}w")
        for flag in flags:
            self._words.want(flag.gate, flag.condition, unknown=flag.wanted == "unknown")
        for total in totals:
            self._words.want(total.condition, arena.true())
        self._words.place()

    def nodes(self) -> list[Node]:
        """Everything that is computed in a row."""
        values = [total.value for total in self._totals if total.value is not None]
        return [*(f.gate for f in self._flags), *(f.condition for f in self._flags), *self._conditions(), *values]

    def _conditions(self) -> list[Node]:
        return [total.condition for total in self._totals]

    def person_columns(self) -> list[str]:
        """Columns of the person that a row's conditions read."""
        return sorted(name for name in columns_of(self.nodes()) if name[:2] in ("a_", "c_"))

    def row_columns(self) -> dict[str, str]:
        """Columns of the row: name → kind."""
        found = columns_of(self.nodes())
        return {name: kind for name, kind in found.items() if name.startswith(f"{self._prefix}_")}

    def per_person(self, rows: exp.Select) -> PerPerson:
        """One row per person; ``rows`` holds ``row_columns``, ``person_columns`` and the key."""
        values = {f"y_{total.name}": total.value for total in self._totals if total.value is not None}
        inner = word_rows(rows, self.key, self._words, values)
        select = exp.Select().select(column(self.key), copy=False)
        for word in self._words.words:
            select = select.select(named(self._words.aggregate(word), word.name), copy=False)
        for total in self._totals:
            select = select.select(named(self._total(total), f"z_{total.name}"), copy=False)
        relation = select.from_(inner.subquery("w", copy=False), copy=False).group_by(column(self.key), copy=False)
        answers = {flag.name: self._words.flag(flag) for flag in self._flags}
        answers |= {total.name: _guarded(total) for total in self._totals}
        return PerPerson(relation, self.key, answers)

    def _total(self, total: Total) -> exp.Expr:
        chosen = self._words.is_set(total.condition, self._arena.true(), over_rows=False)
        value: exp.Expr = whole(1) if total.value is None else column(f"y_{total.name}")
        taken = case([(chosen, value)], None)
        aggregates = {"count": exp.Count, "sum": exp.Sum, "min": exp.Min, "max": exp.Max}
        return aggregates[total.op](this=taken)


def _guarded(total: Total) -> exp.Expr:
    """The total in 64 bits, within the bounds that magnitudes were proven for; beyond them the statement stops."""
    stored = column(f"z_{total.name}")
    if total.op in ("min", "max"):
        return stored
    inside = exp.Between(this=stored, low=whole(total.low), high=whole(total.high))
    return case(
        [
            (exp.Is(this=stored.copy(), expression=exp.null()), whole(0)),
            (inside, cast(stored.copy(), "BIGINT")),
        ],
        cast(function("error", text(TOO_MUCH)), "BIGINT"),
    )


TOO_MUCH = "xiangxin:too_many_rows"
"""What the statement says when a person has more rows, or larger sums, than magnitudes were proven for."""


# -- reviews ----------------------------------------------------------------------------------------------------


def reviews(path: Path, review: Review, run: Run, shown: Mapping[str, exp.Expr]) -> PerPerson:
    """Sum and count of the valid ratings of closed rounds, and whether a round is open.

    ``shown``: by panel, whether the person consents to be shown to it; no other panel's rows count.
    """
    emitter, arena = Emitter(), Arena()
    closed_on, rating = arena.column("q_closed_on", "date"), arena.column("q_rating", "int")
    closed = arena.is_true(arena.compare("<=", closed_on, arena.const(run.as_of, "date")))
    within = (
        arena.compare(">=", rating, arena.whole(review.low)),
        arena.compare("<=", rating, arena.whole(review.high)),
    )
    key, panel = "q_person_id", arena.column("q_panel", "text")
    rows = read(
        path,
        {key: "person_id", "q_panel": "panel", "q_rating": "rating", "q_closed_on": "closed_on"},
        integers=["q_rating"],
    )
    panels = list(shown)
    relation = exp.Select().select(column(key), copy=False)
    for number, name in enumerate(panels):
        # Where there is one panel, the filter below has said so already.
        own = arena.compare("==", panel, arena.const(name, "text")) if len(panels) > 1 else arena.true()
        valid = emitter.expression(arena.both(own, closed, *within))
        still_open = emitter.expression(arena.both(own, arena.negation(closed)))
        relation = relation.select(
            named(exp.Sum(this=case([(valid, column("q_rating"))], None)), f"q_total{number}"),
            named(exp.Count(this=case([(valid.copy(), whole(1))], None)), f"q_number{number}"),
            named(function("bool_or", still_open), f"q_open{number}"),
            copy=False,
        )
    relation = (
        relation.from_(rows.subquery("s", copy=False), copy=False)
        .where(emitter.expression(arena.one_of(panel, panels)), copy=False)
        .group_by(column(key), copy=False)
    )
    count, total = (_over_panels(shown, part) for part in ("q_number", "q_total"))
    open_: list[exp.Expr] = [
        exp.And(this=grouped(may.copy()), expression=exp.Coalesce(this=column(f"q_open{n}"), expressions=[exp.false()]))
        for n, may in enumerate(shown.values())
    ]
    too_many = cast(function("error", text(TOO_MUCH)), "BIGINT")
    answers: dict[str, exp.Expr] = {
        names.REVIEW_COUNT: case([(binary(exp.LTE, count, whole(names.ROWS_AT_MOST)), count.copy())], too_many),
        names.REVIEW_SUM: cast(total, "BIGINT"),
        names.REVIEW_OPEN: junction(exp.Or, open_),
    }
    return PerPerson(relation, key, answers)


def _over_panels(shown: Mapping[str, exp.Expr], part: str) -> exp.Expr:
    """The part of every panel that the person consents to, added up."""
    parts: list[exp.Expr] = [
        case([(may.copy(), exp.Coalesce(this=column(f"{part}{number}"), expressions=[whole(0)]))], whole(0))
        for number, may in enumerate(shown.values())
    ]
    total = parts[0]
    for one in parts[1:]:
        total = binary(exp.Add, total, one)
    return total


def classes_needed(policy: CompiledPolicy) -> list[ConsentClass]:
    """Classes of consent that decide anything under ``policy``, ``file`` first."""
    found: set[ConsentClass] = set()
    found = found.union(*(spec.gates.consent_classes for spec in policy.inputs))
    found = found.union(*(source.gates.consent_classes | source.gates.of_member for source in policy.records))
    if policy.review is not None:
        found.add(REVIEW_CLASS)
    return ["file", *sorted(found - {"file"})]
