"""What stopped a result, told once: which record, what would end it, whose answer is missing.

Lines that wait for the same answer are told together, and where age stops a result nothing else is told: what follows
from a reason is not a second reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xiangxin.kernel.text import Text
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.model import CompiledPolicy, Condition, RecordSource
from xiangxin.policy.reads import Part, names_read, reads_of
from xiangxin.scoring import packing
from xiangxin.scoring.assessment import UNKNOWN, PersonResult
from xiangxin.scoring.explain_ends import VetoEnds
from xiangxin.scoring.explain_lines import LineWords
from xiangxin.scoring.explanation import RecordSeen
from xiangxin.scoring.wording import joined, same, word, yuan

BIRTH = "birth_on"


class StopWords:
    """Words for what stops the results of one policy."""

    def __init__(self, policy: CompiledPolicy, law: LawPack, lines: LineWords, receiver: Text) -> None:
        self._policy = policy
        self._law = law
        self._lines = lines
        self._receiver = receiver
        self._ends = VetoEnds(policy, law)
        self._sources = {source.name: source for source in policy.records}
        self._reads = {line.id: _facts_of(line) for line in packing.lines(policy)}
        self._answers = {name: self._fact(name) for names in self._reads.values() for name in names}

    def stopped(self, result: PersonResult, behind: Mapping[str, tuple[RecordSeen, ...]]) -> tuple[Text, ...]:
        """A sentence for each thing that stopped the result."""
        if result.under_age:
            return (word("stopped.under_age", label=self._lines.label(packing.MAJORITY)),)
        ineligible = [word("stopped.ineligible", label=self._lines.label(line)) for line in result.ineligible]
        vetoes = [self._veto(line, behind.get(line, ())) for line in result.vetoes]
        return (*self._missing(result), *ineligible, *vetoes)

    # -- whose answer is missing ----------------------------------------------------------------------------

    def _missing(self, result: PersonResult) -> Iterator[Text]:
        """One sentence for each set of facts, with every line that waits for it."""
        waiting: dict[tuple[str, ...], list[Text]] = {}
        known = self._known(result)
        for line_id in result.missing:
            names = self._reads[line_id]
            open_ = tuple(name for name in names if name not in known) or names
            waiting.setdefault(open_, []).append(self._lines.label(line_id))
        for names, labels in waiting.items():
            facts = joined([self._answers[name] for name in names])
            yield word("stopped.missing", facts=facts, labels=joined(labels))

    def _known(self, result: PersonResult) -> frozenset[str]:
        """Facts that some line which reads nothing else has an answer from."""
        return frozenset(
            names[0]
            for line, code in zip(packing.lines(self._policy), result.codes, strict=False)
            if len(names := self._reads[line.id]) == 1
            and code != (UNKNOWN if line.item is None else line.item.unknown_code)
        )

    def _fact(self, name: str) -> Text:
        """What a fact is called and who can answer for it, as the registry says."""
        source = self._sources.get(name)
        if source is None:
            fields = {BIRTH: self._law.fields[BIRTH]} | {spec.name: spec.field for spec in self._policy.inputs}
            label, supplier = fields[name].label, fields[name].supplied_by
        elif source.table == "members":
            label, supplier = word("fact.members"), "person"
        else:
            kind = self._law.record_kinds[source.kind]
            label, supplier = kind.label, kind.supplied_by
        return word("fact.owed", label=label, by=word(f"supplier.{supplier}", receiver=self._receiver))

    # -- what a veto rests on, and what ends it ---------------------------------------------------------------

    def _veto(self, line_id: str, records: tuple[RecordSeen, ...]) -> Text:
        named = (
            word("stopped.by_records", records=joined([self._named(record) for record in records]))
            if records
            else word("stopped.ask", receiver=self._receiver)
        )
        can_settle = self._ends.can_settle(line_id, records)
        stopped = word("stopped.veto" if can_settle else "stopped.decided", label=self._lines.label(line_id))
        endings = (self._ending(line_id, source) for source in self._ends.sources(line_id, records))
        parts = [stopped, named, *dict.fromkeys(endings)]
        return Text("".join(part.zh for part in parts), " ".join(part.en for part in parts))

    def _named(self, record: RecordSeen) -> Text:
        """A record as a letter names it: kind, amount, day, document and who issued it or keeps it in its books."""
        amount = yuan(record.amount_fen) if record.amount_fen is not None else same("")
        day = same(str(record.happened_on)) if record.happened_on is not None else same("")
        document = word("record.document", number=record.document_no) if record.document_no else same("")
        own = self._law.record_kinds[record.kind_id].supplied_by == "lender"
        issuer = self._receiver if own else same(record.authority or record.source)
        parts = [record.kind, record.words, amount, day, document, issuer]
        return Text("，".join(part.zh for part in parts if part.zh), ", ".join(part.en for part in parts if part.en))

    def _ending(self, line_id: str, source: RecordSource) -> Text:
        years, how = source.gates.retention_years, self._ends.settled_by(line_id, source)
        if how is not None:
            return self._settled(line_id, source, how)
        if years is None:
            return word("ends.corrected")
        return word(f"ends.{source.gates.retention_from}", years=years)

    def _settled(self, line_id: str, source: RecordSource, how: Text) -> Text:
        """Settled, it vetoes nothing; other lines that read the kind go on to, as long as law lets them."""
        settled = word("ends.settled", how=how)
        others = any(source.name in names for other, names in self._reads.items() if other != line_id)
        years = source.gates.retention_years
        if not others or years is None:
            return settled
        after = word("ends.others", kind=self._law.record_kinds[source.kind].label, years=years)
        return Text(settled.zh + after.zh, f"{settled.en} {after.en}")


def _facts_of(line: packing.Line) -> tuple[str, ...]:
    if line.item is None and line.condition is None:
        return (BIRTH,)
    part: Part = reads_of(line.item) if line.item is not None else _when(line.condition)
    return tuple(dict.fromkeys(names_read(part)))


def _when(condition: Condition | None) -> x.Expr:
    assert condition is not None
    return condition.when
