"""Overlays can only tighten: whether a rule that somebody adds on top of the pack would loosen it.

A new rule is never read instead of an old one (precedence and the strictest figure decide), so only a few kinds of
rule could loosen or pretend to.
"""

from __future__ import annotations

from xiangxin.kernel.text import Text
from xiangxin.law.model import Rule
from xiangxin.law.pack import LawPack


def loosening(rule: Rule, pack: LawPack) -> Text | None:
    """How an overlay's rule would loosen ``pack``; ``None`` when it does not."""
    if rule.effect == "admit":
        return Text("不能准许新的用法。", "it may not admit a further use.")
    if _longer_term(rule, pack):
        return Text("保存期限不能比现有的长。", "a term may not be longer than the one there is.")
    if _younger(rule, pack):
        return Text("年龄不能比现有的低。", "an age may not be lower than the one there is.")
    return None


def _longer_term(rule: Rule, pack: LawPack) -> bool:
    term = rule.parameter("retention_years")
    if term is None:
        return False
    shorter = (
        int(years)
        for known in pack.rules
        if set(known.matters) & set(rule.matters) and (years := known.parameter("retention_years")) is not None
    )
    return any(int(term) > years for years in shorter)


def _younger(rule: Rule, pack: LawPack) -> bool:
    age = rule.parameter("majority_age")
    if age is None:
        return False
    return any(int(age) < int(known) for other in pack.rules if (known := other.parameter("majority_age")) is not None)
