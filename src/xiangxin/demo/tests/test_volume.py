"""The generated county: the same for the same seed, fit for the shipped policies, with areas on both sides."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import duckdb
import pytest

from xiangxin.demo.volume import generate
from xiangxin.law.load import load_law
from xiangxin.policy.compile import compile_policy
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.duck.engine import score_tables
from xiangxin.scoring.paths import TablePaths
from xiangxin.scoring.tables import INPUTS
from xiangxin.scoring.tests.village import POLICIES

AS_OF = date(2026, 6, 30)
TABLES = [table.name for table in INPUTS]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    generate(6_000, 7, folder)
    return folder


def content(folder: Path, table: str) -> str:
    """A digest of the rows as a set; how a file is laid out may differ."""
    rows = duckdb.read_parquet(str(folder / f"{table}.parquet")).order("ALL").fetchall()
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def test_the_same_seed_gives_the_same_people_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("again", 7), ("other", 8)):
        generate(60, seed, tmp_path / name)
    for table in TABLES:
        assert content(tmp_path / "one", table) == content(tmp_path / "again", table)
        assert content(tmp_path / "one", table) != content(tmp_path / "other", table)


def test_a_small_county_has_twelve_townships_of_ten_villages_and_eight_records_a_household(county: Path) -> None:
    rows = {name: duckdb.read_parquet(str(county / f"{name}.parquet")) for name in TABLES}
    codes = rows["applicants"].aggregate("count(DISTINCT village_code), count(DISTINCT left(village_code, 9))")
    assert codes.fetchall() == [(120, 12)]
    assert rows["records"].shape[0] == 8 * 6_000
    assert 5.5 < rows["reviews"].shape[0] / 6_000 < 6.5
    assert duckdb.read_csv(str(county / "areas.csv")).shape[0] == 1 + 12 + 120


def test_some_villages_consent_less_and_some_households_have_two_applicants(county: Path) -> None:
    applicants, consents = (str(county / f"{name}.parquet") for name in ("applicants", "consents"))
    database = duckdb.connect()
    shares = database.execute(
        "SELECT avg((c.person_id IS NOT NULL)::INTEGER) FROM read_parquet($a) a LEFT JOIN (SELECT DISTINCT person_id "
        "FROM read_parquet($c) WHERE field_class = 'file') c USING (person_id) GROUP BY village_code",
        {"a": applicants, "c": consents},
    ).fetchall()
    assert min(share for (share,) in shares) < 0.7 < 0.8 < max(share for (share,) in shares)
    sizes = database.execute(
        "SELECT DISTINCT count(*) FROM read_parquet($a) GROUP BY household_id", {"a": applicants}
    ).fetchall()
    assert sorted(sizes) == [(1,), (2,)]


@pytest.mark.parametrize("name", ["zhumadian-2019", "household-open"])
def test_some_villages_and_townships_are_proposed_and_some_are_not(name: str, county: Path, tmp_path: Path) -> None:
    law = load_law()
    policy, findings = compile_policy(POLICIES / name, law, AS_OF, "CN")
    assert policy is not None, findings
    run = Run(
        purpose="scoring",
        receiver="qinghe-bank",
        panels=frozenset({"qinghe-panel"}),
        as_of=AS_OF,
        known_on=AS_OF,
        catalogue=law.catalogue_codes(AS_OF),
        written=frozenset(law.written_consents),
    )
    score_tables(policy, run, TablePaths(**{t: county / f"{t}.parquet" for t in TABLES}), tmp_path, "none")
    found = duckdb.read_parquet(str(tmp_path / "areas.parquet")).aggregate("level, proposed, count(*)").fetchall()
    assert {(level, proposed) for level, proposed, _ in found} >= {
        ("village", True),
        ("village", False),
        ("township", True),
        ("township", False),
        ("county", None),
    }
