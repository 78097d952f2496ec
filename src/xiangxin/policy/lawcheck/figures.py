"""Figures of the law data that the check of a whole policy holds it to; the strictest in force decides."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xiangxin.kernel.money import parse_money
from xiangxin.law.pack import LawPack
from xiangxin.law.verdicts import in_force
from xiangxin.policy.model import CompiledPolicy


def money_figure(name: str, policy: CompiledPolicy, law: LawPack) -> Fraction:
    """A sum of money in fen, such as the small amount below which arrears veto nobody."""
    return max(Fraction(parse_money(written)) for written in _written(name, policy, law))


def whole_figure(name: str, policy: CompiledPolicy, law: LawPack) -> int:
    """A whole number, such as the least number of ratings of a review."""
    return max(int(written) for written in _written(name, policy, law))


def _written(name: str, policy: CompiledPolicy, law: LawPack) -> Iterator[str]:
    for rule in in_force(law.rules, None, policy.law_as_of, policy.jurisdiction):
        written = rule.parameter(name)
        if written is not None:
            yield written
