"""An explanation out of a folder of results, with records and figures where they are at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from xiangxin.kernel.errors import CheckFailed, Location, UnreadableInput
from xiangxin.scoring.aside import file_hash
from xiangxin.scoring.assessment import PersonInput, PersonResult
from xiangxin.scoring.explain import Explainer, RunSeen
from xiangxin.scoring.explain_records import NOTHING_SEEN, RecordFinder, RecordsSeen
from xiangxin.scoring.explained_figures import read_explained_figures, read_gap
from xiangxin.scoring.explained_records import read_explained_records
from xiangxin.scoring.explanation import Explanation
from xiangxin.scoring.figures import FigureReader, Figures, shown_figures
from xiangxin.scoring.grounds import Gap, ground_gap
from xiangxin.scoring.messages import tell
from xiangxin.scoring.results import Results, rows_beginning
from xiangxin.scoring.tables import tables_read

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


@dataclass(frozen=True, slots=True)
class _AtHand:
    """What is known of a person beside the packed result."""

    seen: RecordsSeen = NOTHING_SEEN
    figures: Figures = field(default_factory=dict)
    gap: Gap | None = None


def explain_person(
    results: Results, written: str, records: Path | None = None, tables: Path | None = None
) -> Explanation:
    """Explain the person whose id is or begins with ``written``.

    A folder with pages has what they tell of. Otherwise ``records`` (the file of the run) names the records, and
    ``tables`` (the folder that was kept) the person's own figures as well; without them none is named.
    """
    if records is not None:
        _require_same_file(results, records, RECORDS)
    result = results.person(written)
    at_hand = _from_tables(results, result, tables) if tables is not None else _kept_beside(results, result)
    seen = at_hand.seen
    if records is not None:
        seen = _finder(results).seen(result, rows_beginning(records, result.person_id.hex))
    explainer = Explainer(results.policy, results.law, run_seen(results))
    return explainer.explain(result, seen, at_hand.figures, at_hand.gap)


def _finder(results: Results) -> RecordFinder:
    return RecordFinder(results.policy, results.law, results.run())


def _kept_beside(results: Results, result: PersonResult) -> _AtHand:
    """What lies beside the pages of the run."""
    person_id, folder = result.person_id, results.folder
    kept = read_explained_records(folder, person_id)
    seen = NOTHING_SEEN if kept is None else _finder(results).told(kept)
    return _AtHand(seen, read_explained_figures(folder, results.policy, person_id), read_gap(folder, person_id))


def _from_tables(results: Results, result: PersonResult, folder: Path) -> _AtHand:
    """What the tables of the run say of the person."""
    person, run = _person(results, result, folder), results.run()
    if result.status == "no_consent":
        return _AtHand(gap=ground_gap(person.consents, run))
    seen = _finder(results).seen(result, person.records, person.fields["birth_on"], person.consents)
    return _AtHand(seen, shown_figures(FigureReader(results.policy, run), person, result))


def _person(results: Results, result: PersonResult, folder: Path) -> PersonInput:
    """The rows about one person, and of the members no more than their own consents let count."""
    paths = {name: folder / f"{name}.parquet" for name in tables_read(results.policy) if name != "reviews"}
    for name, path in paths.items():
        _require_same_file(results, path, name)

    def rows(name: str, person_id: UUID) -> list[Mapping[str, Any]]:
        return rows_beginning(paths[name], person_id.hex) if name in paths else []

    person_id = result.person_id
    (fields,) = rows("applicants", person_id)
    members = rows("members", person_id)
    return PersonInput(
        person_id=person_id,
        household_id=result.household_id,
        village_code=result.village_code,
        fields=fields,
        consents=rows("consents", person_id),
        records=rows("records", person_id),
        members=members,
        member_consents={member["member_id"]: rows("consents", member["member_id"]) for member in members},
    )


def _require_same_file(results: Results, path: Path, table: str) -> None:
    where = Location(str(path))
    if not path.is_file():
        raise UnreadableInput([tell("table_not_parquet", where)])
    if results.manifest.inputs.get(table) != file_hash(path):
        raise CheckFailed([tell("records_differ", where)])
