"""A snapshot of the demo county's files scores as the workbooks do, to the byte."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pytest
from django.utils import timezone

from bases.office_cli import QINGHE, copy_demo, environment, in_office
from xiangxin.interop.county import read_county
from xiangxin.law.load import load_law
from xiangxin.office.creditfile.registry import is_over
from xiangxin.scoring.arrow import read_table, write_tables

FREEZE = """
    import json
    from datetime import date
    from uuid import UUID, uuid4
    from xiangxin.office.accounts.viewer import Viewer
    from xiangxin.office.areas.models import Institution
    from xiangxin.office.creditfile import snapshots
    bank = Institution.objects.get(slug="qinghe-bank")
    viewer = Viewer(uuid4(), "account_manager", "990101000000", bank.id)
    persons = frozenset(UUID(one) for one in json.loads(Path(%r).read_text()))
    wanted = snapshots.Wanted("990101000000", "scoring", bank.id, date(2026, 6, 30), date(2026, 6, 30), persons)
    with snapshots.files_of(viewer, snapshots.freeze(viewer, wanted)) as files:
        for name, path in files.items():
            Path(%r, f"{name}.parquet").write_bytes(path.read_bytes())
"""


def _persons(table: pa.Table, column: str = "person_id") -> list[UUID]:
    return [value if isinstance(value, UUID) else UUID(bytes=value) for value in table[column].to_pylist()]


def _of(table: pa.Table, persons: set[UUID]) -> pa.Table:
    """Rows of these persons in the order of their ids, as a snapshot has them."""
    ids = _persons(table)
    kept = sorted((at for at, person in enumerate(ids) if person in persons), key=lambda at: str(ids[at]))
    return table.take(pa.array(kept, type=pa.int64()))


def _not_over(records: pa.Table) -> pa.Table:
    """Without what the office may not keep any more on the day of the test."""
    today = timezone.localdate()
    rows = records.to_pylist()
    kept = [at for at, row in enumerate(rows) if not is_over(row["kind"], row["happened_on"], row["ended_on"], today)]
    return records.take(pa.array(kept, type=pa.int64()))


def _score(files: dict[str, Path], out: Path) -> None:
    options = [part for name, path in files.items() for part in (f"--{name}", str(path))]
    day = ("--as-of", "2026-06-30")
    deployment = ("--deployment", str(QINGHE / "deployment.yaml"))
    command = [sys.executable, "-m", "xiangxin.cli", "score", *deployment, *day, *options, "-o", str(out)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Results of the office's snapshot, and of the workbooks for the same persons."""
    folder = tmp_path_factory.mktemp("scored")
    home = folder / "office"
    copy_demo(home)
    county, _ = read_county(QINGHE, load_law())
    assert county is not None
    (folder / "persons.json").write_text(json.dumps([str(one) for one in _persons(county.tables["applicants"])]))
    (folder / "frozen").mkdir()
    in_office(home, FREEZE % (str(folder / "persons.json"), str(folder / "frozen")))
    frozen = {path.stem: path for path in (folder / "frozen").iterdir()}
    persons = set(_persons(read_table(frozen["applicants"])))
    there = {name: _of(table, persons) for name, table in county.tables.items()}
    people = persons | set(_persons(there["members"], "member_id"))
    there["consents"] = _of(county.tables["consents"], people)
    there["records"] = _not_over(there["records"])
    (folder / "in").mkdir()
    given = write_tables(folder / "in", there)
    _score(given, folder / "files")
    # Ratings belong to a later stage and are in no file; both runs have the same ones.
    _score({**frozen, "reviews": given["reviews"]}, folder / "here")
    return folder / "here", folder / "files"


@pytest.mark.parametrize("table", ["results", "explanations", "areas"])
def test_a_snapshot_scores_as_the_workbooks_do(scored: tuple[Path, Path], table: str) -> None:
    here, files = scored
    assert (here / f"{table}.parquet").read_bytes() == (files / f"{table}.parquet").read_bytes()


def test_everybody_who_agreed_is_in_it(scored: tuple[Path, Path]) -> None:
    assert read_table(scored[0] / "results.parquet").num_rows == 503
