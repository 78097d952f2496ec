"""What stops `xiangxin run` before it writes anything, and what it never replaces."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from xiangxin.cli.tests.run_made import QINGHE, run
from xiangxin.interop.deployment import read_deployment


def refused(folder: Path, out: Path, *more: str) -> tuple[int, str]:
    done = run(str(folder), "-o", str(out), *more)
    assert "Traceback" not in done.output
    assert not out.exists()
    return done.exit_code, done.stderr


def test_without_a_deployment_file_nothing_is_run(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    exit_code, said = refused(tmp_path / "empty", tmp_path / "out")
    assert exit_code == 2
    assert "deployment.yaml" in said


def test_a_workbook_that_cannot_be_read_stops_the_run_before_anything_is_written(small: Path, tmp_path: Path) -> None:
    (small / "清溪镇.xlsx").write_bytes((QINGHE / "青禾县-清溪镇-档案.xlsx").read_bytes()[:5000])
    exit_code, said = refused(small, tmp_path / "out")
    assert exit_code == 2
    assert "清溪镇.xlsx" in said


def test_a_policy_that_fails_the_law_check_stops_the_run(small: Path, tmp_path: Path) -> None:
    exit_code, said = refused(small, tmp_path / "out", "--policy", "zhumadian-2019", "--as-of", "2019-12-05")
    assert exit_code == 1
    assert "zhumadian-2019/policy.yaml:" in said


def test_a_folder_without_workbooks_is_no_county_without_people(small: Path, tmp_path: Path) -> None:
    exit_code, said = refused(small, tmp_path / "out")
    assert exit_code == 2
    assert "county_empty" in said
    assert "xiangxin template -o" in said


BEFORE_READING = {
    "policy_missing": (2, ["--policy", "nowhere"]),
    "purpose_unknown": (2, ["--purpose", "marketing"]),
    "purpose_scores_nobody": (1, ["--purpose", "statistics"]),
    "receiver_unknown": (2, ["--receiver", "another-bank"]),
}


@pytest.mark.parametrize("code", BEFORE_READING)
def test_what_may_not_be_is_told_before_any_workbook_is_read(small: Path, tmp_path: Path, code: str) -> None:
    (small / "清溪镇.xlsx").write_bytes(b"not a workbook")
    exit_code, said = refused(small, tmp_path / "out", *BEFORE_READING[code][1])
    assert (exit_code, code in said) == (BEFORE_READING[code][0], True)
    assert "清溪镇.xlsx" not in said


@pytest.mark.parametrize("kept", ["out", "out/tables", "."])
def test_kept_tables_never_lie_with_the_results(small: Path, tmp_path: Path, kept: str) -> None:
    exit_code, said = refused(small, tmp_path / "out", "--keep-tables", str(tmp_path / kept))
    assert (exit_code, "kept_in_results" in said) == (2, True)


@pytest.mark.parametrize(
    "areas",
    [
        "areas: ../areas.csv",
        'areas: "../areas.csv"  # beside',
        "areas: >-\n  ../areas.csv",
        "areas: ../tables/../areas.csv",
    ],
)
def test_kept_tables_write_nothing_outside_their_folder(baiyang: Path, tmp_path: Path, areas: str) -> None:
    (baiyang / "areas.csv").rename(tmp_path / "areas.csv")
    deployment = baiyang / "deployment.yaml"
    deployment.write_text(deployment.read_text().replace("areas: areas.csv", areas))
    assert areas in deployment.read_text()
    (tmp_path / "tables").mkdir()
    stranger, kept, out = tmp_path / "place" / "areas.csv", tmp_path / "place" / "kept", tmp_path / "out"
    stranger.parent.mkdir()
    stranger.write_text("a stranger's")
    assert run(str(baiyang), "-o", str(out), "--keep-tables", str(kept)).exit_code == 0
    assert stranger.read_text() == "a stranger's"
    assert sorted(path.name for path in stranger.parent.iterdir()) == ["areas.csv", "kept"]
    assert (kept / "areas.csv").read_bytes() == (tmp_path / "areas.csv").read_bytes()
    read, findings = read_deployment(kept / "deployment.yaml")
    original, _ = read_deployment(deployment)
    assert read is not None, findings
    assert original is not None
    assert read == replace(original, areas=kept / "areas.csv")


def test_kept_tables_never_replace_what_is_not_ours(small: Path, tmp_path: Path) -> None:
    exit_code, said = refused(small, tmp_path / "out", "--keep-tables", str(small))
    assert (exit_code, "out_not_ours" in said) == (2, True)
    assert sorted(path.name for path in small.iterdir()) == ["areas.csv", "deployment.yaml"]
