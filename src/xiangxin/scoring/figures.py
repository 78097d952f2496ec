"""The person's own figures that a page shows: what the limit takes from outside, and what a band is read from.

The packed tables keep none of them. Of household members there is one sum, never a figure of one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from xiangxin.policy import expressions as x
from xiangxin.policy.model import BandItem, CompiledPolicy
from xiangxin.scoring.assessment import PersonInput, PersonResult, Run
from xiangxin.scoring.evaluate import Evaluator, Translator
from xiangxin.scoring.facts import NO_ROW, Evaluated, ratio
from xiangxin.scoring.interpret import Interpreter

Figures = Mapping[x.Expr, Evaluated]
"""Values by the expression that has them; ``None``: it is not known. What is not in it is not at hand."""

NO_FIGURES: Figures = {}
FROM_OUTSIDE = (x.InputRef, x.Aggregate)


def figures_read(policy: CompiledPolicy) -> tuple[x.Expr, ...]:
    """The expressions whose values are shown, in the order of the policy."""
    return tuple(dict.fromkeys(_figures_read(policy)))


def _figures_read(policy: CompiledPolicy) -> Iterator[x.Expr]:
    yield from (item.on for item in policy.items if isinstance(item, BandItem))
    if policy.limit is not None:
        for formula in (*(part.value for part in policy.limit.parts), *(value for _, value in policy.limit.candidates)):
            yield from outside_of(formula)


def outside_of(expr: x.Expr) -> Iterator[x.Expr]:
    """The inputs and aggregates a formula rests on; what stands inside an aggregate is a row, not a figure."""
    if isinstance(expr, FROM_OUTSIDE):
        yield expr
        return
    for child in expr.children():
        yield from outside_of(child)


class FigureReader:
    """Reads the figures of one person after the other in one run."""

    def __init__(self, policy: CompiledPolicy, run: Run) -> None:
        self._interpreter = Interpreter(policy, run)
        parameters = {parameter.name: parameter.at(run.as_of) for parameter in policy.parameters}
        translate = Translator(run.as_of, parameters, ())
        self._evaluators = [(expr, translate.evaluator(expr)) for expr in figures_read(policy)]

    def figures(self, person: PersonInput) -> Figures:
        """The figures of ``person``, as far as the gates let them count."""
        facts = self._interpreter.facts(person)
        return {expr: evaluate(facts, NO_ROW) for expr, evaluate in self._evaluators}


def shown_figures(reader: FigureReader, person: PersonInput, result: PersonResult) -> Figures:
    """The figures a page of ``result`` shows: of whoever is not eligible none, for no point is told."""
    return NO_FIGURES if result.status in ("no_consent", "not_eligible") else reader.figures(person)


class WithFigures(Translator):
    """Evaluates formulas from figures instead of from rows and inputs."""

    def __init__(
        self,
        as_of: date,
        parameters: Mapping[str, Fraction | None],
        tiers: Sequence[tuple[Fraction, int]],
        figures: Figures,
    ) -> None:
        super().__init__(as_of, parameters, tiers)
        self._figures = figures

    def evaluator(self, expr: x.Expr) -> Evaluator:
        """The function that evaluates ``expr``; a figure is its own value."""
        if expr not in self._figures:
            return super().evaluator(expr)
        value = self._figures[expr]
        return lambda facts, row: value


def written(value: Evaluated) -> str | None:
    """A figure as it is stored: exact."""
    return None if value is None else value.isoformat() if isinstance(value, date) else str(value)


def read(text: str | None, kind: x.Kind) -> Evaluated:
    """The figure a stored text stands for."""
    if text is None or kind == "text":
        return text
    if kind == "bool":
        return text == str(True)
    if kind == "date":
        return date.fromisoformat(text)
    number = Fraction(text)
    return ratio(number.numerator, number.denominator)
