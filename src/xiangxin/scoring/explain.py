"""One person's result, told to that person: every point and total, what it rests on, and what would change it.

The result comes from the interpreter or from a packed explanation; both are told alike. Where an amount rests
on data that are not at hand (a packed explanation keeps none), it is named, not computed. It decides nothing and leaves
nothing out that was counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from xiangxin.kernel.money import half_up
from xiangxin.kernel.text import Text
from xiangxin.kernel.units import CENTI_PER_POINT
from xiangxin.law.pack import LawPack
from xiangxin.policy.expressions import Arithmetic, Expr, StageRef
from xiangxin.policy.model import CompiledPolicy, Limit, Part, Stage
from xiangxin.scoring import packing
from xiangxin.scoring.assessment import PersonResult
from xiangxin.scoring.explain_lines import LineWords
from xiangxin.scoring.explain_records import NOTHING_SEEN, RecordsSeen
from xiangxin.scoring.explain_stops import StopWords
from xiangxin.scoring.explanation import Explanation, LimitSeen, PartSeen, PolicySeen, StageSeen
from xiangxin.scoring.facts import Exact, Facts
from xiangxin.scoring.figures import NO_FIGURES, Figures
from xiangxin.scoring.formula_words import FormulaWords
from xiangxin.scoring.grounds import Gap
from xiangxin.scoring.wording import basis_points, exact, joined, plainly, points, same, word, yuan

_LEFT_TO_DECIDE = frozenset({"no_notice", "late_notice"})
"""Gaps after which the person decides once more."""


@dataclass(frozen=True, slots=True)
class RunSeen:
    """The run as the person is told of it. ``areas``: names by code; ``limits``: whether it may propose limits."""

    as_of: date
    known_on: date
    purpose: Text
    receiver: Text
    limits: bool
    areas: Mapping[str, str] = field(default_factory=dict)


class Explainer:
    """Explains results of one run, one person after the other."""

    def __init__(self, policy: CompiledPolicy, law: LawPack, run: RunSeen) -> None:
        self._policy = policy
        self._run = run
        self._law = law
        self._lines = LineWords(policy, law, limits=run.limits)
        self._stops = StopWords(policy, law, self._lines, run.receiver)

    def explain(
        self,
        result: PersonResult,
        seen: RecordsSeen = NOTHING_SEEN,
        figures: Figures = NO_FIGURES,
        gap: Gap | None = None,
    ) -> Explanation:
        """Tell ``result``.

        ``seen``: the records behind its lines and those kept out, ``figures`` of the person's own, and what the
        consent lacks (``gap``), each where it is at hand.
        """
        lines, under_age = self._lines, result.under_age
        answers = self._answers(result)
        if under_age:
            # Nothing more is said of a child than the age: whatever else stands in the file is no answer of theirs.
            answers, seen = answers[:1], NOTHING_SEEN
        telling = _Telling(self._policy, self._law, self._run, result, lines, figures)
        by_id = {answer.line.id: answer for answer in answers}
        assessed = bool(by_id) and not under_age
        return Explanation(
            person_id=result.person_id,
            household_id=result.household_id,
            village_code=result.village_code,
            village=self._run.areas.get(result.village_code, ""),
            status=result.status,
            status_label=word(f"status.{result.status}"),
            sentence=self._sentence(result, telling.decider(), gap),
            stopped=self._stops.stopped(result, seen.behind),
            flags=tuple(word(f"flag.{flag}") for flag in result.flags),
            policy=self._policy_seen(),
            as_of=self._run.as_of,
            known_on=self._run.known_on,
            purpose=self._run.purpose,
            receiver=self._run.receiver,
            conditions=lines.conditions(answers, seen),
            groups=tuple(
                lines.group(group, by_id, result.groups.get(group.id), seen, figures)
                for group in (self._policy.groups if assessed else ())
            ),
            review=telling.review() if assessed else None,
            stages=telling.stages(),
            total=telling.total(),
            stars=result.stars,
            next_stars=telling.next_stars(),
            limit=telling.limit(),
            rate=telling.rate(),
            certificate=word(f"certificate.{result.certificate}") if result.certificate else None,
            calibration=self._calibration() if assessed and result.status != "not_eligible" else None,
            not_counted=seen.not_counted,
            contest=word("contest", example=self._an_example(under_age)),
            checking=tuple(self._checking(result, answers, seen)),
        )

    def _sentence(self, result: PersonResult, decider: Text, gap: Gap | None) -> Text:
        if result.status == "no_consent":
            lacks = word(f"gap.{gap or 'not_at_hand'}", receiver=self._run.receiver)
            then = word(f"then.{gap}", receiver=self._run.receiver) if gap in _LEFT_TO_DECIDE else same("")
            return word("said.no_consent", gap=lacks, then=then)
        return word("said.under_age" if result.under_age else f"said.{result.status}", decider=decider)

    def _checking(self, result: PersonResult, answers: Iterable[packing.Answer], seen: RecordsSeen) -> Iterator[Text]:
        """What only machines and auditors ask for: ids and hashes, so that nobody else has to read them."""
        policy, lines = self._policy, self._lines
        yield word("explain.person", person=str(result.person_id))
        ids = [answer.line.id for answer in answers]
        if ids:
            told = joined([Text(f"{lines.said(id_).zh} {id_}", f"{lines.said(id_).en} {id_}") for id_ in ids])
            yield word("explain.ids", ids=told)
        for id_ in ids:
            records = [record.record_id for record in seen.behind.get(id_, ())]
            if records:
                yield word("explain.records", line=lines.said(id_), ids=joined([same(each) for each in records]))
        yield word(
            "explain.hashes",
            policy=policy.content_hash,
            law=policy.law_hash,
            semantics=policy.semantics,
            place=policy.jurisdiction,
        )

    def _answers(self, result: PersonResult) -> tuple[packing.Answer, ...]:
        if not result.codes:
            return ()
        words = packing.layout(self._policy).encode(result.codes)
        return packing.answers(self._policy, words, result.values)

    def _an_example(self, under_age: bool) -> Text:
        items = self._policy.items
        return self._lines.said(items[0].id if items and not under_age else packing.MAJORITY)

    def _policy_seen(self) -> PolicySeen:
        policy = self._policy
        return PolicySeen(
            policy.id,
            policy.title,
            policy.document,
            policy.content_hash,
            policy.law_hash,
            policy.semantics,
            policy.jurisdiction,
        )

    def _calibration(self) -> Text | None:
        if self._policy.calibration == "not_applicable":
            return None
        return word(f"calibration.{self._policy.calibration}")


class _Telling:
    """Totals and proposals of one person in words."""

    def __init__(
        self,
        policy: CompiledPolicy,
        law: LawPack,
        run: RunSeen,
        result: PersonResult,
        lines: LineWords,
        figures: Figures,
    ) -> None:
        self._policy = policy
        self._run = run
        self._result = result
        self._lines = lines
        self._formulas = FormulaWords(policy, law, run.as_of, _at_hand(policy, result), figures)

    def decider(self) -> Text:
        """Who decides, by name of the institution."""
        decides = self._policy.rate.decides if self._policy.rate is not None else "officer"
        if decides in ("", "officer"):
            return word("decider.officer", receiver=self._run.receiver)
        return word("decider.named", receiver=self._run.receiver, decides=decides)

    def review(self) -> Text | None:
        """The review part, which the person may see; nobody sees the spread."""
        review, result = self._policy.review, self._result
        if review is None:
            return None
        if _review_gone(result):
            return word("review.gone")
        if result.review_sum is None or not result.review_count:
            return word("review.absent", least=review.at_least)
        mean = plainly(Fraction(result.review_sum, result.review_count))
        return word("review.counted", count=result.review_count, sum=result.review_sum, mean=mean)

    def stages(self) -> tuple[StageSeen, ...]:
        """Every total that stands."""
        return tuple(
            self._stage(stage, value)
            for stage in self._policy.stages
            if (value := self._result.stages.get(stage.id)) is not None
        )

    def _stage(self, stage: Stage, value: Exact) -> StageSeen:
        without = stage.without_review is not None and self._result.review_count is None
        formula = stage.without_review if without and stage.without_review is not None else stage.value
        shown = points(half_up(value.numerator * CENTI_PER_POINT, value.denominator))
        words = self._sum_in_words(stage, formula, value, shown)
        number = self._lines.number(stage.id)
        return StageSeen(stage.id, number, stage.label, words, shown, self._lines.source(stage.origin))

    def _sum_in_words(self, stage: Stage, formula: Expr, value: Exact, shown: str) -> Text:
        computed = self._formulas.value(formula)
        text = self._formulas.text(formula)
        if computed is None or plainly(computed) == text:
            return word("stage.shown", shown=shown)
        if isinstance(formula, StageRef):
            return word("stage.same", formula=text)
        if stage.decimals is not None and computed != value:
            finite = plainly(computed).zh == exact(computed)
            return word("stage.rounded" if finite else "stage.about", formula=text, value=exact(computed), shown=shown)
        capped = self._capped(formula)
        return capped if capped is not None else word("stage.equals", formula=text, value=plainly(computed))

    def _capped(self, formula: Expr) -> Text | None:
        """A sum that is kept to a most: what it comes to, and what counts of it."""
        found = self._formulas.capped(formula)
        if found is None or not isinstance(found[0], Arithmetic) or found[0].op != "+":
            return None
        total, most = (self._formulas.value(each) for each in found)
        assert total is not None
        assert most is not None
        key = "stage.capped" if total > most else "stage.below_cap"
        return word(key, formula=self._formulas.text(found[0]), sum=plainly(total), cap=plainly(most))

    def total(self) -> str | None:
        """The total the stars are read from, as it is shown."""
        tiers = self._policy.tiers
        value = self._result.stages.get(tiers.on) if tiers is not None else None
        return None if value is None else points(half_up(value.numerator * CENTI_PER_POINT, value.denominator))

    def next_stars(self) -> Text | None:
        """How many points are missing to the next tier."""
        tiers, stars = self._policy.tiers, self._result.stars
        value = self._result.stages.get(tiers.on) if tiers is not None else None
        if tiers is None or stars is None or value is None:
            return None
        above = sorted((start, step) for start, step in tiers.steps if step > stars and start > value)
        if not above:
            return None
        start, step = above[0]
        return word("stars.next", stars=step, gap=plainly(start - value), **{"from": exact(start)})

    def limit(self) -> LimitSeen | None:
        """The limit in a sentence that says how it follows."""
        limit, result = self._policy.limit, self._result
        if limit is None or result.status != "scored":
            return None
        if not self._run.limits:
            return LimitSeen(None, None, word("limit.evaluation"), None, ())
        if result.limit_fen is None:
            return LimitSeen(None, None, word("limit.none"), None, self._parts(limit))
        amount = yuan(result.limit_fen)
        key = "limit.because" if result.limit_fen else "limit.zero"
        sentence = word(key, amount=amount, reason=self._reason(limit))
        return LimitSeen(result.limit_fen, amount, sentence, result.limit_binding, self._parts(limit))

    def _reason(self, limit: Limit) -> Text:
        candidates = [self._candidate(name, limit) for name, _ in limit.candidates]
        if limit.how == "value":
            reason = word("limit.only", formula=candidates[0])
        else:
            binding = self._formulas.label(self._result.limit_binding or "")
            key = "limit.least" if limit.how == "min" else "limit.greatest"
            reason = word(key, list=joined(candidates), binding=binding)
        if limit.floor_to_fen > 1:
            floored = word("limit.floored", step=yuan(limit.floor_to_fen))
            return Text(reason.zh + floored.zh, reason.en + floored.en)
        return reason

    def _candidate(self, name: str, limit: Limit) -> Text:
        expr = dict(limit.candidates)[name]
        text = self._formulas.text(expr)
        if self._formulas.is_computable(expr):
            return text
        return word("limit.by_input", label=text)

    def _parts(self, limit: Limit) -> tuple[PartSeen, ...]:
        return tuple(self._part(part) for part in limit.parts)

    def _part(self, part: Part) -> PartSeen:
        value = self._formulas.value(part.value)
        if value is not None:
            amount: Text | None = yuan(value)
        else:
            amount = word("limit.part_unknown") if self._formulas.is_computable(part.value) else None
        return PartSeen(
            part.id,
            self._lines.number(part.id),
            part.label,
            self._formulas.text(part.value),
            amount,
            self._lines.source(part.origin),
            self._not_shown(part, value) or self._without_disclosure(part, value),
        )

    def _not_shown(self, part: Part, value: Exact | None) -> Text | None:
        """Why a part is an amount of the policy's and none of the person's: what it rests on was not disclosed."""
        found = self._formulas.undisclosed(part.value)
        if found is None or value is None or self._formulas.is_disclosed(part.value):
            return None
        return word("limit.not_shown", facts=joined(found[0]), amount=yuan(found[1]))

    def _without_disclosure(self, part: Part, value: Exact | None) -> Text | None:
        """What the part that sets the limit would be without what the person disclosed, where that is more."""
        if value is None or part.id != self._result.limit_binding:
            return None
        found = self._formulas.undisclosed(part.value)
        if found is None or found[1] <= value:
            return None
        return word("limit.undisclosed", facts=joined(found[0]), amount=yuan(found[1]))

    def rate(self) -> Text | None:
        """The proposed rate and who decides it; beside no limit a rate says nothing."""
        no_limit = self._policy.limit is not None and not self._result.limit_fen
        if self._result.rate_bp is None or no_limit:
            return None
        return word("rate.proposed", rate=basis_points(self._result.rate_bp), decider=self.decider())


def _review_gone(result: PersonResult) -> bool:
    """Ratings counted, and what they came to may not be told any more."""
    return result.review_count is not None and result.review_sum is None


def _at_hand(policy: CompiledPolicy, result: PersonResult) -> Facts:
    """What a result itself holds: points, totals, review, stars, and parts where it was computed just now."""
    facts = Facts({}, {}, {}, stars=result.stars, review_sum=result.review_sum, review_count=result.review_count)
    if result.codes:
        words = packing.layout(policy).encode(result.codes)
        answers = packing.answers(policy, words, result.values)
        facts.points.update((answer.line.id, answer.points_centi) for answer in answers if answer.line.item)
    facts.points.update(result.groups)
    facts.stages.update(result.stages)
    facts.parts.update(result.parts)
    return facts
