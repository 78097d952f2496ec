"""Holds what the interpreter says of people against the tables of a run, before anybody is told either.

Pages are written from the interpreter, which knows amounts that the packed tables do not keep; they may be written
only where both say the same of everybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from xiangxin.kernel.errors import CheckFailed, Location
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import packing, tables
from xiangxin.scoring.arrow import read_table
from xiangxin.scoring.assessment import PersonResult
from xiangxin.scoring.messages import tell
from xiangxin.scoring.paths import EXPLANATIONS_FILE, RESULTS_FILE
from xiangxin.scoring.tables import Table
from xiangxin.scoring.tabular import explanation_row, result_row


def require_agreement(policy: CompiledPolicy, results: Iterable[PersonResult], folder: Path) -> None:
    """``CheckFailed`` unless results and packed explanations in ``folder`` are those of ``results``, row by row."""
    layout = packing.layout(policy)
    said: dict[UUID, dict[str, Any]] = {}
    explained: dict[UUID, dict[str, Any]] = {}
    for result in results:
        said[result.person_id] = result_row(policy, result)
        if result.status != "no_consent":
            explained[result.person_id] = explanation_row(policy, layout, result, "packed")
    written = _rows(folder / RESULTS_FILE, tables.results_table(policy))
    packed = _rows(folder / EXPLANATIONS_FILE, tables.explanations_table(policy, "packed"))
    differ = _differing(said, written) | _differing(explained, packed)
    if differ:
        raise CheckFailed([tell("engines_differ", Location(str(folder / RESULTS_FILE)), count=len(differ))])


def _rows(path: Path, table: Table) -> dict[UUID, dict[str, Any]]:
    rows: list[dict[str, Any]] = read_table(path, table.names).to_pylist()
    return {row["person_id"]: row for row in rows}


def _differing(one: dict[UUID, dict[str, Any]], other: dict[UUID, dict[str, Any]]) -> set[UUID]:
    return {person for person in one.keys() | other.keys() if one.get(person) != other.get(person)}
