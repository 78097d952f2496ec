"""Answers about a person from their rows: who was asked, what some record says, what records add up to."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from xiangxin.scoring.assessment import Run
from xiangxin.scoring.duck.emit import case, cast, column, function, named, text, whole
from xiangxin.scoring.duck.prepared import TOO_MUCH
from xiangxin.scoring.duck.sources import PerPerson, columns_of, grouped_rows, read, word_rows
from xiangxin.scoring.duck.words import Words
from xiangxin.scoring.gates import latest_answer
from xiangxin.scoring.lowering.aggregates import Coverage
from xiangxin.scoring.lowering.arena import Arena, Node
from xiangxin.scoring.lowering.rows import Flag, Total


class CoverageAnswers:
    """Who was asked about, by kind and age of the answer, and by whom it was given where that matters."""

    KEY = "g_person_id"

    def __init__(self, questions: Iterable[Coverage], run: Run, arena: Arena) -> None:
        self._run, self._arena = run, arena
        self._words = Words("gw")
        self._gates = {question.name: arena.both(*self._conditions(question)) for question in questions}
        for gate in self._gates.values():
            self._words.want(gate, arena.true())
        self._words.place()

    def per_person(self) -> PerPerson:
        """One row per person with any answer that counts."""
        found = columns_of(self._gates.values())
        rows = read("coverage", {name: name.removeprefix("g_") for name in [self.KEY, *found]})
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
        if question.asked_of is not None:
            asked_of = arena.column("g_asked_of", "text")
            found.append(arena.is_true(arena.compare("==", asked_of, arena.const(question.asked_of, "text"))))
        return found


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
