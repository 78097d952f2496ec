"""Refusing consent costs nothing: what becomes of somebody who gave none for income, property or a credit report.

Each formula is followed twice at once, along everything it can still come out as when those facts are withheld and
all others are known. Where only unknown or the worst is left, the person would pay for a right.

An item's ``unknown`` stands clearly above its worst outcome: a third of the way from worst to best at least, and not
below the second-worst where it has three outcomes or more. A branch of the limit that is taken for lack of consent
can reach the base limit of the law data, or all that the other branch can give, and begins no lower.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from xiangxin.kernel.errors import Finding
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.lawcheck.figures import money_figure
from xiangxin.policy.lawcheck.lines import MESSAGES
from xiangxin.policy.lawcheck.moves import Moves
from xiangxin.policy.lawcheck.reach import REFERENCES, Reach
from xiangxin.policy.model import BandItem, CompiledPolicy, Condition, FlagItem, Item, ValueItem
from xiangxin.policy.reads import Part, reads_of

Outcome = Literal["true", "false", "value", "unknown"]
Outcomes = frozenset[Outcome]

_EITHER: Outcomes = frozenset({"true", "false"})
_VALUE: Outcomes = frozenset({"value"})
_UNKNOWN: Outcomes = frozenset({"unknown"})


def check_consent(policy: CompiledPolicy, reach: Reach, law: LawPack) -> Iterator[Finding]:
    """Findings for every line that lets lack of consent decide."""
    for consent_class in law.written_consents:
        gates = [(spec.name, spec.gates) for spec in policy.inputs]
        gates += [(source.name, source.gates) for source in policy.records]
        held = frozenset(name for name, asked in gates if consent_class in asked.consent_classes)
        if held:
            yield from _without(policy, _Withheld(held, reach), _base_limit(policy, law))


def _base_limit(policy: CompiledPolicy, law: LawPack) -> Fraction:
    return money_figure("base_limit", policy, law)


def _without(policy: CompiledPolicy, withheld: _Withheld, base_limit: Fraction) -> Iterator[Finding]:
    for item in policy.items:
        yield from _item(item, withheld)
    for condition in policy.eligibility:
        yield from _condition(condition, "false", withheld)
    for condition in policy.vetoes:
        yield from _condition(condition, "true", withheld)
    for formula in withheld.reach.decided("stage", "without_review", "tier_floor", "limit", "rate"):
        if "unknown" in withheld.outcomes(formula.reads):
            yield MESSAGES.tell("consent_report", formula.at, line=formula.name)
        choices = (node for node in withheld.reach.nodes(formula.reads) if isinstance(node, x.Choice))
        if any(_is_less_without(node, withheld, base_limit) for node in choices):
            yield MESSAGES.tell("consent_refuses", formula.at, line=formula.name)


def _is_less_without(choice: x.Choice, withheld: _Withheld, base_limit: Fraction) -> bool:
    """Whether a branch that is taken for lack of consent gives less than may be given without it."""
    if not withheld.asks_whether_known(choice.condition):
        return False
    taken = withheld.outcomes(choice.condition)
    pairs = []
    if "true" in taken:
        pairs.append((choice.then, choice.otherwise))
    if "false" in taken:
        pairs.append((choice.otherwise, choice.then))
    return any(_is_less(without, known, withheld.reach, base_limit) for without, known in pairs)


def _is_less(without: x.Expr, known: x.Expr, reach: Reach, base_limit: Fraction) -> bool:
    (low, high), (least, most) = reach.ranges.range_of(without), reach.ranges.range_of(known)
    begins_lower = least is not None and (low is None or low < least)
    enough = base_limit if most is None else min(base_limit, most)
    return begins_lower or (high is not None and high < enough)


def _item(item: Item, withheld: _Withheld) -> Iterator[Finding]:
    part = reads_of(item)
    outcomes = withheld.outcomes(part)
    if not withheld.touches(part):
        return
    given = item.unknown_centi
    if "unknown" in outcomes and given is None:
        yield MESSAGES.tell("consent_report", item.origin.at, line=item.id)
        return
    is_low = "unknown" in outcomes and given is not None and given < least_without(item)
    if is_low or _answers_for_itself(item, withheld):
        yield MESSAGES.tell("consent_worst", item.origin.at, line=item.id)


def least_without(item: Item) -> Fraction:
    """The least points, in hundredths, that somebody may get who gave no consent to what an item asks."""
    known = [outcome.points_centi for outcome in item.outcomes if outcome.kind != "unknown"]
    fixed = sorted({points for points in known if points is not None})
    worst, best = (fixed[0], fixed[-1]) if fixed else (item.minimum_centi, item.maximum_centi)
    second = fixed[1] if len(fixed) > 2 else worst
    return max(Fraction(2 * worst + best, 3), Fraction(second))


def _answers_for_itself(item: Item, withheld: _Withheld) -> bool:
    """``known(…)`` made the lack of consent itself an answer, and a worse one than its contrary."""
    if isinstance(item, FlagItem):
        return Moves(withheld.reach, known=withheld.names).of_item(item) not in ("none", "down")
    if isinstance(item, BandItem | ValueItem):
        choices = (node for node in withheld.reach.nodes(reads_of(item)) if isinstance(node, x.Choice))
        return any(withheld.asks_whether_known(choice.condition) for choice in choices)
    return False


def _condition(condition: Condition, against: Outcome, withheld: _Withheld) -> Iterator[Finding]:
    if not withheld.touches(condition.when):
        return
    outcomes = withheld.outcomes(condition.when)
    if "unknown" in outcomes and condition.unknown == "report":
        yield MESSAGES.tell("consent_report", condition.origin.at, line=condition.id)
    helps = Moves(withheld.reach, known=withheld.names).along(condition.when)
    if outcomes == {against} or helps not in ("none", "down" if against == "false" else "up"):
        yield MESSAGES.tell("consent_refuses", condition.origin.at, line=condition.id)


@dataclass(frozen=True)
class _Withheld:
    """What a formula can come out as when ``names`` (inputs and record sources) are withheld."""

    names: frozenset[str]
    reach: Reach
    _met: dict[x.Expr, Outcomes] = field(default_factory=dict, init=False, repr=False, compare=False)

    def touches(self, expr: x.Expr | x.Records) -> bool:
        return bool(self.names & self.reach.facts(expr))

    def asks_whether_known(self, expr: x.Expr) -> bool:
        """Whether a condition can turn on the lack of consent itself."""
        asked = (node for node in self.reach.nodes(expr) if isinstance(node, x.Known))
        return any(self.touches(node.operand) for node in asked)

    def outcomes(self, expr: x.Expr | x.Records) -> Outcomes:
        if not self.touches(expr):
            return _known(expr)
        if isinstance(expr, x.Records):
            return _UNKNOWN
        return self._of(expr)

    def _of(self, expr: x.Expr) -> Outcomes:
        match expr:
            case x.InputRef() | x.Aggregate():
                return _UNKNOWN
            case x.Known(operand=operand):
                return self._known_or_not(operand)
            case x.Not(operand=operand):
                return frozenset(_NOT.get(outcome, outcome) for outcome in self.outcomes(operand))
            case x.And(operands=operands):
                return self._joined(operands, stops="false", passes="true")
            case x.Or(operands=operands):
                return self._joined(operands, stops="true", passes="false")
            case x.Choice():
                return self._choice(expr)
            case x.PointsRef():
                # An item answers for itself; what rests on it is not told a second time.
                return _VALUE
        if isinstance(expr, REFERENCES):
            if expr not in self._met:
                self._met[expr] = self._together(expr, [*self.reach.behind(expr)] or [*expr.children()])
            return self._met[expr]
        return self._together(expr, [*expr.children()])

    def _together(self, expr: x.Expr, below: list[Part]) -> Outcomes:
        met = [self.outcomes(part) for part in below]
        unknown: Outcomes = _UNKNOWN if any("unknown" in part for part in met) else frozenset()
        possible = all(part != _UNKNOWN for part in met)
        return unknown | (_known(expr) if possible else frozenset())

    def _known_or_not(self, operand: x.Expr) -> Outcomes:
        inner = self.outcomes(operand)
        said: set[Outcome] = set()
        if inner != _UNKNOWN:
            said.add("true")
        if "unknown" in inner:
            said.add("false")
        return frozenset(said)

    def _joined(self, operands: tuple[x.Expr, ...], stops: Outcome, passes: Outcome) -> Outcomes:
        met = [self.outcomes(operand) for operand in operands]
        said: set[Outcome] = set()
        if any(stops in part for part in met):
            said.add(stops)
        if all(passes in part for part in met):
            said.add(passes)
        if any("unknown" in part for part in met) and all(part != {stops} for part in met):
            said.add("unknown")
        return frozenset(said)

    def _choice(self, expr: x.Choice) -> Outcomes:
        asked = self.outcomes(expr.condition)
        said: Outcomes = _UNKNOWN if "unknown" in asked else frozenset()
        if "true" in asked:
            said |= self.outcomes(expr.then)
        if "false" in asked:
            said |= self.outcomes(expr.otherwise)
        return said


_NOT: dict[Outcome, Outcome] = {"true": "false", "false": "true"}


def _known(expr: x.Expr | x.Records) -> Outcomes:
    return _EITHER if isinstance(expr, x.Expr) and expr.type.kind == "bool" else _VALUE
