"""Arrears and called guarantees turn away only while they are unsettled and above a small amount.

It makes no difference whether a veto says so, an eligibility its contrary, or a limit that comes to nothing. Which
matters this holds for, and the small amount, are parameters of a rule of the law pack, not written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from xiangxin.kernel.errors import Finding
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.lawcheck.figures import money_figure
from xiangxin.policy.lawcheck.lines import MESSAGES
from xiangxin.policy.lawcheck.reach import Reach
from xiangxin.policy.model import CompiledPolicy
from xiangxin.policy.reads import names_read, nodes

PARAMETER, UNSETTLED = "veto", "unsettled_above_amount"


def check_vetoes(policy: CompiledPolicy, reach: Reach, law: LawPack) -> Iterator[Finding]:
    """Findings for conditions that would outlive the debt or hang on a trifle."""
    bound = frozenset(source.name for source in policy.records if _is_bound(source.kind, policy, law))
    narrow = _Narrow(policy, bound, money_figure("small_amount", policy, law))
    for formula in reach.decided("veto", "eligibility"):
        if isinstance(formula.reads, x.Expr) and not narrow.holds(formula.reads, formula.place == "veto"):
            yield MESSAGES.tell("veto_too_wide", formula.at, line=formula.name)
    for formula in reach.decided("part", "limit"):
        read = (node for node in nodes(formula.reads) if isinstance(node, x.Aggregate) and node.rows.source in bound)
        if not all(narrow.is_open_debt(node) for node in read):
            yield MESSAGES.tell("veto_too_wide", formula.at, line=formula.name)


def _is_bound(kind: str, policy: CompiledPolicy, law: LawPack) -> bool:
    if kind not in law.record_kinds:
        return False
    verdict = law.verdict(law.record_kinds[kind].matter, "veto", policy.law_as_of, policy.jurisdiction)
    return any(rule.parameter(PARAMETER) == UNSETTLED for rule in verdict.rules)


@dataclass(frozen=True)
class _Narrow:
    policy: CompiledPolicy
    bound: frozenset[str]
    small: Fraction

    def holds(self, expr: x.Expr, wanted: bool) -> bool:
        """Whether ``expr`` comes out as ``wanted``, the value that turns away, only for debts of that kind."""
        if not self.bound & set(names_read(expr)):
            return True
        match expr:
            case x.Not(operand=operand):
                return self.holds(operand, not wanted)
            case x.And(operands=operands) | x.Or(operands=operands):
                return all(self.holds(operand, wanted) for operand in operands)
            case x.Aggregate(op="any"):
                return wanted and self._rows(expr, needs_amount=True)
            case x.Compare():
                return self._compare(expr, wanted)
        return False

    def is_open_debt(self, found: x.Aggregate) -> bool:
        """Whether a limit that reads ``found`` falls for such debts alone; what is owed may be taken off whole."""
        owed = found.op == "sum" and found.type.kind == "money"
        return found.op in ("any", "count", "sum", "max") and self._rows(found, needs_amount=not owed)

    def _compare(self, expr: x.Compare, wanted: bool) -> bool:
        """A count, a sum or the greatest of such debts above a bound."""
        told = _greater(expr)
        if told is None:
            return False
        more, less, strictly = told
        greater = (more, less) if wanted else (less, more)
        found, bound = greater
        if not isinstance(found, x.Aggregate) or self.bound & set(names_read(bound)):
            return False
        if found.op in ("sum", "max") and found.type.kind == "money":
            # What turns away by being false is turned round: not (a >= b) is a < b.
            enough = self._is_above(bound, strictly if wanted else not strictly)
            return self._rows(found, needs_amount=not enough)
        return found.op == "count" and self._rows(found, needs_amount=True)

    def _rows(self, found: x.Aggregate, *, needs_amount: bool) -> bool:
        asked = [part for part in (found.rows.where, found.value) if part is not None and part.type.kind == "bool"]
        conjuncts = [conjunct for part in asked for conjunct in _conjuncts(part)]
        unsettled = any(_is_unsettled(part) for part in conjuncts)
        return unsettled and (not needs_amount or any(self._asks_amount(part) for part in conjuncts))

    def _asks_amount(self, expr: x.Expr) -> bool:
        told = _greater(expr) if isinstance(expr, x.Compare) else None
        if told is None:
            return False
        amount, small, strictly = told
        is_amount = isinstance(amount, x.FieldRef) and amount.type.kind == "money"
        return is_amount and self._is_above(small, strictly)

    def _is_above(self, bound: x.Expr, strictly: bool) -> bool:
        """Whether more than ``bound`` (or as much, unless ``strictly``) is more than the small amount on any day."""
        values: list[Fraction] = []
        if isinstance(bound, x.Constant) and isinstance(bound.value, Fraction):
            values = [bound.value]
        if isinstance(bound, x.ParameterRef):
            named = [parameter for parameter in self.policy.parameters if parameter.name == bound.name]
            values = [value for parameter in named for _, value in parameter.values]
        return bool(values) and all(value >= self.small if strictly else value > self.small for value in values)


def _greater(expr: x.Compare) -> tuple[x.Expr, x.Expr, bool] | None:
    """What is to be more than what, and whether strictly; ``None`` for an equality."""
    if expr.op in (">", ">="):
        return expr.left, expr.right, expr.op == ">"
    if expr.op in ("<", "<="):
        return expr.right, expr.left, expr.op == "<"
    return None


def _is_unsettled(expr: x.Expr) -> bool:
    return (
        isinstance(expr, x.Not)
        and isinstance(expr.operand, x.HasEnded)
        and isinstance(expr.operand.operand, x.FieldRef)
    )


def _conjuncts(expr: x.Expr) -> Iterator[x.Expr]:
    if isinstance(expr, x.And):
        for operand in expr.operands:
            yield from _conjuncts(operand)
    else:
        yield expr
