"""What became of a person from one assessment to another: up, down or as before, and by which lines. No name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xiangxin.kernel.text import Text
from xiangxin.office.runs.choices import Move
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import packing
from xiangxin.scoring.assessment import PersonResult

_SCORED = "scored"

Answers = Mapping[str, packing.Answer]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two results with the policy it came from."""

    result: PersonResult
    policy: CompiledPolicy


@dataclass(frozen=True, slots=True)
class Changed:
    """A line that came out otherwise. ``centi``: points gained, in hundredths; 0 for a condition or what is new."""

    line: str
    label: Text
    before: Text | None
    after: Text | None
    centi: int


def moved(before: PersonResult, after: PersonResult) -> Move:
    """Up or down: first by whether there is a result at all, then stars, then limit."""
    old, new = _rank(before), _rank(after)
    if old == new:
        return Move.SAME
    return Move.UP if new > old else Move.DOWN


def _rank(result: PersonResult) -> tuple[int, int, int]:
    return (result.status == _SCORED, result.stars or 0, result.limit_fen or 0)


def changed_lines(before: Side, after: Side) -> tuple[Changed, ...]:
    """Lines of either policy that came out otherwise, in the order of the later one."""
    return changed_answers(_answers(before), _answers(after))


def changed_answers(old: Answers, new: Answers) -> tuple[Changed, ...]:
    """The same, of answers by line."""
    found = []
    for line in [*new, *(name for name in old if name not in new)]:
        one, other = old.get(line), new.get(line)
        if one is not None and other is not None and (one.outcome, one.points_centi, one.code) == (
            other.outcome, other.points_centi, other.code
        ):  # fmt: skip
            continue
        told = other or one
        assert told is not None, "the line is in one of the two"
        label = _label(told)
        found.append(Changed(line, label, _outcome(one), _outcome(other), _points(other) - _points(one)))
    return tuple(found)


def answers_of(policy: CompiledPolicy, words: Sequence[int], points: Mapping[str, int | None]) -> Answers:
    """What packed codes say, by line; of somebody who was not assessed nothing."""
    return {answer.line.id: answer for answer in packing.answers(policy, words, points)} if words else {}


def _answers(side: Side) -> Answers:
    result, policy = side.result, side.policy
    words = packing.layout(policy).encode(result.codes) if result.codes else ()
    return answers_of(policy, words, result.values)


def _label(answer: packing.Answer) -> Text:
    source = answer.line.item or answer.line.condition
    return source.label if source is not None else Text("年龄", "Age")


def _outcome(answer: packing.Answer | None) -> Text | None:
    if answer is None:
        return None
    if answer.outcome is not None:
        return answer.outcome
    return _CONDITION[answer.code]


_CONDITION = (Text("否", "no"), Text("是", "yes"), Text("说不准", "cannot be told"))


def _points(answer: packing.Answer | None) -> int:
    return 0 if answer is None or answer.points_centi is None else answer.points_centi
