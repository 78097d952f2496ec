"""`xiangxin run` on the demo county: what it gives back, to whom, and whose name stands where."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from xiangxin.cli.main import main
from xiangxin.cli.tests.run_made import QINGHE, run

FILES = [
    "areas.parquet",
    "areas.xlsx",
    "explanations",
    "explanations.parquet",
    "manifest.json",
    "notice-list.xlsx",
    "persons.xlsx",
    "policy",
    "rejected.xlsx",
    "results.parquet",
]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    out = tmp_path_factory.mktemp("run") / "out"
    return run(str(QINGHE), "-o", str(out), "--json"), out


@pytest.fixture(scope="module")
def out(done: tuple[Result, Path]) -> Path:
    return done[1]


@pytest.fixture(scope="module")
def told(done: tuple[Result, Path]) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(done[0].stdout)
    return loaded


@pytest.fixture(scope="module")
def rows(out: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(out / "results.parquet").to_pylist()
    return found


def cells(path: Path) -> Iterator[str]:
    """Every cell of a workbook as text."""
    for sheet in load_workbook(path, data_only=True).worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield from (str(value) for value in row if value is not None)


def test_refused_rows_are_normal_counted_and_told(told: dict[str, Any]) -> None:
    assert told["exit_code"] == 0
    refused = sum(sheet["refused"] for sheet in told["sheets"])
    assert refused > 20
    assert len(told["rejected"]) > refused // 2
    assert {entry["severity"] for entry in told["rejected"]} <= {"condition", "note"}


def test_everything_is_there_and_counted(out: Path, told: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    assert sorted(path.name for path in out.iterdir()) == FILES
    with_ground = [row for row in rows if row["status"] != "no_consent"]
    assert {str(row["person_id"]) for row in with_ground} <= set(cells(out / "persons.xlsx"))
    assert sum(json.loads((out / "manifest.json").read_text())["counts"].values()) == len(rows)
    assert "counts" not in told["manifest"]
    assert len(list((out / "explanations").glob("*.html"))) == len(with_ground) + 1


def test_the_county_s_workbook_names_no_person(out: Path, secrets: set[str], rows: list[dict[str, Any]]) -> None:
    assert len(secrets) > 500
    ids = {str(row[key]) for row in rows for key in ("person_id", "household_id")}
    with ZipFile(out / "areas.xlsx") as package:
        text = "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))
    assert [secret for secret in secrets | ids if secret in text] == []


def test_no_name_or_number_is_in_any_table_or_manifest(out: Path, secrets: set[str]) -> None:
    for name in ("results", "explanations", "areas"):
        text = str(pq.read_table(out / f"{name}.parquet").to_pylist())
        assert [secret for secret in secrets if secret in text] == [], name
    manifest = (out / "manifest.json").read_text()
    assert [secret for secret in secrets if secret in manifest] == []


def test_no_refused_cell_is_repeated_in_the_list_of_refused_rows(out: Path, secrets: set[str]) -> None:
    text = "\n".join(cells(out / "rejected.xlsx"))
    assert [secret for secret in secrets if len(secret) == 18 and secret in text] == []


def test_pages_hold_masked_names_and_no_identity_number(out: Path, secrets: set[str]) -> None:
    numbers = {secret for secret in secrets if len(secret) == 18}
    for path in (out / "explanations").glob("*.html"):
        page = path.read_text()
        assert not re.search(r"[0-9]{17}[0-9Xx]", page) or not [number for number in numbers if number in page]
    index = (out / "explanations" / "index.html").read_text()
    assert [name for name in secrets if len(name) >= 3 and name in index] == []


def test_who_did_not_consent_has_no_page_and_no_line_in_the_lender_s_workbook(
    out: Path, rows: list[dict[str, Any]]
) -> None:
    without = {row["person_id"] for row in rows if row["status"] == "no_consent"}
    assert without
    lender = set(cells(out / "persons.xlsx"))
    assert not {str(person) for person in without} & lender
    pages = {path.stem for path in (out / "explanations").glob("*.html")}
    assert not [person for person in without if any(person.hex.startswith(page) for page in pages)]


def test_no_rate_is_told_beside_no_limit(out: Path, rows: list[dict[str, Any]]) -> None:
    told = {row["limit_fen"] > 0: row["person_id"] for row in rows if row["rate_bp"] and row["limit_fen"] is not None}
    assert set(told) == {True, False}
    for has_limit, person in told.items():
        (page,) = (out / "explanations").glob(f"{person.hex[:8]}*.html")
        assert ("参考年利率" in page.read_text()) is has_limit


def test_line_1_whoever_withdrew_is_on_no_list(out: Path, rows: list[dict[str, Any]]) -> None:
    listed = load_workbook(out / "notice-list.xlsx")["申请人待告知"]
    without = sum(row["status"] == "no_consent" for row in rows)
    withdrawn = 13
    assert listed.max_row - 4 == without - withdrawn
    assert f"另有 {withdrawn} 人已撤回同意" in str(listed["A3"].value)


def test_small_figures_are_hidden_on_screen_and_in_the_county_s_workbook(told: dict[str, Any]) -> None:
    for area in told["areas"]:
        counts = [area[key] for key in ("persons", "vetoed", "scored", "no_consent", "households_credit")]
        assert not [count for count in counts if count is not None and 0 < count < 5]


def test_records_that_did_not_count_are_summed_up_without_naming_what_is_the_person_s_alone(
    told: dict[str, Any],
) -> None:
    assert told["not_counted"] == {"otherwise": 3}


def test_an_explanation_asked_for_later_names_what_the_page_names(out: Path) -> None:
    kept_out = [row for row in pq.read_table(out / "explanations" / "records.parquet").to_pylist() if row["gate"]]
    assert {row["gate"] for row in kept_out} == {"disputed", "retention", "sealed"}
    for row in kept_out:
        words = ["explain", "--results", str(out), "--applicant", str(row["person_id"]), "--json"]
        line = json.loads(CliRunner().invoke(main, words).stdout)["explanation"]
        lines = [*line["conditions"], *(each for group in line["groups"] for each in group["lines"])]
        (kept,) = next(each for each in lines if each["id"] == row["line_id"])["kept_out"]
        assert (kept["kind"], kept["gate"], kept["count"]) == ("arrears", row["gate"], 1)
        (page,) = [path for path in (out / "explanations").glob("*.html") if row["person_id"].hex.startswith(path.stem)]
        assert kept["words"]["zh"] in page.read_text()


def test_the_figures_on_the_page_are_those_an_explanation_asked_for_later_gives(
    out: Path, rows: list[dict[str, Any]]
) -> None:
    person = next(row["person_id"] for row in rows if row["limit_binding"] == "affordable" and row["limit_fen"] == 0)
    words = ["explain", "--results", str(out), "--applicant", str(person), "--json"]
    told = json.loads(CliRunner().invoke(main, words).stdout)["explanation"]["limit"]
    (page,) = (out / "explanations").glob(f"{person.hex[:8]}*.html")
    shown = page.read_text()
    (ability,) = (part for part in told["parts"] if part["id"] == "ability_part")
    assert re.fullmatch(
        r"年收入（本人说明） [\d,]+ 元 \+ 家人（本人同意的）合计 [\d,]+ 元 − 负债（本人说明） [\d,]+ 元",
        ability["words"]["zh"],
    )
    assert ability["amount"]["zh"].startswith("-")
    for part in told["parts"]:
        assert part["words"]["zh"] in shown
        assert part["note"] is None or part["note"]["zh"] in shown


def test_whose_consent_lacks_the_notice_is_not_told_that_there_is_none(out: Path) -> None:
    gaps = {row["person_id"]: row["gap"] for row in pq.read_table(out / "explanations" / "grounds.parquet").to_pylist()}
    said = {"none": "没有您本人的同意，", "no_notice": "您有同意，但没有写明告知", "withdrawn": "您已撤回同意，"}
    for gap, sentence in said.items():
        person = next(person for person, known in gaps.items() if known == gap)
        words = ["explain", "--results", str(out), "--applicant", str(person), "--lang", "zh"]
        shown = CliRunner().invoke(main, words).stdout
        assert sentence in shown
        assert "未校准" not in shown


def test_pages_of_one_masked_name_in_one_village_are_told_apart(out: Path) -> None:
    heads = [
        re.findall(
            r"<h1>我的信用</h1><p>(.*?)</p><p>证件号后四位 <span class=\"number\">(.{4})</span>", page.read_text()
        )
        for page in (out / "explanations").glob("*.html")
        if page.name != "index.html"
    ]
    assert all(len(head) == 1 for head in heads)
    named = [head[0] for head in heads]
    assert len({name for name, _ in named}) < len(named) == len(set(named))


def test_the_records_kept_beside_the_pages_are_of_people_with_a_page(out: Path, rows: list[dict[str, Any]]) -> None:
    kept = {row["person_id"] for row in pq.read_table(out / "explanations" / "records.parquet").to_pylist()}
    status = {row["person_id"]: row["status"] for row in rows}
    assert {status[person] for person in kept} == set(status.values()) - {"no_consent", "not_eligible"}


def test_the_next_run_replaces_the_result_of_the_last(small: Path, tmp_path: Path) -> None:
    shutil.copy(QINGHE / "白杨乡杏花村-户籍导入模板.csv", small)
    shutil.copy(QINGHE / "青禾县-白杨乡-档案.xlsx", small)
    out = tmp_path / "out"
    assert run(str(small), "-o", str(out)).exit_code == 0
    listed = json.loads((out / "manifest.json").read_text())["outputs"]
    assert {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()} == {*listed, "manifest.json"}
    assert run(str(small), "-o", str(out)).exit_code == 0


def test_people_read_what_was_read_left_out_checked_and_found(small: Path, tmp_path: Path) -> None:
    shutil.copy(QINGHE / "白杨乡杏花村-户籍导入模板.csv", small)
    shutil.copy(QINGHE / "青禾县-白杨乡-档案.xlsx", small)
    shown = run(str(small), "-o", str(tmp_path / "out"), "--lang", "en").stdout
    for heading in ("Sheets that were read", "Left out", "The policy passes the law check", "Totals of villages"):
        assert heading in shown
