"""Credit villages and townships at the edges of 70 % and 65 %, on both engines."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
import pytest

from xiangxin.kernel.text import Text
from xiangxin.law.model import Field, Gates
from xiangxin.policy import expressions as x
from xiangxin.policy.model import CompiledPolicy, Input
from xiangxin.scoring.duck.engine import score_tables
from xiangxin.scoring.paths import AREAS_FILE, TablePaths
from xiangxin.scoring.tables import input_tables
from xiangxin.scoring.tabular import interpret_tables
from xiangxin.scoring.tests.built_policies import AS_OF, at, flag, policy
from xiangxin.scoring.tests.generated.tables import RUN, write_rows

GOOD = Input("good", Field("good", Text("好", "good"), "m", "bool", "good", "C1", "file", ""), Gates(), at(1))
POLICY = policy(flag("shown", when=x.InputRef(x.Type("bool"), "good")), inputs=(GOOD,))

Village = tuple[int, int]
"""Households with a star, households assessed."""


def people(villages: dict[str, Village]) -> list[dict[str, Any]]:
    """One applicant a household; the first of every village lives with a second one who has no star."""
    rows: list[dict[str, Any]] = []
    for code, (credit, assessed) in villages.items():
        for number in range(assessed):
            household = UUID(int=len(rows), version=4)
            for second in range(2 if number == 0 else 1):
                rows.append(
                    {
                        "person_id": UUID(int=10**6 + len(rows), version=4),
                        "household_id": household,
                        "village_code": code,
                        "birth_on": AS_OF.replace(year=1980),
                        "good": number < credit and not second,
                    }
                )
    return rows


def consents(applicants: list[dict[str, Any]]) -> list[dict[str, Any]]:
    day = AS_OF.replace(month=1)
    given = {"purpose": "scoring", "receiver": "bank-1", "field_class": "file", "written": True, "channel": "paper"}
    dates = {"notice_delivered_on": day, "from_on": day, "to_on": None, "withdrawn_on": None}
    return [{"person_id": row["person_id"], **given, **dates} for row in applicants]


def written(folder: Path, villages: dict[str, Village], made: CompiledPolicy) -> TablePaths:
    schemas, applicants = input_tables(made), people(villages)
    paths = TablePaths(folder / "applicants.parquet", folder / "consents.parquet")
    write_rows(paths.applicants, schemas["applicants"].columns, applicants)
    write_rows(paths.consents, schemas["consents"].columns, consents(applicants))
    return paths


@pytest.fixture(params=["duckdb", "python"])
def areas(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Totals of the villages given, by area code."""
    assess = score_tables if request.param == "duckdb" else interpret_tables

    def totals(villages: dict[str, Village], made: CompiledPolicy = POLICY) -> dict[str, dict[str, Any]]:
        assess(made, RUN, written(tmp_path, villages, made), tmp_path, "none")
        return {row["area_code"]: row for row in pq.read_table(tmp_path / AREAS_FILE).to_pylist()}

    return totals


@pytest.mark.parametrize(
    ("village", "proposed"),
    [((7, 10), True), ((6, 10), False), ((14, 20), True), ((13, 19), False), ((9, 9), None), ((0, 10), False)],
)
def test_a_village_is_proposed_from_70_percent_on_a_base_of_ten(
    areas: Any, village: Village, proposed: bool | None
) -> None:
    row = areas({"990101101201": village})["990101101201"]
    assert (row["households_credit"], row["households_assessed"], row["proposed"]) == (*village, proposed)
    assert row["villages_ratable"] is None


@pytest.mark.parametrize(
    ("credit", "ratable", "proposed"), [(13, 20, True), (12, 20, False), (2, 3, True), (1, 3, False), (2, 2, None)]
)
def test_a_township_is_proposed_from_65_percent_of_its_ratable_villages(
    areas: Any, credit: int, ratable: int, proposed: bool | None
) -> None:
    villages = {f"990101101{200 + n}": (10 if n < credit else 0, 10) for n in range(ratable)}
    # A village on too small a base is no ratable village, whatever its share.
    villages["990101101300"] = (9, 9)
    found = areas(villages)
    township, county = found["990101101000"], found["990101000000"]
    assert (township["villages_credit"], township["villages_ratable"]) == (credit, ratable)
    assert township["proposed"] is proposed
    assert (county["villages_credit"], county["proposed"]) == (credit, None)
    assert county["households_assessed"] == 10 * ratable + 9


def test_a_household_is_a_credit_household_by_one_of_its_adults_and_counts_once(areas: Any) -> None:
    row = areas({"990101101201": (10, 10)})["990101101201"]
    assert (row["scored"], row["households_assessed"], row["households_credit"]) == (11, 10, 10)


def test_without_a_rating_nothing_is_proposed_and_no_village_is_ratable(areas: Any) -> None:
    found = areas({"990101101201": (10, 10)}, policy(*POLICY.items, inputs=(GOOD,), area_ratings=()))
    assert {(row["proposed"], row["villages_ratable"]) for row in found.values()} == {(None, None)}
