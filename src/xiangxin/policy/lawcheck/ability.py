"""An honour never outweighs what somebody can repay: the limit it adds to stands under a term that says how much.

Which matters such a term may rest on is a parameter of a rule of the law pack. The term stands in the outermost ``min``
of whatever an incentive raises, and no incentive raises the term itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xiangxin.kernel.errors import Finding
from xiangxin.law.pack import LawPack
from xiangxin.law.verdicts import in_force
from xiangxin.policy import expressions as x
from xiangxin.policy.lawcheck.civic import Civic, civic_of
from xiangxin.policy.lawcheck.lines import MESSAGES
from xiangxin.policy.lawcheck.reach import Reach
from xiangxin.policy.model import CompiledPolicy

PARAMETER = "held_by"


def check_ability(policy: CompiledPolicy, reach: Reach, law: LawPack) -> Iterator[Finding]:
    """A finding where an incentive can raise the limit above what the person can repay."""
    if policy.limit is None:
        return
    held = _Held(civic_of(policy, reach, law), _of_ability(policy, law))
    values = tuple(value for _, value in policy.limit.candidates)
    if not (held.least(values) if policy.limit.how == "min" else all(held.holds(value) for value in values)):
        yield MESSAGES.tell("civic_above_ability", policy.limit.origin.at, line="limit")


def _of_ability(policy: CompiledPolicy, law: LawPack) -> frozenset[str]:
    """Inputs about a matter that says what somebody can repay."""
    rules = in_force(law.rules, None, policy.law_as_of, policy.jurisdiction)
    matters = {matter for rule in rules for matter in (rule.parameter(PARAMETER) or "").split()}
    return frozenset(spec.name for spec in policy.inputs if spec.field.matter in matters)


@dataclass(frozen=True)
class _Held:
    civic: Civic
    ability: frozenset[str]

    def holds(self, expr: x.Expr) -> bool:
        """Whether ``expr`` stays within what can be repaid, or no incentive raises it."""
        if not self.civic.reaches(expr):
            return True
        match expr:
            case x.Call(function="min", arguments=arguments):
                return self.least(arguments)
            case x.Call(function="max", arguments=arguments):
                return all(self.holds(argument) for argument in arguments)
            case x.Call(function="clamp", arguments=(value, low, high)):
                return self.holds(low) and self.least((value, high))
            case x.Call(function="floor_to" | "half_up", arguments=(value, *_)):
                return self.holds(value)
            case x.Choice(then=then, otherwise=otherwise):
                return self.holds(then) and self.holds(otherwise)
            case x.PartRef():
                return all(self.holds(part) for part in self.civic.reach.behind(expr) if isinstance(part, x.Expr))
        return False

    def least(self, values: tuple[x.Expr, ...]) -> bool:
        """Whether the least of ``values`` is held: by one of them, or each by itself."""
        return any(self._is_ability(value) for value in values) or all(self.holds(value) for value in values)

    def _is_ability(self, expr: x.Expr) -> bool:
        return bool(self.ability & self.civic.reach.facts(expr)) and not self.civic.reaches(expr)
