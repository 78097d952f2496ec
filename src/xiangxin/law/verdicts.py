"""How rules become a verdict: what is in force, which rule decides, and which gates the engine must ask for.

Precedence: forbidden to store, forbidden to score, admitted by nobody, condition of a product, incentive only, the
lender's own record, a document, admitted. Within one step an article goes before a principle or our own line, then
the rule that names the fewest matters (the more special one). Only ``admit`` opens; every other effect narrows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from xiangxin.law.model import ConsentClass, Effect, Gates, Rule, Use, Verdict, VerdictKind

LOWERING: frozenset[Use] = frozenset({"deduction", "veto", "eligibility"})
"""Uses in which a fact can only cost somebody something."""

FORBIDDING: frozenset[Effect] = frozenset({"forbid_store", "forbid_score"})

_NARROWING: tuple[tuple[Effect, VerdictKind], ...] = (
    ("product_eligibility", "eligibility_of_product"),
    ("incentive_only", "incentive_only"),
    ("lender_record", "lender_only"),
    ("document", "with_document"),
)


_CONSENT: tuple[tuple[Effect, ConsentClass], ...] = (
    ("written_consent", "income_property"),
    ("bureau_consent", "bureau"),
)


def in_force(rules: Iterable[Rule], use: Use | None, as_of: date, jurisdiction: str) -> list[Rule]:
    """The rules that hold for a use (``None``: for any) on a day in a place, the most decisive first."""
    found = [
        rule
        for rule in rules
        if rule.from_on <= as_of
        and (rule.to_on is None or as_of <= rule.to_on)
        and lies_in(jurisdiction, rule.jurisdiction)
        and (use is None or not rule.uses or use in rule.uses)
    ]
    return sorted(found, key=lambda rule: (rule.basis != "article", len(rule.matters), not rule.confirmed, rule.id))


def lies_in(place: str, jurisdiction: str) -> bool:
    """Whether a rule of ``jurisdiction`` holds in ``place``: CN holds in CN-37, not the other way round."""
    return place == jurisdiction or place.startswith(jurisdiction + "-")


def judge(
    rules: Sequence[Rule], closed: Rule, use: Use | None, *, adverse: bool, majority: Callable[[], int]
) -> Verdict:
    """The verdict of the rules in force for one matter; ``closed`` decides where none admits."""
    kind, decisive = _decide(rules, closed, use)
    others = tuple(rule for rule in rules if rule is not decisive)
    return Verdict(kind, decisive.basis, (decisive, *others), _gates(rules, adverse, majority))


def _decide(rules: Sequence[Rule], closed: Rule, use: Use | None) -> tuple[VerdictKind, Rule]:
    first: dict[Effect, Rule] = {}
    for rule in rules:
        first.setdefault(rule.effect, rule)
    if "forbid_store" in first:
        return "field_forbidden", first["forbid_store"]
    if "forbid_score" in first:
        return "refused", first["forbid_score"]
    if "positive_only" in first and use in LOWERING:
        return "refused", first["positive_only"]
    if "admit" not in first:
        return "refused", closed
    for effect, kind in _NARROWING:
        if effect in first:
            return kind, first[effect]
    return "admitted", first["admit"]


def _gates(rules: Sequence[Rule], adverse: bool, majority: Callable[[], int]) -> Gates:
    effects = {rule.effect for rule in rules}
    terms = [int(years) for rule in rules if (years := rule.parameter("retention_years")) is not None]

    def asks(name: str) -> bool:
        return any(rule.parameter(name) == "true" for rule in rules)

    return Gates(
        document="document" in effects,
        ordinary_procedure=any(rule.parameter("procedure") == "ordinary" for rule in rules),
        catalogue=asks("catalogue"),
        final=asks("final"),
        told="tell" in effects,
        lender_only="lender_record" in effects,
        adverse=adverse,
        not_minor=asks("not_minor"),
        unremedied=asks("unremedied"),
        adult_age=majority() if asks("adult") else None,
        retention_years=min(terms, default=None),
        consent_classes=frozenset(field_class for effect, field_class in _CONSENT if effect in effects),
    )
