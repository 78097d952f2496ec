"""The interpreter over whole tables: the same files in, the same files out, as the SQL engine (``--engine python``).

Rows are put back together per person and judged one by one. It shares no statement with the SQL engine, so that
agreement of the two means something.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from xiangxin.kernel.money import half_up
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import packing, tables
from xiangxin.scoring.areas import area_totals
from xiangxin.scoring.arrow import read_table, rows_of, to_arrow, write_table
from xiangxin.scoring.assessment import PersonInput, PersonResult, Row, Run, Status
from xiangxin.scoring.interpret import Interpreter
from xiangxin.scoring.paths import AREAS_FILE, EXPLANATIONS_FILE, RESULTS_FILE, TablePaths
from xiangxin.scoring.smallcells import AreaTotals
from xiangxin.scoring.tables import Explain, Table


def interpret_tables(
    policy: CompiledPolicy, run: Run, inputs: TablePaths, output_dir: Path, explain: Explain = "packed"
) -> dict[Status, int]:
    """Assess everybody in ``inputs`` one by one and write the files of a run; persons by status."""
    interpreter = Interpreter(policy, run)
    results = [interpreter.assess(person) for person in read_people(inputs, policy)]
    write_results(policy, results, output_dir, explain)
    return dict(Counter(result.status for result in results))


# -- in ---------------------------------------------------------------------------------------------------------


def read_people(inputs: TablePaths, policy: CompiledPolicy) -> Iterator[PersonInput]:
    """Every applicant with all rows about them, in the order of the applicants' file."""
    paths, needed = dict(inputs.given()), tables.input_tables(policy)
    wanted = set(tables.tables_read(policy))

    def rows(name: str) -> list[dict[str, Any]]:
        return read_rows(paths[name], needed[name]) if name in paths and name in wanted else []

    grouped = {name: _by_person(rows(name)) for name in ("consents", "records", "coverage", "reviews", "members")}
    for row in rows("applicants"):
        person_id: UUID = row["person_id"]
        members = grouped["members"].get(person_id, [])
        yield PersonInput(
            person_id=person_id,
            household_id=row["household_id"],
            village_code=row["village_code"],
            fields=row,
            consents=grouped["consents"].get(person_id, []),
            records=grouped["records"].get(person_id, []),
            coverage=grouped["coverage"].get(person_id, []),
            reviews=grouped["reviews"].get(person_id, []),
            members=members,
            member_consents={m["member_id"]: grouped["consents"].get(m["member_id"], []) for m in members},
        )


def read_rows(path: Path, table: Table) -> list[dict[str, Any]]:
    """The columns of ``table`` in a Parquet file, as Python values."""
    return rows_of(read_table(path, table.names))


def _by_person(rows: Iterable[dict[str, Any]]) -> dict[UUID, list[Row]]:
    grouped: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["person_id"]].append(row)
    return grouped


# -- out --------------------------------------------------------------------------------------------------------


def write_results(policy: CompiledPolicy, results: Sequence[PersonResult], output_dir: Path, explain: Explain) -> None:
    """Write results, explanations (unless ``none``) and areas."""
    _write(output_dir / RESULTS_FILE, tables.results_table(policy), [result_row(policy, r) for r in results])
    if explain != "none":
        layout = packing.layout(policy)
        grounded = (result for result in results if result.status != "no_consent")
        rows = [explanation_row(policy, layout, result, explain) for result in grounded]
        _write(output_dir / EXPLANATIONS_FILE, tables.explanations_table(policy, explain), rows)
    _write(output_dir / AREAS_FILE, tables.AREAS, [_area_row(area) for area in area_totals(policy, results)])


def result_row(policy: CompiledPolicy, result: PersonResult) -> dict[str, object]:
    """One row of ``results``: texts joined by semicolons, stages in hundredths."""
    stages = {
        f"{stage}_centi": None if value is None else half_up(100 * value.numerator, value.denominator)
        for stage, value in ((stage.id, result.stages.get(stage.id)) for stage in policy.stages)
    }
    return {
        "person_id": result.person_id,
        "household_id": result.household_id,
        "village_code": result.village_code,
        "status": result.status,
        "missing": ";".join(result.missing),
        "ineligible": ";".join(result.ineligible),
        "vetoes": ";".join(result.vetoes),
        "flags": ";".join(result.flags),
        **stages,
        "review_sum": result.review_sum,
        "review_count": result.review_count,
        "stars": result.stars,
        "limit_fen": result.limit_fen,
        "limit_binding": result.limit_binding,
        "rate_bp": result.rate_bp,
        "certificate": result.certificate,
        "calibration": policy.calibration,
    }


def explanation_row(
    policy: CompiledPolicy, layout: packing.Layout, result: PersonResult, explain: Explain
) -> dict[str, object]:
    """One row of ``explanations``: packed codes, free points, and every item where all was asked for."""
    row: dict[str, object] = {"person_id": result.person_id}
    row |= dict(zip(layout.word_names, layout.encode(result.codes), strict=True))
    row |= {packing.points_column(item): centi for item, centi in result.values.items()}
    if explain == "full":
        codes = result.codes[-len(policy.items) :] if policy.items else ()
        row["items"] = [
            {"id": item.id, "outcome": code, "points_centi": packing.points_of(item, code, result.values)}
            for item, code in zip(policy.items, codes, strict=True)
        ]
    return row


def _area_row(area: AreaTotals) -> dict[str, object]:
    return {
        "area_code": area.area_code,
        "level": area.level,
        **area.persons,
        "households_assessed": area.households_assessed,
        "households_credit": area.households_credit,
        "villages_ratable": area.villages_ratable,
        "villages_credit": area.villages_credit,
        "proposed": area.proposed,
        "limit_fen": area.limit_fen,
        "contributors": area.contributors,
        "largest_fen": area.largest_fen,
    }


def _write(path: Path, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    write_table(path, to_arrow(table, rows))
