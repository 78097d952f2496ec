"""Refusing consent costs nothing: what becomes of somebody who gave none for income, property or a credit report.

Each formula is followed twice at once, along everything it can still come out as when those facts are withheld and
all others are known. Where only unknown or the worst is left, the person would pay for a right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from xiangxin.kernel.errors import Finding
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.lawcheck.lines import MESSAGES
from xiangxin.policy.lawcheck.reach import Reach, reads_of
from xiangxin.policy.model import CompiledPolicy, Condition, FlagItem, Item

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
            yield from _without(policy, _Withheld(held, reach))


def _without(policy: CompiledPolicy, withheld: _Withheld) -> Iterator[Finding]:
    for item in policy.items:
        yield from _item(item, withheld)
    for condition in policy.eligibility:
        yield from _condition(condition, "false", withheld)
    for condition in policy.vetoes:
        yield from _condition(condition, "true", withheld)
    formulas = [(stage.id, stage.value, stage.origin) for stage in policy.stages]
    if policy.limit is not None:
        formulas += [(name, value, policy.limit.origin) for name, value in policy.limit.candidates]
    if policy.rate is not None:
        formulas.append(("rate", policy.rate.propose, policy.rate.origin))
    for name, value, origin in formulas:
        if "unknown" in withheld.outcomes(value):
            yield MESSAGES.tell("consent_report", origin.at, line=name)
        if any(_is_nothing_without(node, withheld) for node in withheld.reach.nodes(value)):
            yield MESSAGES.tell("consent_refuses", origin.at, line=name)


def _is_nothing_without(node: x.Expr | x.Records, withheld: _Withheld) -> bool:
    """``… if known(…) else 0``: without consent there is nothing."""
    if not isinstance(node, x.Choice) or not isinstance(node.otherwise, x.Constant):
        return False
    return withheld.outcomes(node.condition) == {"false"} and node.otherwise.value == 0


def _item(item: Item, withheld: _Withheld) -> Iterator[Finding]:
    outcomes = withheld.outcomes(reads_of(item))
    if not withheld.touches(reads_of(item)):
        return
    known = [outcome.points_centi for outcome in item.outcomes if outcome.kind != "unknown"]
    fixed = [points for points in known if points is not None]
    worst, best = (min(fixed), max(fixed)) if fixed else (item.minimum_centi, item.maximum_centi)
    if "unknown" in outcomes:
        if item.unknown_centi is None:
            yield MESSAGES.tell("consent_report", item.origin.at, line=item.id)
        elif item.unknown_centi < worst or (item.unknown_centi == worst < best):
            yield MESSAGES.tell("consent_worst", item.origin.at, line=item.id)
    elif isinstance(item, FlagItem) and len(outcomes) == 1:
        # ``known(…)`` made the lack of consent itself the answer.
        points = item.outcomes[1 if "true" in outcomes else 0].points_centi
        if points == worst < best:
            yield MESSAGES.tell("consent_worst", item.origin.at, line=item.id)


def _condition(condition: Condition, against: Outcome, withheld: _Withheld) -> Iterator[Finding]:
    if not withheld.touches(condition.when):
        return
    outcomes = withheld.outcomes(condition.when)
    if "unknown" in outcomes and condition.unknown == "report":
        yield MESSAGES.tell("consent_report", condition.origin.at, line=condition.id)
    if outcomes == {against}:
        yield MESSAGES.tell("consent_refuses", condition.origin.at, line=condition.id)


@dataclass(frozen=True)
class _Withheld:
    """What a formula can come out as when ``names`` (inputs and record sources) are withheld."""

    names: frozenset[str]
    reach: Reach

    def touches(self, expr: x.Expr | x.Records) -> bool:
        return bool(self.names & self.reach.facts(expr))

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
        below = [*self.reach.behind(expr)] or [*expr.children()]
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
