"""An explanation out of a folder of results, with its records on request."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xiangxin.kernel.errors import CheckFailed, Location, UnreadableInput
from xiangxin.scoring.aside import file_hash
from xiangxin.scoring.explain import Explainer, RunSeen
from xiangxin.scoring.explain_records import NOTHING_SEEN, RecordFinder
from xiangxin.scoring.explained_records import read_explained_records
from xiangxin.scoring.explanation import Explanation
from xiangxin.scoring.messages import tell
from xiangxin.scoring.results import Results, rows_beginning

RECORDS = "records"


def run_seen(results: Results, areas: Mapping[str, str] | None = None) -> RunSeen:
    """The run of a folder of results, as its people are told of it."""
    manifest = results.manifest
    return RunSeen(
        as_of=manifest.as_of,
        known_on=manifest.known_on,
        purpose=results.law.purposes[manifest.purpose].label,
        receiver=manifest.receiver_name,
        limits=manifest.limits,
        areas=areas or {},
    )


def explain_person(results: Results, written: str, records: Path | None = None) -> Explanation:
    """Explain the person whose id is or begins with ``written``; ``records``: the file of the run, to name them.

    A folder with pages has the records they tell of; without them and without ``records`` none is named.
    """
    if records is not None:
        _require_same_file(results, records)
    result = results.person(written)
    finder, seen = RecordFinder(results.policy, results.law, results.run()), NOTHING_SEEN
    if records is not None:
        seen = finder.seen(result, rows_beginning(records, result.person_id.hex))
    elif (kept := read_explained_records(results.folder, result.person_id)) is not None:
        seen = finder.told(kept)
    return Explainer(results.policy, results.law, run_seen(results)).explain(result, seen)


def _require_same_file(results: Results, records: Path) -> None:
    where = Location(str(records))
    if not records.is_file():
        raise UnreadableInput([tell("table_not_parquet", where)])
    if results.manifest.inputs.get(RECORDS) != file_hash(records):
        raise CheckFailed([tell("records_differ", where)])
