"""The interpreter over whole tables: the slower engine, against which the fast one is held, and which keeps reasons.

Writes the same files with the same columns and integers as ``scoring.duck``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from xiangxin.kernel.money import half_up
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import packing
from xiangxin.scoring.assessment import PersonResult, Run
from xiangxin.scoring.evaluate import Translator
from xiangxin.scoring.facts import NO_ROW, Exact, Facts
from xiangxin.scoring.interpret import Interpreter
from xiangxin.scoring.parquet_out import write_rows
from xiangxin.scoring.people import People
from xiangxin.scoring.rollup import Counted, roll_up
from xiangxin.scoring.tables import AREAS, CENTI_PER_POINT, Explain, explanations_table, results_table

RESULTS_FILE, EXPLANATIONS_FILE, AREAS_FILE = "results.parquet", "explanations.parquet", "areas.parquet"

Progress = Callable[[int, int], None]
"""Called with the number of persons done and of all."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """All results of one run, in the order of the applicants."""

    policy: CompiledPolicy
    results: tuple[PersonResult, ...]


def assess_all(policy: CompiledPolicy, run: Run, people: People, progress: Progress) -> Assessed:
    """Assess everybody."""
    interpreter = Interpreter(policy, run)
    results = []
    for done, person in enumerate(people, start=1):
        results.append(interpreter.assess(person))
        progress(done, len(people))
    return Assessed(policy, tuple(results))


def write_assessed(assessed: Assessed, folder: Path, explain: Explain, run: Run) -> None:
    """Write results, explanations and areas into ``folder``."""
    policy = assessed.policy
    write_rows(
        folder / RESULTS_FILE, results_table(policy), [result_row(policy, result) for result in assessed.results]
    )
    if explain != "none":
        rows = [explanation_row(policy, result, explain) for result in assessed.results if result.codes]
        write_rows(folder / EXPLANATIONS_FILE, explanations_table(policy, explain), rows)
    write_rows(folder / AREAS_FILE, AREAS, roll_up(policy, _counted(assessed, run)))


def result_row(policy: CompiledPolicy, result: PersonResult) -> Mapping[str, object]:
    """A row of ``results``."""
    return {
        "person_id": result.person_id,
        "household_id": result.household_id,
        "village_code": result.village_code,
        "status": result.status,
        "missing": ";".join(result.missing),
        "ineligible": ";".join(result.ineligible),
        "vetoes": ";".join(result.vetoes),
        "flags": ";".join(result.flags),
        **{f"{stage.id}_centi": _centi(result.stages.get(stage.id)) for stage in policy.stages},
        "review_sum": result.review_sum,
        "review_count": result.review_count,
        "stars": result.stars,
        "limit_fen": result.limit_fen,
        "limit_binding": result.limit_binding,
        "rate_bp": result.rate_bp,
        "certificate": result.certificate,
        "calibration": policy.calibration,
    }


def explanation_row(policy: CompiledPolicy, result: PersonResult, explain: Explain) -> Mapping[str, object]:
    """A row of ``explanations``."""
    layout = packing.layout(policy)
    words = layout.encode(result.codes)
    row: dict[str, object] = {"person_id": result.person_id, **dict(zip(layout.word_names, words, strict=True))}
    row |= {packing.points_column(item_id): centi for item_id, centi in result.values.items()}
    if explain == "full":
        row["items"] = [
            {"id": answer.line.id, "outcome": answer.code, "points_centi": answer.points_centi}
            for answer in packing.answers(policy, words, result.values)
            if answer.line.item is not None
        ]
    return row


def _centi(value: Exact | None) -> int | None:
    """A total as it is shown: hundredths, half up."""
    if value is None:
        return None
    return half_up(value.numerator * CENTI_PER_POINT, value.denominator)


def _counted(assessed: Assessed, run: Run) -> Iterator[Counted]:
    policy = assessed.policy
    steps = policy.tiers.steps if policy.tiers is not None else ()
    parameters = {parameter.name: parameter.at(run.as_of) for parameter in policy.parameters}
    expr = policy.credit_household
    is_credit = Translator(run.as_of, parameters, steps).evaluator(expr) if expr is not None else None
    for result in assessed.results:
        facts = Facts({}, {}, {}, points=dict(result.groups), stages=dict(result.stages), stars=result.stars)
        credit = is_credit is not None and result.status == "scored" and is_credit(facts, NO_ROW) is True
        yield Counted(result.household_id, result.village_code, result.status, credit, result.limit_fen)
