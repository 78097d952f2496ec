"""Conditions and items of one person in words: the answer, the points, why they count, and what would change them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from xiangxin.kernel.text import Text
from xiangxin.law.model import Rule, Verdict
from xiangxin.law.pack import LawPack
from xiangxin.policy.model import CompiledPolicy, Condition, Group, Item, Origin
from xiangxin.policy.reads import Part, names_read, reads_of
from xiangxin.scoring import packing
from xiangxin.scoring.assessment import NO, UNKNOWN, YES
from xiangxin.scoring.explain_ends import VetoEnds
from xiangxin.scoring.explain_outcomes import OutcomeWords
from xiangxin.scoring.explain_records import RecordsSeen
from xiangxin.scoring.explain_steps import StepWords
from xiangxin.scoring.explanation import Basis, GroupSeen, LineSeen
from xiangxin.scoring.figures import NO_FIGURES, Figures
from xiangxin.scoring.packing import Answer
from xiangxin.scoring.wording import points, same, word


class LineWords:
    """Words for the lines of one policy under one law pack."""

    def __init__(self, policy: CompiledPolicy, law: LawPack, *, limits: bool = True) -> None:
        self._steps = StepWords(policy, limits=limits)
        self._outcomes = OutcomeWords(policy, law)
        self._law = law
        self._numbers = {line_id: str(at) for at, line_id in enumerate(_ids_in_order(policy), start=1)}
        self._labels = _labels(policy)
        opaque = {spec.name for spec in policy.inputs if spec.field.opaque}
        sources = {source.name for source in policy.records if source.table == "records"}
        self._on_records = {line.id for line in _judged_lines(policy) if sources & set(names_read(_part(line)))}
        self._opaque = {item.id for item in policy.items if any(name in opaque for name in names_read(reads_of(item)))}
        self._ends = VetoEnds(policy, law)
        self._basis = {line.id: self._basis_of(line.verdict) for line in _judged_lines(policy)}

    def number(self, line_id: str) -> str:
        """What a person says to contest a line: its place in the policy, the same for everybody."""
        return self._numbers[line_id]

    def said(self, line_id: str) -> Text:
        """The number as it is said at a counter."""
        return word("line.number", number=self.number(line_id))

    def label(self, line_id: str) -> Text:
        """What a line is called."""
        return self._labels[line_id]

    def conditions(self, answers: Iterable[Answer], seen: RecordsSeen) -> tuple[LineSeen, ...]:
        """Majority, eligibility and vetoes."""
        return tuple(self._condition(answer, seen) for answer in answers if answer.line.item is None)

    def group(
        self,
        group: Group,
        answers: Mapping[str, Answer],
        centi: int | None,
        seen: RecordsSeen,
        figures: Figures = NO_FIGURES,
    ) -> GroupSeen:
        """A group with its lines; ``centi`` is its sum after cap and floor."""
        each = [answers[item.id].points_centi for item in group.items]
        known = [value for value in each if value is not None]
        total = sum(known) if len(known) == len(each) else None
        full = total is not None and group.cap_centi is not None and total >= group.cap_centi
        lines = tuple(self._item(item, answers[item.id], full, seen, figures) for item in group.items)
        note = _group_note(group, total, centi)
        use = word(f"use.{group.use}")
        return GroupSeen(group.id, group.label, use, centi, group.maximum_centi, note, lines)

    def source(self, origin: Origin) -> Text:
        """Where a line stands, or that it was assumed and why."""
        if origin.assumption:
            return word("source.assumption", why=origin.assumption)
        return word("source.clause", document=origin.document, clause=origin.clause)

    def _basis_of(self, verdict: Verdict | None) -> Basis | None:
        """What law says of a line that is about a fact."""
        if verdict is None or not verdict.rules:
            return None
        rules = tuple(dict.fromkeys(self._cite(rule) for rule in verdict.rules))
        kind, basis = word(f"verdict.{verdict.kind}"), word(f"basis.{verdict.basis}")
        return Basis(kind, basis, rules, verdict.rules[0].reason, all(rule.confirmed for rule in verdict.rules))

    def _condition(self, answer: Answer, seen: RecordsSeen) -> LineSeen:
        line, condition = answer.line, answer.line.condition
        against = answer.code == (YES if line.kind == "veto" else NO)
        return LineSeen(
            id=line.id,
            number=self.number(line.id),
            kind=line.kind,
            label=self.label(line.id),
            outcome=self._condition_outcome(answer, seen),
            points_centi=None,
            maximum_centi=None,
            against=against,
            source=self._majority_source() if condition is None else self.source(condition.origin),
            is_assumption=condition is not None and condition.origin.assumption is not None,
            reason=None if condition is None else condition.origin.reason,
            law=self._basis.get(line.id),
            step=None,
            note=None,
            records=seen.behind.get(line.id, ()),
            kept_out=seen.kept_out.get(line.id, ()),
        )

    def _condition_outcome(self, answer: Answer, seen: RecordsSeen) -> Text:
        line, condition = answer.line, answer.line.condition
        if answer.code == UNKNOWN:
            reported = condition is None or condition.unknown == "report"
            return word("condition.unknown_reported" if reported else "condition.unknown")
        if line.kind != "veto":
            return word("condition.met" if answer.code == YES else "condition.not_met")
        if answer.code == YES:
            settles = self._ends.can_settle(line.id, seen.behind.get(line.id, ()))
            return word("condition.applies" if settles else "condition.decided")
        return word("condition.clear" if self._has_none(line.id, seen) else "outcome.none_counted")

    def _has_none(self, line_id: str, seen: RecordsSeen) -> bool:
        """Whether it may be said that there is none: of no record it was seen, and some were looked for."""
        return line_id not in self._on_records or line_id in seen.none_at_all

    def _majority_source(self) -> Text:
        rules = [rule for rule in self._law.rules if rule.parameter("majority_age") is not None]
        return self._cite(rules[0]) if rules else same("")

    def _cite(self, rule: Rule) -> Text:
        return Text(self._law.cite(rule, "zh"), self._law.cite(rule, "en"))

    def _item(self, item: Item, answer: Answer, group_full: bool, seen: RecordsSeen, figures: Figures) -> LineSeen:
        centi = answer.points_centi
        return LineSeen(
            id=item.id,
            number=self.number(item.id),
            kind="item",
            label=item.label,
            outcome=self._outcomes.outcome(item, answer, seen, figures, none=self._has_none(item.id, seen)),
            points_centi=centi,
            maximum_centi=item.maximum_centi,
            against=centi is not None and centi < 0,
            source=self.source(item.origin),
            is_assumption=item.origin.assumption is not None,
            reason=item.origin.reason,
            law=self._basis[item.id],
            step=self._steps.step(item, answer, group_full=group_full),
            note=word("opaque") if item.id in self._opaque else None,
            records=seen.behind.get(item.id, ()),
            kept_out=seen.kept_out.get(item.id, ()),
        )


def _judged_lines(policy: CompiledPolicy) -> tuple[Condition | Item, ...]:
    return (*policy.eligibility, *policy.vetoes, *policy.items)


def _part(line: Condition | Item) -> Part:
    return line.when if isinstance(line, Condition) else reads_of(line)


def _labels(policy: CompiledPolicy) -> dict[str, Text]:
    labels = {line.id: line.label for line in _judged_lines(policy)}
    return {packing.MAJORITY: word("majority.label", age=policy.majority_age)} | labels


def _ids_in_order(policy: CompiledPolicy) -> Iterator[str]:
    """Conditions and items, then the totals, then the parts of the limit."""
    yield from (line.id for line in packing.lines(policy))
    yield from (stage.id for stage in policy.stages)
    if policy.limit is not None:
        yield from (part.id for part in policy.limit.parts)


def _group_note(group: Group, total: int | None, kept: int | None) -> Text | None:
    if total is None or kept is None or total == kept:
        return None
    if kept < total:
        return word("group.capped", sum=points(total), cap=points(kept))
    return word("group.floored", sum=points(total), floor=points(kept))
