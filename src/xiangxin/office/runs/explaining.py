"""One result explained: worked out again from what it was made from, with records and figures, or from its codes.

What it was made from may be gone with somebody's ground; the codes still say every line, and nothing is invented. Of a
review it is said that it counted, and not what it came to: without the rows nobody can tell whose ratings these were.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.office.areas.queries import place_name
from xiangxin.office.runs.errors import ResultGone
from xiangxin.office.runs.inputs import engine_run, frozen_input, policy_for, receiving
from xiangxin.office.runs.keeping import whole
from xiangxin.office.runs.models import Result
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import packing
from xiangxin.scoring.assessment import PersonResult, Run
from xiangxin.scoring.explain import Explainer, RunSeen
from xiangxin.scoring.explain_records import RecordFinder
from xiangxin.scoring.explanation import Explanation
from xiangxin.scoring.figures import FigureReader, shown_figures
from xiangxin.scoring.interpret import Interpreter
from xiangxin.scoring.results import decoded
from xiangxin.scoring.tabular import explanation_row, result_row


def explain(result: Result) -> Explanation:
    """Everything the person may know of it. Inside a reading; the caller has asked the gate."""
    policy, run = policy_for(result), engine_run(result)
    explainer = Explainer(policy, load_law(), _seen(result, run))
    person = frozen_input(result, policy)
    if person is None or not whole([person], policy, receiving(result), timezone.localdate()):
        return explainer.explain(replace(as_stored(result, policy), review_sum=None))
    again = Interpreter(policy, run).assess(person)
    finder = RecordFinder(policy, load_law(), run)
    seen = finder.seen(again, person.records, person.fields["birth_on"], person.consents)
    return explainer.explain(again, seen, shown_figures(FigureReader(policy, run), person, again))


def differs(result: Result) -> tuple[str, ...]:
    """The columns in which the result differs from what the interpreter makes of the frozen rows; none when it stands.

    ``ResultGone`` where these rows were deleted. The interpreter shares no statement with the engine that stored it.
    """
    policy = policy_for(result)
    person = frozen_input(result, policy)
    if person is None:
        raise ResultGone()
    again = Interpreter(policy, engine_run(result)).assess(person)
    expected = _columns(policy, again)
    return tuple(name for name, value in expected.items() if getattr(result, name) != value)


def as_stored(result: Result, policy: CompiledPolicy) -> PersonResult:
    """The result as the engine's own: totals as exact as they were written."""
    row = {name: getattr(result, name) for name in _ROW}
    row |= {"person_id": result.person_id, "household_id": result.household, "village_code": result.area}
    row |= {f"{stage}_centi": centi for stage, centi in result.stages.items()}
    explained = None
    if result.words:
        explained = dict(zip(packing.layout(policy).word_names, result.words, strict=True))
        explained |= {packing.points_column(item): centi for item, centi in result.points.items()}
    return decoded(policy, row, explained)


_ROW = (
    *("status", "missing", "ineligible", "vetoes", "flags", "review_sum", "review_count", "stars", "limit_fen"),
    *("limit_binding", "rate_bp", "certificate", "calibration"),
)


def _columns(policy: CompiledPolicy, again: PersonResult) -> dict[str, object]:
    """What a row of ``Result`` must hold for this outcome."""
    row = result_row(policy, again)
    found: dict[str, object] = {name: row[name] for name in _ROW}
    found["stages"] = {stage.id: row[f"{stage.id}_centi"] for stage in policy.stages}
    if again.codes:
        layout = packing.layout(policy)
        explained = explanation_row(policy, layout, again, "packed")
        found["words"] = [explained[name] for name in layout.word_names]
        found["points"] = {item: explained[packing.points_column(item)] for item in again.values}
    return found


def _seen(result: Result, run: Run) -> RunSeen:
    row = result.run
    purpose: Text = load_law().purposes[row.purpose].label
    areas = {result.area: place_name(result.area, row.as_of)}
    return RunSeen(row.as_of, row.known_on, purpose, row.receiver.called, run.limits, areas)
