"""`score`, `explain`, `areas`, `demo generate`: from generated tables to a person's page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from xiangxin.cli.main import main

TABLES = ("applicants", "consents", "members", "records", "coverage", "reviews")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def document(*arguments: str) -> dict[str, Any]:
    done = run(*arguments, "--json")
    loaded: dict[str, Any] = json.loads(done.stdout)
    assert loaded["exit_code"] == done.exit_code
    return loaded


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "county"
    assert run("demo", "generate", "--households", "600", "--seed", "7", "-o", str(folder)).exit_code == 0
    return folder


def command(county: Path, out: Path, *more: str) -> list[str]:
    tables = [word for table in TABLES for word in (f"--{table}", str(county / f"{table}.parquet"))]
    return ["score", "--deployment", str(county / "deployment.yaml"), *tables, "-o", str(out), *more]


@pytest.fixture(scope="module")
def out(county: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results") / "out"
    done = run(*command(county, folder))
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="module")
def somebody(out: Path) -> str:
    rows = pq.read_table(out / "results.parquet").to_pylist()
    return next(str(row["person_id"]) for row in rows if row["status"] == "scored")


def test_the_same_seed_gives_the_same_county(county: Path, tmp_path: Path) -> None:
    assert run("demo", "generate", "--households", "600", "--seed", "7", "-o", str(tmp_path / "a")).exit_code == 0
    for table in TABLES:
        one, other = (pq.read_table(folder / f"{table}.parquet").to_pylist() for folder in (county, tmp_path / "a"))
        assert sorted(map(str, one)) == sorted(map(str, other))


def test_a_demo_folder_may_be_made_again_and_anything_else_not(tmp_path: Path) -> None:
    target = tmp_path / "demo"
    generate = ("demo", "generate", "--households", "1", "--seed", "1", "-o", str(target))
    assert run(*generate).exit_code == 0
    assert run(*generate).exit_code == 0
    (target / "manifest.json").unlink()
    done = run(*generate)
    assert done.exit_code == 2
    assert "out_not_ours" in done.stderr


def test_persons_are_counted_and_a_manifest_says_what_results_rest_on(county: Path, out: Path, tmp_path: Path) -> None:
    told = document(*command(county, tmp_path / "again"))
    assert told["exit_code"] == 0
    written = json.loads((out / "manifest.json").read_text())
    assert sum(written.pop("counts").values()) == told["persons"]
    assert told["manifest"].items() <= written.items()
    assert told["persons"] == pq.read_metadata(county / "applicants.parquet").num_rows


def test_both_engines_and_every_depth_of_explanation(county: Path, out: Path, tmp_path: Path) -> None:
    for engine, explain in (("python", "packed"), ("duckdb", "full"), ("duckdb", "none")):
        folder = tmp_path / f"{engine}-{explain}"
        assert run(*command(county, folder, "--engine", engine, "--explain", explain)).exit_code == 0
        assert (folder / "explanations.parquet").exists() == (explain != "none")
        one, other = (pq.read_table(at / "results.parquet").to_pylist() for at in (out, folder))
        assert {row["person_id"]: row for row in one} == {row["person_id"]: row for row in other}


REAL = """\
deployment: real-bank
kind: bank
title: {zh: 某银行, en: A bank}
jurisdiction: CN
controller: {id: qinghe-bank, name: {zh: 某银行, en: A bank}}
receivers: [{id: qinghe-bank, kind: bank, name: {zh: 某银行, en: A bank}}]
county: "990101000000"
"""


@pytest.mark.parametrize("left_out", ["--policy", "--purpose", "--receiver", "--as-of"])
def test_only_a_demo_has_defaults(county: Path, tmp_path: Path, left_out: str) -> None:
    deployment = tmp_path / "deployment.yaml"
    deployment.write_text(REAL)
    said = {"--policy": "household-open", "--purpose": "scoring", "--receiver": "qinghe-bank", "--as-of": "2026-06-30"}
    words = [word for option, value in said.items() if option != left_out for word in (option, value)]
    done = run(*command(county, tmp_path / "out", "--deployment", str(deployment), *words))
    assert done.exit_code == 2
    assert f"没有写明 {left_out}" in done.stderr
    assert not (tmp_path / "out").exists()


REFUSED = {
    "purpose_unknown": (2, ["--purpose", "marketing"]),
    "purpose_scores_nobody": (1, ["--purpose", "statistics"]),
    "receiver_unknown": (2, ["--receiver", "another-bank"]),
    "not_a_table": (2, ["--records", "nowhere.parquet"]),
    "option_value": (2, ["--as-of", "yesterday"]),
    "policy_missing": (2, ["--policy", "nowhere"]),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_run_that_may_not_be_writes_nothing_and_says_why(county: Path, tmp_path: Path, code: str) -> None:
    exit_code, words = REFUSED[code]
    done = run(*command(county, tmp_path / "out", *words))
    assert (done.exit_code, code in done.stderr) == (exit_code, True)
    assert "Traceback" not in done.output
    assert list(tmp_path.iterdir()) == []


def test_an_explanation_is_told_in_words_as_json_and_as_a_page(
    out: Path, county: Path, somebody: str, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    done = run("explain", "--results", str(out), "--applicant", somebody, "--html", str(page), "--lang", "zh")
    assert done.exit_code == 0
    assert "每一分从哪里来" in done.stdout
    told = document("explain", "--results", str(out), "--applicant", somebody)["explanation"]
    assert told["person_id"] == somebody
    numbers = [line["number"] for group in told["groups"] for line in group["lines"]]
    assert all(number in done.stdout for number in numbers)
    assert all(number in page.read_text() for number in numbers)
    records = str(county / "records.parquet")
    with_records = document("explain", "--results", str(out), "--applicant", somebody[:13], "--records", records)
    assert with_records["exit_code"] == 0
    assert "加 --records" in done.stdout
    told_with = run("explain", "--results", str(out), "--applicant", somebody, "--records", records)
    assert "加 --records" not in told_with.stdout


ASKED_WRONGLY = {
    "applicant_missing": (2, ["--applicant", "ffffffff-ffff-4fff-8fff-ffffffffffff"]),
    "applicant_unreadable": (2, ["--applicant", "张秀兰"]),
}


@pytest.mark.parametrize("code", ASKED_WRONGLY)
def test_nobody_is_explained_by_a_name_or_by_guessing(out: Path, code: str) -> None:
    exit_code, words = ASKED_WRONGLY[code]
    done = run("explain", "--results", str(out), *words)
    assert (done.exit_code, code in done.stderr) == (exit_code, True)


def test_totals_of_areas_hide_small_figures_and_name_nobody(out: Path, county: Path, somebody: str) -> None:
    told = document("areas", "--results", str(out), "--policy", "household-open")
    counts = [value for area in told["areas"] for key, value in area.items() if key in ("vetoed", "scored", "persons")]
    assert not [value for value in counts if value is not None and 0 < value < 5]
    done = run("areas", "--results", str(out), "--deployment", str(county / "deployment.yaml"))
    assert done.exit_code == 0
    assert "第1村" in done.stdout
    assert somebody not in done.stdout + json.dumps(told)


def test_totals_are_not_shown_under_another_policy(out: Path) -> None:
    done = run("areas", "--results", str(out), "--policy", "zhumadian-2019")
    assert done.exit_code == 1
    assert "other_policy" in done.stderr


def test_a_folder_that_holds_no_results_is_told(tmp_path: Path) -> None:
    for words in (["explain", "--applicant", "ffffffff"], ["areas"]):
        done = run(*words, "--results", str(tmp_path))
        assert done.exit_code == 2
        assert "results_missing" in done.stderr
