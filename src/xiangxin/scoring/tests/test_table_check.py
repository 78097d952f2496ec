"""Input tables are compared with what the policy reads; each mistake is named with its column, count and first row."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bases.people import ENGINES, RUN, person, ratings, record, write_tables
from rights.conftest import compiled
from xiangxin.kernel.errors import Finding
from xiangxin.law.load import load_law
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.paths import TablePaths
from xiangxin.scoring.table_check import check_tables
from xiangxin.scoring.tables import input_tables
from xiangxin.scoring.tabular import read_rows


@pytest.fixture(scope="module")
def policy() -> CompiledPolicy:
    return compiled("household-open")


def files(policy: CompiledPolicy, folder: Path) -> dict[str, Path]:
    people = [
        person(n, {"income_yearly_fen": 100}, records=[record(n, "arrears", amount_fen=5)], reviews=ratings(80, 90))
        for n in range(4)
    ]
    alone = [replace(one, household_id=one.person_id) for one in people]
    return dict(write_tables(alone, policy, folder).given())


def found(policy: CompiledPolicy, paths: dict[str, Path]) -> list[tuple[str, str | None, int | None]]:
    findings: tuple[Finding, ...] = check_tables(policy, load_law(), paths)
    return [(finding.code, finding.where.field, finding.where.row) for finding in findings]


def rewrite(path: Path, column: str, values: list[object], kind: pa.DataType | None = None) -> None:
    table = pq.read_table(path)
    position = table.schema.get_field_index(column)
    array = pa.array(values, kind or table.schema.field(column).type)
    pq.write_table(table.set_column(position, column, array), path)


def test_tables_as_they_should_be_give_no_finding(policy: CompiledPolicy, tmp_path: Path) -> None:
    assert found(policy, files(policy, tmp_path)) == []


def test_a_file_that_is_no_table_is_named(policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    paths["applicants"].write_text("not parquet", encoding="utf-8")
    assert found(policy, paths) == [("not_a_table", None, None)]


def test_a_missing_column_is_named_not_taken_for_empty(policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    pq.write_table(pq.read_table(paths["consents"]).drop_columns(["withdrawn_on"]), paths["consents"])
    assert found(policy, paths) == [("column_missing", "withdrawn_on", None)]


def test_money_with_decimals_is_refused(policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    rewrite(paths["applicants"], "income_yearly_fen", [1.5, 2.0, None, 4.0], pa.float64())
    assert found(policy, paths) == [("column_type", "income_yearly_fen", None)]


def test_a_column_that_is_all_empty_still_has_its_type(policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    rewrite(paths["applicants"], "debt_total_fen", [None] * 4, pa.null())
    assert found(policy, paths) == [("column_type", "debt_total_fen", None)]


def test_a_column_that_stands_twice_is_named(policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    table = pq.read_table(paths["applicants"])
    pq.write_table(table.append_column("birth_on", table["birth_on"]), paths["applicants"])
    assert found(policy, paths) == [("column_twice", "birth_on", None)]


def test_a_date_no_calendar_knows_is_named(policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    far = pa.array([0, 0, 10**8, 0], pa.int32()).cast(pa.date32())
    table = pq.read_table(paths["applicants"])
    position = table.schema.get_field_index("birth_on")
    pq.write_table(table.set_column(position, "birth_on", far), paths["applicants"])
    assert found(policy, paths) == [("date_out_of_range", "birth_on", 3)]


def test_a_kind_or_value_nobody_registered_is_never_taken_for_none(policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    rewrite(paths["records"], "kind", ["arrears", "arears", "honour", "honour"])
    rewrite(paths["records"], "category", [None, None, "moral_model", "petition"])
    assert found(policy, paths) == [("value_unknown", "category", 4), ("kind_unknown", "kind", 2)]


@pytest.mark.parametrize(("table", "key"), [("records", "record_id"), ("reviews", "person_id, panel, round_id, seat")])
def test_the_same_fact_twice_is_refused(table: str, key: str, policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    rows = pq.read_table(paths[table])
    pq.write_table(pa.concat_tables([rows, rows.slice(2, 1)]), paths[table])
    assert found(policy, paths) == [("row_twice", key, 3)]


def test_the_applicant_is_no_member_of_the_own_household_list(policy: CompiledPolicy, tmp_path: Path) -> None:
    applicant = person(0)
    row = {"member_id": applicant.person_id, "income_yearly_fen": 5}
    paths = dict(write_tables([replace(applicant, members=[row])], policy, tmp_path).given())
    assert found(policy, paths) == [("member_is_applicant", "member_id", 1)]


@pytest.mark.parametrize("code", ["9901", "000000000000", "990101001000"])
def test_only_a_village_is_a_village_code(code: str, policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    rewrite(paths["applicants"], "village_code", ["990101001001", "990101001001", code, "990101001001"])
    assert found(policy, paths) == [("area_code", "village_code", 3)]


def test_who_lives_in_another_county_is_named_by_row(policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    assert check_tables(policy, load_law(), paths, "990101000000") == ()
    rewrite(paths["applicants"], "village_code", ["990101001001", "990102001001", "990101001001", "110101001001"])
    (finding,) = check_tables(policy, load_law(), paths, "990101000000")
    assert (finding.code, finding.severity, finding.where.row) == ("village_elsewhere", "block", 2)
    assert "in rows 2, 4" in finding.what.en
    assert "第 2, 4 行" in finding.what.zh


def test_a_household_in_two_villages_is_named_by_row(policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    household = pq.read_table(paths["applicants"])["household_id"].to_pylist()[0]
    rewrite(paths["applicants"], "household_id", [household.bytes] * 2 + [uuid4().bytes] * 2)
    rewrite(paths["applicants"], "village_code", ["990101001001", "990101001002", "990101001003", "990101001003"])
    (finding,) = check_tables(policy, load_law(), paths, "990101000000")
    assert (finding.code, finding.severity, finding.where.row) == ("household_in_villages", "block", 1)
    assert "1 households stand in more than one village, in rows 1, 2" in finding.what.en


def test_a_finding_names_ten_rows_at_most(policy: CompiledPolicy, tmp_path: Path) -> None:
    people = [replace(person(n), village_code="880101001001") for n in range(12)]
    paths = dict(write_tables(people, policy, tmp_path).given())
    (finding,) = check_tables(policy, load_law(), paths, "990101000000")
    assert "12 persons" in finding.what.en
    assert finding.what.en.endswith("in rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 …")


def test_a_row_that_belongs_to_nobody_is_named_with_its_number(policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    rewrite(paths["applicants"], "village_code", ["990101001001", None, "990101001001", "990101001001"])
    assert found(policy, paths) == [("value_missing", "village_code", 2)]


def test_a_person_who_stands_twice_is_named(policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    table = pq.read_table(paths["applicants"])
    pq.write_table(pa.concat_tables([table, table.slice(1, 1)]), paths["applicants"])
    assert found(policy, paths) == [("person_twice", "person_id", 2)]


def test_an_amount_outside_its_registered_range_is_named(policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    rewrite(paths["applicants"], "income_yearly_fen", [1, 2, 3, -1])
    rewrite(paths["records"], "amount_fen", [1, -5, 3, 4])
    assert found(policy, paths) == [("out_of_range", "income_yearly_fen", 4), ("out_of_range", "amount_fen", 2)]


def test_a_rating_outside_the_range_does_not_count_and_is_told(policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    rewrite(paths["reviews"], "rating", [80, 90, 80, 101, 80, 90, 80, 90])
    (finding,) = check_tables(policy, load_law(), paths)
    assert (finding.code, finding.severity, finding.where.row) == ("rating_out_of_range", "condition", 4)


def test_no_finding_repeats_what_a_row_says(policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    rewrite(paths["applicants"], "income_yearly_fen", [1, 2, 3, 987_654_321_987])
    (finding,) = check_tables(policy, load_law(), paths)
    assert "987654321987" not in f"{finding.what} {finding.why} {finding.mend} {finding.where}"


@pytest.mark.parametrize("engine", ["python", "duckdb"])
@pytest.mark.parametrize("called", ["records[1].parquet", "[1]*?/records.parquet", "kind=arrears/records.parquet"])
def test_one_file_is_checked_and_assessed_whatever_it_or_its_folder_is_called(
    called: str, engine: str, policy: CompiledPolicy, tmp_path: Path
) -> None:
    """A pattern would find the good file beside it, a partition would put its word in the place of the column."""
    paths = files(policy, tmp_path)
    (tmp_path / "1ab").mkdir()
    for good in ("records1.parquet", "1ab/records.parquet"):
        shutil.copy(paths["records"], tmp_path / good)
    bad = tmp_path / called
    bad.parent.mkdir(exist_ok=True)
    rewrite(paths["records"], "kind", ["arears"] * 4)
    paths["records"].rename(bad)
    paths["records"] = bad
    assert found(policy, paths) == [("kind_unknown", "kind", 1)]
    rewrite(bad, "kind", ["arrears"] * 4)
    assert found(policy, paths) == []
    (tmp_path / "out").mkdir()
    counts = ENGINES[engine](policy, RUN, TablePaths(**paths), tmp_path / "out", "packed")
    plain = {**paths, "records": tmp_path / "records1.parquet"}
    (tmp_path / "plain").mkdir()
    assert counts == ENGINES[engine](policy, RUN, TablePaths(**plain), tmp_path / "plain", "packed")


def test_a_partition_in_the_path_overrides_no_column(policy: CompiledPolicy, tmp_path: Path) -> None:
    paths = files(policy, tmp_path)
    (tmp_path / "kind=honour").mkdir()
    moved = paths["records"].rename(tmp_path / "kind=honour" / "records.parquet")
    assert {row["kind"] for row in read_rows(moved, input_tables(policy)["records"])} == {"arrears"}
