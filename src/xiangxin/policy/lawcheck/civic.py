"""What may only help, only helps: civic facts, facts that serve as a good sign only, members' income, and points.

Civic facts are never needed besides: no condition, no star and no certificate rests on them, and their step is capped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from xiangxin.kernel.errors import Finding
from xiangxin.law.model import Effect
from xiangxin.law.pack import LawPack
from xiangxin.law.verdicts import in_force
from xiangxin.policy import expressions as x
from xiangxin.policy.lawcheck.lines import MESSAGES
from xiangxin.policy.lawcheck.moves import Moves
from xiangxin.policy.lawcheck.reach import Reach
from xiangxin.policy.model import CompiledPolicy, Item
from xiangxin.policy.reads import Formula, Part, Place, names_read, reads_of

_NEVER_CIVIC: tuple[Place, ...] = ("eligibility", "veto", "certificate", "household")


def check_civic(policy: CompiledPolicy, reach: Reach, law: LawPack) -> Iterator[Finding]:
    """Findings for every place where a civic fact is needed, costs something or has no cap."""
    civic = civic_of(policy, reach, law)
    for group in policy.groups:
        if group.use == "incentive" and group.cap_centi is None:
            yield MESSAGES.tell("civic_uncapped", group.origin.at, line=group.id)
    for formula in reach.decided(*_NEVER_CIVIC):
        if civic.reaches(formula.reads):
            yield MESSAGES.tell("civic_necessary", formula.at, line=formula.name)
    if policy.tiers is not None and any(civic.reaches(expr) for expr in reach.of_stars()):
        yield MESSAGES.tell("civic_necessary", policy.tiers.origin.at, line="tiers")
    for item in policy.items:
        if civic.is_civic(item) and item.unknown_centi is None:
            yield MESSAGES.tell("civic_necessary", item.origin.at, line=item.id)
    yield from _lowers("civic_lowers", Moves(reach, civic.facts, civic.items))
    yield from _worse_than_unknown("civic_lowers", policy, civic.facts)


def civic_of(policy: CompiledPolicy, reach: Reach, law: LawPack) -> Civic:
    """What counts as civic in this policy."""
    return Civic(reach, facts_under("incentive_only", policy, law), _items(policy, incentive=True))


def check_good_signs(policy: CompiledPolicy, reach: Reach, law: LawPack) -> Iterator[Finding]:
    """A fact that may serve as a good sign only: knowing it is never worse than not knowing it."""
    facts = facts_under("positive_only", policy, law)
    yield from _lowers("positive_lowers", Moves(reach, facts))
    yield from _worse_than_unknown("positive_lowers", policy, facts)


def check_members(policy: CompiledPolicy, reach: Reach, law: LawPack) -> Iterator[Finding]:
    """Members may add to points and limit and lower a rate; they are never asked for, deducted or subtracted."""
    members = {source.name: source for source in policy.records if source.table == "members"}
    adverse = {
        name
        for name, source in members.items()
        if any(spec.name in law.fields and law.matters[law.fields[spec.name].matter].adverse for spec in source.fields)
    }
    for formula in reach.formulas:
        read = members.keys() & set(names_read(formula.reads))
        asked = formula.place in ("eligibility", "veto") or formula.use == "deduction"
        if read & adverse or (read and asked):
            yield MESSAGES.tell("others_judged", formula.at, line=formula.name)
    yield from _lowers("others_judged", Moves(reach, frozenset(members)))


def check_points(policy: CompiledPolicy, reach: Reach) -> Iterator[Finding]:
    """More points never make a result worse, so that no total can single out how an item came to its points."""
    moves = Moves(reach, items=_items(policy, incentive=False))
    for formula in reach.decided("stage", "without_review", "tier_floor"):
        if _along(moves, formula) not in ("none", "up"):
            yield MESSAGES.tell("points_lower", formula.at, line=formula.name)
            return  # whatever reads this total would only repeat it
    yield from _lowers("points_lower", moves)


def facts_under(effect: Effect, policy: CompiledPolicy, law: LawPack) -> frozenset[str]:
    """Inputs and record sources about a matter under a rule with this effect."""
    matters = {spec.name: [spec.field.matter] for spec in policy.inputs}
    for source in policy.records:
        kind = law.record_kinds.get(source.kind)
        fields = [law.fields[spec.name].matter for spec in source.fields if spec.name in law.fields]
        matters[source.name] = fields if kind is None else [kind.matter]
    on_effect = [rule for rule in law.rules if rule.effect == effect]
    held = {
        matter for rule in in_force(on_effect, None, policy.law_as_of, policy.jurisdiction) for matter in rule.matters
    }
    return frozenset(name for name, about in matters.items() if held & set(about))


@dataclass(frozen=True)
class Civic:
    """Civic facts and the items of incentive groups, and what rests on them."""

    reach: Reach
    facts: frozenset[str]
    items: frozenset[str]

    def is_civic(self, item: Item) -> bool:
        return item.id in self.items or bool(self.facts & set(names_read(reads_of(item))))

    def reaches(self, part: Part) -> bool:
        """Whether a formula rests on a civic fact or on the points of an incentive, however far behind."""
        if self.facts & self.reach.facts(part):
            return True
        points = (node for node in self.reach.nodes(part) if isinstance(node, x.PointsRef))
        return any(self.is_civic(item) for node in points for item in self.reach.points(node))


def _items(policy: CompiledPolicy, *, incentive: bool) -> frozenset[str]:
    return frozenset(item.id for item in policy.items if (item.use == "incentive") == incentive)


def _lowers(code: str, moves: Moves) -> Iterator[Finding]:
    """Findings where growth takes points, lowers the limit or raises the rate, or might."""
    on_facts = replace(moves, items=frozenset())
    falling = [item for item in moves.reach.policy.items if on_facts.of_item(item) not in ("none", "up")]
    if falling:
        # Whatever reads their points would only repeat it.
        yield from (MESSAGES.tell(code, item.origin.at, line=item.id) for item in falling)
        return
    for formula in moves.reach.decided("limit"):
        if _along(moves, formula) not in ("none", "up"):
            yield MESSAGES.tell(code, formula.at, line=formula.name)
    for formula in moves.reach.decided("rate"):
        if _along(moves, formula) not in ("none", "down"):
            yield MESSAGES.tell(code, formula.at, line=formula.name)


def _along(moves: Moves, formula: Formula) -> str:
    return moves.along(formula.reads) if isinstance(formula.reads, x.Expr) else "none"


def _worse_than_unknown(code: str, policy: CompiledPolicy, facts: frozenset[str]) -> Iterator[Finding]:
    """Items on these facts: no points are taken, and the least of what can be known is what unknown gives."""
    for item in policy.items:
        if not facts & set(names_read(reads_of(item))):
            continue
        known = [outcome.points_centi for outcome in item.outcomes if outcome.kind != "unknown"]
        least = item.minimum_centi if None in known else min(points for points in known if points is not None)
        if least < 0 or item.unknown_centi != least:
            yield MESSAGES.tell(code, item.origin.at, line=item.id)
