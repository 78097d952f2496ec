"""Formulas of totals and limits in words, with the numbers of one person in them.

What rests on inputs or records that are not at hand is named but not computed: a decoded explanation never guesses a
value that was known when the person was assessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from xiangxin.kernel.text import Text
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.facts import NO_ROW, Exact, Facts
from xiangxin.scoring.figures import FROM_OUTSIDE, NO_FIGURES, Figures, WithFigures
from xiangxin.scoring.wording import Phrase, joined, percent, plainly, same, whole_yuan, word, yuan

_CAPPED = 2
"""Arguments of the least of a formula and a cap."""


class FormulaWords:
    """Renders the expressions of one policy for one person.

    ``facts`` hold points, stages, stars and review, and those parts of the limit whose value is at hand; ``figures``
    the person's own.
    """

    def __init__(
        self, policy: CompiledPolicy, law: LawPack, as_of: date, facts: Facts, figures: Figures = NO_FIGURES
    ) -> None:
        self._facts = facts
        self._figures = figures
        self._at_hand = frozenset(facts.parts)
        self._computable: dict[int, bool] = {}
        self._parameters = {parameter.name: parameter.at(as_of) for parameter in policy.parameters}
        steps = policy.tiers.steps if policy.tiers is not None else ()
        self._translate = WithFigures(as_of, self._parameters, steps, figures)
        self._labels = _labels(policy)
        self._rows = _labels_of_rows(policy, law)
        self._parts = {part.id: part for part in policy.limit.parts} if policy.limit is not None else {}
        self._renderers: Mapping[type[x.Expr], Callable[[Any], Phrase]] = {
            x.Constant: lambda expr: self._amount(expr.value, expr.type.kind),
            x.ParameterRef: lambda expr: self._amount(self._parameters[expr.name], expr.type.kind),
            x.PointsRef: self._named,
            x.StageRef: self._named,
            x.PartRef: self._named,
            x.InputRef: self._figure,
            x.Aggregate: self._figure,
            x.StarsRef: self._named,
            x.ReviewRef: self._named,
            x.Negate: lambda expr: Phrase(_around("−", self.phrase(expr.operand).tight), loose=True),
            x.Arithmetic: self._arithmetic,
            x.Call: self._call,
            x.Choice: self._choice,
        }
        for stage in policy.stages:
            facts.stages.setdefault(stage.id, None)
        if facts.points:
            # In writing order, so that a part may rest on those before it.
            for name, part in self._parts.items():
                facts.parts.setdefault(name, self.value(part.value))

    def is_computable(self, expr: x.Expr) -> bool:
        """Whether everything ``expr`` rests on is at hand."""
        if id(expr) not in self._computable:
            self._computable[id(expr)] = self._rests_on_what_is_at_hand(expr)
        return self._computable[id(expr)]

    def _rests_on_what_is_at_hand(self, expr: x.Expr) -> bool:
        if isinstance(expr, FROM_OUTSIDE):
            return expr in self._figures
        if isinstance(expr, x.PartRef) and expr.name not in self._at_hand:
            return self.is_computable(self._parts[expr.name].value)
        return all(self.is_computable(child) for child in expr.children())

    def value(self, expr: x.Expr) -> Exact | None:
        """The exact value, or ``None`` where it is unknown or not at hand."""
        if not self.is_computable(expr):
            return None
        result: Exact | None = self._translate.evaluator(expr)(self._facts, NO_ROW)
        return result

    def phrase(self, expr: x.Expr) -> Phrase:
        """The words of ``expr``; a kind without words of its own is named by its value."""
        renderer = self._renderers.get(type(expr))
        if renderer is not None:
            return renderer(expr)
        return self._amount(self.value(expr), expr.type.kind)

    def text(self, expr: x.Expr) -> Text:
        """The words of ``expr`` as a text."""
        return self.phrase(expr).text

    def capped(self, expr: x.Expr) -> tuple[x.Expr, x.Expr] | None:
        """A formula and the most it may come to, where ``expr`` is the least of the two."""
        if not isinstance(expr, x.Call) or expr.function != "min" or len(expr.arguments) != _CAPPED:
            return None
        formula, most = expr.arguments
        return (formula, most) if isinstance(most, x.Constant | x.ParameterRef) else None

    def undisclosed(self, expr: x.Expr) -> tuple[list[Text], Exact] | None:
        """Where ``expr`` asks whether something is known: the facts asked for, and its value if it were not."""
        if not isinstance(expr, x.Choice) or not isinstance(expr.condition, x.Known):
            return None
        names = dict.fromkeys(self._inputs_under(expr.condition.operand))
        value = self.value(expr.otherwise)
        return None if value is None or not names else ([self.label(name) for name in names], value)

    def is_disclosed(self, expr: x.Expr) -> bool:
        """Whether the fact for which such a formula asks is known."""
        return (
            isinstance(expr, x.Choice)
            and isinstance(expr.condition, x.Known)
            and (self.value(expr.condition.operand) is not None)
        )

    def _inputs_under(self, expr: x.Expr) -> Iterator[str]:
        for node in expr.walk():
            if isinstance(node, x.InputRef):
                yield node.name
            elif isinstance(node, x.PartRef):
                yield from self._inputs_under(self._parts[node.name].value)

    def label(self, name: str) -> Text:
        """What a name of the policy is called."""
        return self._labels.get(name, same(name))

    def _named(self, expr: x.Expr) -> Phrase:
        label = self._label_of(expr)
        value = self.value(expr)
        if value is None:
            return Phrase(label)
        amount = self._amount(value, expr.type.kind).text
        return Phrase(Text(f"{label.zh} {amount.zh}", f"{label.en} {amount.en}"))

    def _figure(self, expr: x.InputRef | x.Aggregate) -> Phrase:
        """A figure of the person's own, in one unit, so that it can be reckoned again by hand."""
        label = self.label(expr.name) if isinstance(expr, x.InputRef) else self._label_of_rows(expr)
        if expr not in self._figures:
            return Phrase(label)
        value = self._figures[expr]
        if value is None:
            return Phrase(word("figure.unknown", label=label))
        shown = whole_yuan(value) if expr.type.kind == "money" else self._amount(value, expr.type.kind).text
        return Phrase(Text(f"{label.zh} {shown.zh}", f"{label.en} {shown.en}"))

    def _label_of_rows(self, expr: x.Aggregate) -> Text:
        key = expr.op if expr.op in ("sum", "count") else "other"
        return word(f"figure.{key}", rows=self._rows[expr.rows.source])

    def _label_of(self, expr: x.Expr) -> Text:
        match expr:
            case x.StarsRef():
                return word("stars.word")
            case x.ReviewRef():
                return word(f"review.{expr.what}")
            case x.PointsRef() | x.StageRef() | x.PartRef():
                return self.label(expr.name)
        raise TypeError(type(expr).__name__)

    def _amount(self, value: object, kind: x.Kind) -> Phrase:
        if isinstance(value, bool) or not isinstance(value, int | Fraction):
            return Phrase(word("figure.not_known") if value is None else same(str(value)))
        if kind == "money":
            return Phrase(yuan(value))
        return Phrase(same(percent(Fraction(value))) if kind == "percent" else plainly(Fraction(value)))

    def _arithmetic(self, expr: x.Arithmetic) -> Phrase:
        left, right = self.phrase(expr.left), self.phrase(expr.right)
        if expr.op in "*/" and expr.right == x.Constant(expr.right.type, Fraction(1)):
            return left
        if expr.op in "*/":
            sign = "×" if expr.op == "*" else "÷"
            return Phrase(_between(left.tight, sign, right.tight))
        minus = expr.op == "-"
        return Phrase(_between(left.text, "−" if minus else "+", right.tight if minus else right.text), loose=True)

    def _call(self, expr: x.Call) -> Phrase:
        texts = [self.phrase(argument).tight for argument in expr.arguments]
        listed = joined(texts)
        first = texts[0]
        match expr.function:
            case "min" if self.capped(expr) is not None:
                return Phrase(word("formula.capped", formula=first, cap=texts[1]))
            case "min":
                return Phrase(word("formula.least", list=listed))
            case "max":
                return Phrase(word("formula.greatest", list=listed))
            case "clamp":
                low, high = texts[1], texts[2]
                zh = f"{first.zh}（不低于 {low.zh}，不高于 {high.zh}）"
                return Phrase(Text(zh, f"{first.en} (at least {low.en}, at most {high.en})"))
            case "floor_to":
                step = texts[1]
                zh = f"{first.zh}（向下取到 {step.zh} 的整数倍）"
                return Phrase(Text(zh, f"{first.en} (down to a multiple of {step.en})"))
            case "half_up":
                return Phrase(Text(f"{first.zh}（四舍五入）", f"{first.en} (rounded half up)"))
        return self._amount(self.value(expr), expr.type.kind)

    def _choice(self, expr: x.Choice) -> Phrase:
        """Only the branch that was taken; both where the condition is not at hand."""
        if self.is_computable(expr.condition):
            answer = self._translate.evaluator(expr.condition)(self._facts, NO_ROW)
            if answer is not None:
                return self.phrase(expr.then if answer else expr.otherwise)
        then, otherwise = self.text(expr.then), self.text(expr.otherwise)
        return Phrase(
            Text(f"{then.zh}（资料不全时为{otherwise.zh}）", f"{then.en} ({otherwise.en} where data are missing)")
        )


def _labels(policy: CompiledPolicy) -> dict[str, Text]:
    labels = {spec.name: spec.field.label for spec in policy.inputs}
    labels |= {item.id: item.label for item in policy.items} | {group.id: group.label for group in policy.groups}
    labels |= {stage.id: stage.label for stage in policy.stages}
    if policy.limit is not None:
        labels |= {part.id: part.label for part in policy.limit.parts}
    return labels


def _labels_of_rows(policy: CompiledPolicy, law: LawPack) -> dict[str, Text]:
    """Household members are one word and one figure; of records their kind is named."""
    return {
        source.name: word("figure.members") if source.table == "members" else law.record_kinds[source.kind].label
        for source in policy.records
    }


def _between(left: Text, sign: str, right: Text) -> Text:
    return Text(f"{left.zh} {sign} {right.zh}", f"{left.en} {sign} {right.en}")


def _around(sign: str, text: Text) -> Text:
    return Text(f"{sign}{text.zh}", f"{sign}{text.en}")
