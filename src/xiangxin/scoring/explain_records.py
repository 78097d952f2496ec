"""The records behind a point, on request: which rows a line counted, and which were kept out by which gate.

The records must be those the result was made from; whoever calls has compared their hash. Where a line came out
unknown, nothing of its kind is told: the consent that would show it may be missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from xiangxin.kernel.text import Text
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.model import CompiledPolicy
from xiangxin.policy.reads import Part, names_read, reads_of
from xiangxin.scoring import packing
from xiangxin.scoring.assessment import UNKNOWN, PersonResult, Row, Run
from xiangxin.scoring.evaluate import Translator
from xiangxin.scoring.explanation import RecordSeen
from xiangxin.scoring.facts import Facts
from xiangxin.scoring.gates import ended_as_of, gate_against
from xiangxin.scoring.wording import joined, same, word


@dataclass(frozen=True, slots=True)
class RecordsSeen:
    """``behind``: counted records by line id. ``not_counted``: a sentence for each that a gate kept out."""

    behind: Mapping[str, tuple[RecordSeen, ...]] = field(default_factory=dict)
    not_counted: tuple[Text, ...] = ()


NOTHING_SEEN = RecordsSeen()


class RecordFinder:
    """Finds the records behind the lines of one policy in one run."""

    def __init__(self, policy: CompiledPolicy, law: LawPack, run: Run) -> None:
        self._policy = policy
        self._law = law
        self._run = run
        parameters = {parameter.name: parameter.at(run.as_of) for parameter in policy.parameters}
        self._translate = Translator(run.as_of, parameters, ())
        self._sources = {source.name: source for source in policy.records if source.table == "records"}
        self._lines = _lines_that_read(policy)

    def seen(self, result: PersonResult, records: Sequence[Row], birth_on: date | None = None) -> RecordsSeen:
        """What ``records`` (all rows of this person) had to do with ``result``.

        Without ``birth_on`` nothing is told of a kind for which the age at the time decides.
        """
        answered = self._answered(result)
        open_sources = {name for line_id in answered for name in names_read(self._lines[line_id])}
        visible: dict[str, list[Row]] = {name: [] for name in self._sources}
        not_counted: list[Text] = []
        for name, source in self._sources.items():
            if name not in open_sources or (source.gates.adult_age is not None and birth_on is None):
                continue
            for row in records:
                if row["kind"] != source.kind:
                    continue
                gate = gate_against(row, source, self._run, birth_on)
                if gate is None:
                    ended_on = ended_as_of(row, self._run.as_of)
                    visible[name].append({**row, "ended_on": ended_on, "in_force": ended_on is None})
                else:
                    not_counted.append(self._kept_out(row, gate))
        facts = Facts(_NothingKnown(), visible, dict.fromkeys(visible, True))
        behind = {line_id: rows for line_id in answered if (rows := self._behind(self._lines[line_id], facts))}
        return RecordsSeen(behind, tuple(dict.fromkeys(not_counted)))

    def _answered(self, result: PersonResult) -> list[str]:
        """Lines that came out as something."""
        lines = zip(packing.lines(self._policy), result.codes, strict=False)
        return [
            line.id
            for line, code in lines
            if line.id in self._lines and code != (UNKNOWN if line.item is None else line.item.unknown_code)
        ]

    def _behind(self, part: Part, facts: Facts) -> tuple[RecordSeen, ...]:
        rows: dict[str, Row] = {}
        for read in _records_in(part):
            if read.source in self._sources:
                chosen, _ = self._translate.selected(read)(facts)
                rows.update((str(row["record_id"]), row) for row in chosen)
        return tuple(self._record(row) for row in rows.values())

    def _record(self, row: Row) -> RecordSeen:
        kind = self._law.record_kinds[row["kind"]]
        columns = {spec.name: spec.column for spec in kind.fields}
        labels = [label for name, value, label in kind.value_labels if row.get(columns[name]) == value]
        return RecordSeen(
            record_id=str(row["record_id"]),
            kind=kind.label,
            words=joined(labels),
            happened_on=row["happened_on"],
            ended_on=row["ended_on"],
            amount_fen=row["amount_fen"],
            document_no=row["document_no"] or "",
            authority=row["authority"] or "",
            source=row["source"] or "",
        )

    def _kept_out(self, row: Row, gate: str) -> Text:
        day = row["happened_on"]
        shown = same(str(day)) if day is not None else word("excluded.undated")
        return word("excluded", kind=self._law.record_kinds[row["kind"]].label, day=shown, gate=word(f"gate.{gate}"))


class _NothingKnown(dict[str, object]):
    """Inputs of a person are not looked at here; a filter that asks for one is unknown."""

    def __missing__(self, key: str) -> None:
        return None


def _lines_that_read(policy: CompiledPolicy) -> dict[str, Part]:
    lines: dict[str, Part] = {item.id: reads_of(item) for item in policy.items}
    return lines | {condition.id: condition.when for condition in (*policy.eligibility, *policy.vetoes)}


def _records_in(part: Part) -> Iterator[x.Records]:
    """Every set of rows a line reads; ``any`` looks at single rows, so its condition filters too."""
    if isinstance(part, x.Records):
        yield part
        return
    for node in part.walk():
        if isinstance(node, x.Aggregate):
            yield _rows_of(node)


def _rows_of(node: x.Aggregate) -> x.Records:
    if node.op != "any" or node.value is None:
        return node.rows
    conditions = (node.value,) if node.rows.where is None else (node.rows.where, node.value)
    return x.Records(node.rows.source, x.And(x.Type("bool"), conditions))
