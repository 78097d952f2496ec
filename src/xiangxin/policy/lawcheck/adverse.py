"""Who keeps their word never comes off worse: adverse records only cost, clean is best, unknown is no better.

An adverse record is one of a matter that speaks against somebody. The direction of points and limit along such records
is derived, as everywhere in this check; where it cannot be told, it does not pass for harmless.
"""

from __future__ import annotations

from collections.abc import Iterator

from xiangxin.kernel.errors import Finding
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.lawcheck.lines import MESSAGES
from xiangxin.policy.lawcheck.moves import Moves
from xiangxin.policy.lawcheck.reach import Reach
from xiangxin.policy.model import BandItem, CompiledPolicy, Item, SumItem, ValueItem
from xiangxin.policy.reads import Formula, names_read, reads_of


def check_adverse(policy: CompiledPolicy, reach: Reach, law: LawPack) -> Iterator[Finding]:
    """Findings where being clean is worth less than a record, or more records are worth more."""
    adverse = _adverse(policy, law)
    moves = Moves(reach, adverse)
    worse = {item.id for item in policy.items if _clean_is_less(item, adverse)}
    for item in policy.items:
        if item.id in worse:
            yield MESSAGES.tell("clean_earns_less", item.origin.at, line=item.id)
        elif adverse & set(names_read(reads_of(item))) and moves.of_item(item) not in ("none", "down"):
            yield MESSAGES.tell("adverse_earns", item.origin.at, line=item.id)
    # What rests on the points of such an item would only repeat it: only formulas that read the records are asked.
    for formula in reach.decided("part", "limit"):
        if adverse & set(names_read(formula.reads)) and _along(moves, formula) not in ("none", "down"):
            yield MESSAGES.tell("adverse_earns", formula.at, line=formula.name)


def check_unknown(policy: CompiledPolicy) -> Iterator[Finding]:
    """What is not known is worth at most what the best known outcome is worth."""
    for item in policy.items:
        best = _best(item)
        if item.unknown_centi is not None and best is not None and item.unknown_centi > best:
            yield MESSAGES.tell("unknown_earns", item.origin.at, line=item.id)


def _adverse(policy: CompiledPolicy, law: LawPack) -> frozenset[str]:
    """Record sources about a matter that speaks against somebody."""
    kinds = ((source.name, law.record_kinds.get(source.kind)) for source in policy.records)
    return frozenset(name for name, kind in kinds if kind is not None and law.matters[kind.matter].adverse)


def _clean_is_less(item: Item, adverse: frozenset[str]) -> bool:
    """Whether somebody without any such record gets less than a band gives that has one."""
    if not isinstance(item, BandItem):
        return False
    source = x.never_source(item.on)
    if source is None or source.rows.source not in adverse:
        return False
    bands = [outcome.points_centi or 0 for outcome in item.outcomes if outcome.kind == "band"]
    never = [outcome.points_centi or 0 for outcome in item.outcomes if outcome.kind == "never"]
    return any(worth < max(bands) for worth in never)


def _best(item: Item) -> int | None:
    """The most points, in hundredths, that any known outcome gives; ``None`` where nothing bounds them."""
    match item:
        case ValueItem(high_centi=high):
            return high
        case SumItem(each_centi=each, cap_centi=cap):
            return cap if max(each) > 0 else 0
    return max(outcome.points_centi or 0 for outcome in item.outcomes if outcome.kind != "unknown")


def _along(moves: Moves, formula: Formula) -> str:
    return moves.along(formula.reads) if isinstance(formula.reads, x.Expr) else "none"
