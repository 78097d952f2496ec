"""The records behind a point: which rows a line counted, and which were kept out of it by which gate.

The records must be those the result was made from; whoever calls has compared their hash. A kind whose consent is not
certain is not told of. A record that did not count is told at the line it concerns: "never" is said only where there
is no record at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from xiangxin.kernel.text import Text
from xiangxin.law.model import RecordKind
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.model import CompiledPolicy, RecordSource
from xiangxin.policy.reads import Part, names_read, reads_of
from xiangxin.scoring import packing
from xiangxin.scoring.assessment import UNKNOWN, PersonResult, Row, Run
from xiangxin.scoring.evaluate import Translator
from xiangxin.scoring.explanation import KeptOut, RecordSeen
from xiangxin.scoring.facts import Facts
from xiangxin.scoring.gates import ended_as_of, gate_against, has_consents
from xiangxin.scoring.wording import joined, same, word


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A record and the line it concerns ('' for none); ``gate`` kept it out.

    Without a row: the line was looked at, and there is no record of its kinds at all.
    """

    line_id: str
    gate: str | None
    row: Row | None


@dataclass(frozen=True, slots=True)
class RecordsSeen:
    """``behind``: counted records by line id; ``kept_out``: what a gate kept out, by line id.

    ``none_at_all``: lines of whose kinds there is no record. ``not_counted``: a sentence for each record kept out.
    """

    behind: Mapping[str, tuple[RecordSeen, ...]] = field(default_factory=dict)
    kept_out: Mapping[str, tuple[KeptOut, ...]] = field(default_factory=dict)
    none_at_all: frozenset[str] = frozenset()
    not_counted: tuple[Text, ...] = ()


NOTHING_SEEN = RecordsSeen()

Kept = dict[str, list[tuple[Row, str]]]
"""Rows kept out with their gate, by source."""

_ENDS = frozenset({"settled_on", "performed_on", "corrected_on"})
"""Ends that have a word of their own in the word list."""

Split = tuple[list[Row], list[tuple[Row, str]]]


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

    def seen(
        self,
        result: PersonResult,
        records: Sequence[Row],
        birth_on: date | None = None,
        consents: Sequence[Row] | None = None,
    ) -> RecordsSeen:
        """What ``records`` (all rows of this person) had to do with ``result``."""
        return self.told(self.found(result, records, birth_on, consents))

    def found(
        self,
        result: PersonResult,
        records: Sequence[Row],
        birth_on: date | None = None,
        consents: Sequence[Row] | None = None,
    ) -> tuple[FoundRow, ...]:
        """Each record with each line it concerns.

        Without ``consents`` only kinds of which some line has an answer are looked at; without ``birth_on`` no kind
        for which the age at the time decides.
        """
        if result.under_age:
            return ()
        answered = self._answered(result)
        visible: dict[str, list[Row]] = {}
        kept: Kept = {}
        for name, source in self._sources.items():
            if self._may_tell(name, answered, birth_on, consents):
                visible[name], kept[name] = self._split(source, records, birth_on)
        facts = Facts(_NothingKnown(), visible, dict.fromkeys(visible, True))
        found: list[FoundRow] = []
        for line_id, part in self._lines.items():
            read = {name for name in names_read(part) if name in self._sources}
            if not read:
                continue
            found += self._counted(line_id, part, facts) if line_id in answered else []
            found += self._kept_out(line_id, part, kept)
            if read <= visible.keys() and not any(visible[name] or kept[name] for name in read):
                found.append(FoundRow(line_id, None, None))
        concerned = {_id(each) for each in found if each.gate is not None}
        alone = [FoundRow("", gate, row) for rows in kept.values() for row, gate in rows]
        return (*found, *(each for each in alone if _id(each) not in concerned))

    def told(self, found: Iterable[FoundRow]) -> RecordsSeen:
        """What was found, in words."""
        behind: dict[str, dict[str, RecordSeen]] = {}
        kept: dict[str, Counter[tuple[str, str]]] = {}
        sentences: dict[str, Text] = {}
        none: set[str] = set()
        for each in found:
            if each.row is None:
                none.add(each.line_id)
            elif each.gate is None:
                behind.setdefault(each.line_id, {})[_id(each)] = self._record(each.row)
            else:
                kept.setdefault(each.line_id, Counter())[str(each.row["kind"]), each.gate] += 1
                sentences[_id(each)] = self._sentence(each.row, each.gate)
        return RecordsSeen(
            {line_id: tuple(records.values()) for line_id, records in behind.items()},
            {line_id: self._told_kept_out(gates) for line_id, gates in kept.items() if line_id},
            frozenset(none),
            tuple(sentences.values()),
        )

    def _may_tell(
        self, name: str, answered: Collection[str], birth_on: date | None, consents: Sequence[Row] | None
    ) -> bool:
        gates = self._sources[name].gates
        if gates.adult_age is not None and birth_on is None and consents is None:
            return False
        if consents is not None:
            return has_consents(consents, self._run, gates.consent_classes)
        return any(name in names_read(self._lines[line_id]) for line_id in answered)

    def _split(self, source: RecordSource, records: Sequence[Row], birth_on: date | None) -> Split:
        """Rows of one source that count, and those that do not with the gate."""
        visible: list[Row] = []
        kept: list[tuple[Row, str]] = []
        for row in records:
            if row["kind"] == source.kind:
                gate = gate_against(row, source, self._run, birth_on)
                if gate is None:
                    visible.append(self._as_of(row))
                else:
                    kept.append((row, gate))
        return visible, kept

    def _as_of(self, row: Row) -> Row:
        ended_on = ended_as_of(row, self._run.as_of)
        return {**row, "ended_on": ended_on, "in_force": ended_on is None}

    def _answered(self, result: PersonResult) -> list[str]:
        """Lines that came out as something."""
        lines = zip(packing.lines(self._policy), result.codes, strict=False)
        return [
            line.id
            for line, code in lines
            if line.id in self._lines and code != (UNKNOWN if line.item is None else line.item.unknown_code)
        ]

    def _counted(self, line_id: str, part: Part, facts: Facts) -> list[FoundRow]:
        rows: dict[str, Row] = {}
        for read in _records_in(part):
            if read.source in facts.rows:
                chosen, _ = self._translate.selected(read)(facts)
                rows.update((str(row["record_id"]), row) for row in chosen)
        return [FoundRow(line_id, None, row) for row in rows.values()]

    def _kept_out(self, line_id: str, part: Part, kept: Kept) -> list[FoundRow]:
        """Rows the line would have read; one of which that is not certain is among them."""
        found: dict[str, FoundRow] = {}
        for read in _records_in(part):
            for row, gate in kept.get(read.source, ()):
                alone = Facts(_NothingKnown(), {read.source: [self._as_of(row)]}, {})
                chosen, unknown = self._translate.selected(read)(alone)
                if chosen or unknown:
                    found[str(row["record_id"])] = FoundRow(line_id, gate, row)
        return list(found.values())

    def _record(self, row: Row) -> RecordSeen:
        kind = self._law.record_kinds[row["kind"]]
        columns = {spec.name: spec.column for spec in kind.fields}
        labels = [label for name, value, label in kind.value_labels if row.get(columns[name]) == value]
        return RecordSeen(
            record_id=str(row["record_id"]),
            kind_id=kind.id,
            kind=kind.label,
            words=joined(labels),
            happened_on=row["happened_on"],
            ended_on=row["ended_on"],
            amount_fen=row["amount_fen"],
            document_no=row["document_no"] or "",
            authority=row["authority"] or "",
            source=row["source"] or "",
            until=word(f"until.{end_field(kind)}") if row["ended_on"] is None and kind.ended_by is not None else None,
        )

    def _told_kept_out(self, gates: Counter[tuple[str, str]]) -> tuple[KeptOut, ...]:
        return tuple(
            KeptOut(
                kind=kind,
                gate=gate,
                count=count,
                words=word(
                    "line.not_counted",
                    kind=self._law.record_kinds[kind].label,
                    count=count,
                    gate=word(f"gate.{gate}"),
                    change=word(f"change.{gate}"),
                ),
            )
            for (kind, gate), count in gates.items()
        )

    def _sentence(self, row: Row, gate: str) -> Text:
        day = row["happened_on"]
        shown = same(str(day)) if day is not None else word("excluded.undated")
        return word("excluded", kind=self._law.record_kinds[row["kind"]].label, day=shown, gate=word(f"gate.{gate}"))


def end_field(kind: RecordKind) -> str:
    """What the end of a kind is called in the registry, as far as there is a word for it."""
    names = (spec.name for spec in kind.fields if spec.column == "ended_on" and spec.name in _ENDS)
    return next(names, "otherwise")


class _NothingKnown(dict[str, object]):
    """Inputs of a person are not looked at here; a filter that asks for one is unknown."""

    def __missing__(self, key: str) -> None:
        return None


def _id(found: FoundRow) -> str:
    return str(found.row["record_id"]) if found.row is not None else ""


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
