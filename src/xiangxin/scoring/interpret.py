"""One applicant with all reasons: the policy, line by line, in exact arithmetic.

This is the meaning of a policy. The SQL engine must give the same integers and words; where they differ, this file
or its tests say who is right. It reads no clock and no file, and judges one person by that person's own facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xiangxin.kernel.dates import whole_years
from xiangxin.kernel.money import half_up
from xiangxin.kernel.units import BP_PER_UNIT
from xiangxin.law.model import ConsentClass
from xiangxin.policy.model import CompiledPolicy, RecordSource, SumItem, ValueItem
from xiangxin.scoring.assessment import (
    NO,
    UNKNOWN,
    YES,
    Excluded,
    Flag,
    PersonInput,
    PersonResult,
    Row,
    Run,
    Status,
)
from xiangxin.scoring.evaluate import Translator
from xiangxin.scoring.facts import NO_ROW, Evaluated, Facts, in_language
from xiangxin.scoring.gates import (
    asked,
    ended_as_of,
    gate_against,
    granted_classes,
    has_consents,
    is_for_the_person,
    last_answers,
    panels_shown,
)
from xiangxin.scoring.outcomes import ItemTranslator
from xiangxin.scoring.packing import MAJORITY
from xiangxin.scoring.proposal import LimitEvaluators, StageEvaluators


class Interpreter:
    """A policy ready to assess one person after the other in one run."""

    def __init__(self, policy: CompiledPolicy, run: Run) -> None:
        self.policy = policy
        self.run = run
        parameters = {parameter.name: parameter.at(run.as_of) for parameter in policy.parameters}
        steps = policy.tiers.steps if policy.tiers is not None else ()
        self._translate = Translator(run.as_of, parameters, steps)
        self._conditions = [
            (condition, self._translate.evaluator(condition.when))
            for condition in (*policy.eligibility, *policy.vetoes)
        ]
        items = ItemTranslator(self._translate)
        self._items = [(item, items.evaluator(item)) for item in policy.items]
        self._stages = [StageEvaluators(stage, self._translate) for stage in policy.stages]
        self._limit = LimitEvaluators(policy.limit, self._translate) if policy.limit is not None else None
        self._rate = self._translate.evaluator(policy.rate.propose) if policy.rate is not None else None
        self._certificate = [(colour, self._translate.evaluator(when)) for colour, when in policy.certificate]
        self._inputs = [
            (spec.name, spec.gates.consent_classes, spec.field.column, spec.field.type) for spec in policy.inputs
        ]
        self._sources = [(source.name, source.gates.consent_classes, source) for source in policy.records]
        self._reviewed = {stage.id for stage in policy.stages if stage.without_review is not None}

    def assess(self, person: PersonInput) -> PersonResult:
        """The result of one person with a code for every line; see ``PersonResult``."""
        granted = granted_classes(person.consents, self.run)
        if "file" not in granted:
            return PersonResult(person.person_id, person.household_id, person.village_code, "no_consent")
        facts, excluded = self._facts(person, granted)
        awaiting = self._review(person, facts)
        codes = [self._majority(facts)]
        codes += [_answer(evaluate(facts, NO_ROW)) for _, evaluate in self._conditions]
        values: dict[str, int | None] = {}
        for item, evaluate_item in self._items:
            code, centi = evaluate_item(facts)
            codes.append(code)
            facts.points[item.id] = centi
            if isinstance(item, SumItem | ValueItem):
                values[item.id] = centi
        self._add_up(facts)
        lines = self._lines(codes, facts)
        status = _status(lines, awaiting)
        conclusion = self._conclude(facts, status, awaiting, lines)
        open_to = status != "not_eligible"
        return PersonResult(
            person_id=person.person_id,
            household_id=person.household_id,
            village_code=person.village_code,
            status=status,
            missing=lines.missing if status == "not_evaluable" else (),
            ineligible=lines.ineligible if status == "not_eligible" else (),
            vetoes=lines.vetoes if status == "vetoed" else (),
            flags=tuple(flag for flag in FLAG_ORDER if flag in conclusion.flags),
            codes=tuple(codes),
            values=values,
            groups={group.id: facts.points[group.id] for group in self.policy.groups},
            stages={stage.id: facts.stages.get(stage.id) for stage in self.policy.stages},
            parts=facts.parts,
            review_sum=facts.review_sum if open_to else None,
            review_count=facts.review_count if open_to else None,
            stars=conclusion.stars,
            limit_fen=conclusion.limit_fen,
            limit_binding=conclusion.limit_binding,
            rate_bp=conclusion.rate_bp,
            certificate=conclusion.certificate,
            excluded=excluded,
        )

    def facts(self, person: PersonInput) -> Facts:
        """What of ``person`` passes the gates, before anything is worked out from it."""
        return self._facts(person, granted_classes(person.consents, self.run))[0]

    # -- facts ----------------------------------------------------------------------------------------------

    def _facts(self, person: PersonInput, granted: frozenset[ConsentClass]) -> tuple[Facts, tuple[Excluded, ...]]:
        """Everything that passes the gates, in the language's units."""
        inputs: dict[str, Evaluated] = {"birth_on": in_language(person.fields.get("birth_on"), "date")}
        for name, classes, column, kind in self._inputs:
            inputs[name] = in_language(person.fields.get(column), kind) if classes <= granted else None
        facts, excluded = Facts(inputs, {}, {}), list[Excluded]()
        by_kind: dict[object, list[Row]] = {}
        for row in person.records:
            by_kind.setdefault(row.get("kind"), []).append(row)
        answers = last_answers(person.coverage, self.run)
        for name, classes, source in self._sources:
            visible: list[Row] = []
            if source.table == "members":
                visible, covered = self._members(person, source), True
            elif not classes <= granted:
                covered = False
            else:
                if source.kind in by_kind:
                    visible = self._visible(by_kind[source.kind], source, inputs["birth_on"], excluded)
                covered = bool(visible) or asked(answers, source, self.run)
            facts.rows[name], facts.covered[name] = visible, covered
        return facts, tuple(excluded)

    def _visible(
        self, rows: Sequence[Row], source: RecordSource, birth_on: date | None, excluded: list[Excluded]
    ) -> list[Row]:
        """The rows of one kind that count, as they stand on the as-of date."""
        visible: list[Row] = []
        for row in rows:
            gate = gate_against(row, source, self.run, birth_on)
            if gate is not None:
                private = is_for_the_person(row, source.gates, self.run, birth_on)
                excluded.append(Excluded("records", str(row.get("record_id")), source.kind, gate, private))
                continue
            ended_on = ended_as_of(row, self.run.as_of)
            visible.append({**row, "ended_on": ended_on, "in_force": ended_on is None})
        return visible

    def _members(self, person: PersonInput, source: RecordSource) -> list[Row]:
        """Child rows whose own person consents; nobody consents for another."""
        return [
            {**row, "in_force": True}
            for row in person.members
            if has_consents(person.member_consents.get(row["member_id"], ()), self.run, source.gates.of_member)
        ]

    def _review(self, person: PersonInput, facts: Facts) -> bool:
        """Take the ratings of closed rounds; true while a round on this person is still open."""
        review = self.policy.review
        if review is None or not person.reviews:
            return False
        shown = panels_shown(person.consents, self.run)
        as_of, ratings, open_round = self.run.as_of, [], False
        for row in person.reviews:
            if row.get("panel") not in shown:
                continue
            closed_on, rating = row.get("closed_on"), row.get("rating")
            if closed_on is None or closed_on > as_of:
                open_round = True
            elif isinstance(rating, int) and review.low <= rating <= review.high:
                ratings.append(rating)
        if len(ratings) >= review.at_least:
            facts.review_sum, facts.review_count = sum(ratings), len(ratings)
        return open_round and bool(self._reviewed)

    def _majority(self, facts: Facts) -> int:
        birth_on = facts.inputs["birth_on"]
        if birth_on is None:
            return UNKNOWN
        return YES if whole_years(birth_on, self.run.as_of) >= self.policy.majority_age else NO

    # -- totals ---------------------------------------------------------------------------------------------

    def _add_up(self, facts: Facts) -> None:
        for group in self.policy.groups:
            known = [centi for item in group.items if (centi := facts.points[item.id]) is not None]
            facts.points[group.id] = group.kept(sum(known)) if len(known) == len(group.items) else None

    def _lines(self, codes: Sequence[int], facts: Facts) -> _Lines:
        """What the lines together say, before any status."""
        ineligible = [MAJORITY] if codes[0] == NO else []
        missing = [MAJORITY] if codes[0] == UNKNOWN else []
        vetoes: list[str] = []
        product = True
        first_veto = len(self.policy.eligibility)
        for position, (condition, _) in enumerate(self._conditions):
            code, veto = codes[position + 1], position >= first_veto
            if code == UNKNOWN and condition.unknown == "report":
                missing.append(condition.id)
            elif veto and code == YES:
                vetoes.append(condition.id)
            elif not veto and code == NO:
                product = product and condition.of != "product"
                ineligible += [condition.id] if condition.of == "credit" else []
        missing += [item.id for item, _ in self._items if facts.points[item.id] is None]
        return _Lines(tuple(ineligible), tuple(vetoes), tuple(missing), product)

    def _conclude(self, facts: Facts, status: Status, awaiting: bool, lines: _Lines) -> _Conclusion:
        """Stages for all who may be assessed; stars and proposals for the scored only."""
        conclusion = _Conclusion([])
        if status != "not_eligible":
            flags = self._run_stages(facts, awaiting)
            if status == "scored":
                conclusion.flags += flags
                conclusion.stars = facts.stars
                self._propose(facts, conclusion, lines.product)
        return conclusion

    def _run_stages(self, facts: Facts, awaiting: bool) -> list[Flag]:
        """Every stage that can stand; a stage waits with the review while a round is open."""
        flags: list[Flag] = []
        reviewed = facts.review_sum is not None
        for stage in self._stages:
            value = None if awaiting and stage.reviewed else stage.value(facts, reviewed)
            facts.stages[stage.id] = value
            if stage.reviewed and not reviewed:
                flags.append("no_review")
            if self.policy.tiers is not None and self.policy.tiers.on == stage.id and value is not None:
                facts.stars = self._translate.tier(value)
                floor = stage.floor(facts)
                if floor is not None and facts.stars < floor:
                    facts.stars = floor
                    flags.append("review_would_lower")
        return flags

    def _propose(self, facts: Facts, result: _Conclusion, product: bool) -> None:
        if not self.run.limits:
            return
        for colour, when in self._certificate:
            if when(facts, NO_ROW) is True:
                result.certificate = colour
                break
        if not product:
            result.flags.append("product_not_eligible")
            return
        if self._limit is not None:
            result.limit_fen, result.limit_binding = self._limit.propose(facts)
            result.flags += ["limit_unknown"] if result.limit_fen is None else []
        if self._rate is not None:
            ratio = self._rate(facts, NO_ROW)
            if ratio is None:
                result.flags.append("rate_unknown")
            else:
                result.rate_bp = half_up(ratio.numerator * BP_PER_UNIT, ratio.denominator)


FLAG_ORDER: tuple[Flag, ...] = (
    "no_review",
    "review_would_lower",
    "product_not_eligible",
    "limit_unknown",
    "rate_unknown",
)


@dataclass(slots=True)
class _Conclusion:
    """What is proposed to the deciding officer."""

    flags: list[Flag]
    stars: int | None = None
    limit_fen: int | None = None
    limit_binding: str | None = None
    rate_bp: int | None = None
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class _Lines:
    """Ids of the lines that make ineligible, veto, or are missing; ``product``: the product is open to the person."""

    ineligible: tuple[str, ...]
    vetoes: tuple[str, ...]
    missing: tuple[str, ...]
    product: bool


def _answer(value: Evaluated) -> int:
    return UNKNOWN if value is None else YES if value else NO


def _status(lines: _Lines, awaiting: bool) -> Status:
    if lines.ineligible:
        return "not_eligible"
    if lines.vetoes:
        return "vetoed"
    if lines.missing:
        return "not_evaluable"
    return "awaiting_review" if awaiting else "scored"
