"""`xiangxin policy …` on the shipped policies and on small changes of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from xiangxin.cli.main import main
from xiangxin.policy.schema import BLOCKS
from xiangxin.policy.shipped import shipped_policies
from xiangxin.scoring.policy_keys import key_words

SHIPPED = ("household-open", "jinxiang-2022", "zhumadian-2019")
DAY = "2026-06-30"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["policy", *arguments])


def document(*arguments: str) -> dict[str, Any]:
    done = run(*arguments, "--json")
    loaded: dict[str, Any] = json.loads(done.stdout)
    assert loaded["exit_code"] == done.exit_code
    return loaded


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A copy of our scorecard in which one thing differs."""
    folder = tmp_path / "household-open"
    shutil.copytree(shipped_policies()["household-open"], folder)
    return folder


def replace(folder: Path, before: str, after: str) -> None:
    path = folder / "policy.yaml"
    text = path.read_text()
    assert text.count(before) == 1
    path.write_text(text.replace(before, after))


def test_the_shipped_policies_are_listed_with_their_hashes() -> None:
    policies = document("list")["policies"]
    assert [entry["policy"] for entry in policies] == list(SHIPPED)
    assert [entry["content_hash"] for entry in policies] == [document("hash", name)["content_hash"] for name in SHIPPED]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_policy_passes_the_check_and_its_cases(name: str) -> None:
    checked = document("check", name, "--as-of", DAY)
    assert checked["exit_code"] == 0
    assert checked["content_hash"] == document("hash", name)["content_hash"]
    assert all(line["rules"] for line in checked["lines"])
    tested = document("test", name)
    assert tested["exit_code"] == 0
    assert len(tested["cases"]) >= 10
    assert all(case["passed"] for case in tested["cases"])


def test_the_place_comes_from_the_deployment(tmp_path: Path) -> None:
    deployment = Path(__file__).parents[4] / "demo" / "qinghe" / "deployment.yaml"
    assert document("check", "household-open", "--as-of", DAY, "--deployment", str(deployment))["jurisdiction"] == "CN"
    assert document("check", "household-open", "--as-of", DAY, "--jurisdiction", "CN-37")["jurisdiction"] == "CN-37"


def test_an_unlawful_line_fails_the_check_with_its_basis(changed: Path) -> None:
    replace(changed, '"residence_shown"\n', '"party_member"\n')
    replace(
        changed, "  residence_shown: {type: bool, matter: residence}", "  party_member: {type: bool, matter: politics}"
    )
    done = run("check", str(changed), "--as-of", DAY)
    assert done.exit_code == 1
    assert "household-open/policy.yaml:" in done.stderr
    assert "Traceback" not in done.output


def test_a_file_that_is_no_yaml_is_unreadable_and_says_where(changed: Path) -> None:
    replace(changed, "subject: applicant\n", "subject: [applicant\n")
    done = run("check", str(changed), "--as-of", DAY)
    assert done.exit_code == 2
    assert "household-open/policy.yaml:" in done.stderr


def test_a_case_that_does_not_hold_fails_the_test_and_says_what_came_out(changed: Path) -> None:
    replace(changed, "{from: 76, stars: 3}", "{from: 77, stars: 3}")
    done = run("test", str(changed))
    assert done.exit_code == 1
    assert "expected 3, got 2" in done.stdout
    failed = [case for case in document("test", str(changed))["cases"] if not case["passed"]]
    assert {"what": "stars", "expected": "3", "got": "2"} in [each for case in failed for each in case["differences"]]
    assert all(case["file"] and case["line"] for case in failed)


def test_a_changed_copy_does_not_go_out_under_the_name_of_the_original(changed: Path) -> None:
    assert document("check", str(changed), "--as-of", DAY)["exit_code"] == 0
    replace(changed, "{from: 84, stars: 4}", "{from: 85, stars: 4}")
    found = document("check", str(changed), "--as-of", DAY)
    assert found["exit_code"] == 1
    (borrowed,) = [entry for entry in found["findings"] if entry["code"] == "borrowed_name"]
    assert borrowed["severity"] == "block"
    assert borrowed["what"]["zh"] == "内容改过，编号还是随附办法的 household-open"
    replace(changed, "policy: household-open\n", "policy: household-ours\n")
    ours = document("check", str(changed), "--as-of", DAY)
    assert ours["exit_code"] == 0
    assert [entry["severity"] for entry in ours["findings"] if entry["code"] == "other_folder"] == ["note"]
    renamed = changed.rename(changed.parent / "household-ours")
    codes = {entry["code"] for entry in document("check", str(renamed), "--as-of", DAY)["findings"]}
    assert codes & {"borrowed_name", "other_folder"} == set()


def test_a_policy_without_cases_is_not_called_tested(changed: Path) -> None:
    shutil.rmtree(changed / "cases")
    done = run("test", str(changed))
    assert done.exit_code == 2
    assert "no_cases" in done.stderr


def test_a_difference_is_named_by_the_line_it_is_in(changed: Path) -> None:
    replace(changed, "{from: 84, stars: 4}", "{from: 85, stars: 4}")
    found = document("diff", "household-open", str(changed))
    assert not found["equal"]
    assert found["changes"] == [
        {"path": "tiers.stars[4].from", "one": "84", "other": "85"},
    ]
    assert "    4 星的起点：84 → 85" in run("diff", "household-open", str(changed), "--lang", "zh").stdout.splitlines()


def test_a_moved_band_is_one_difference(changed: Path) -> None:
    replace(changed, '{from: "20000 CNY", points: 10}', '{from: "25000 CNY", points: 10}')
    found = document("diff", "household-open", str(changed))
    assert len(found["changes"]) == 1
    assert "第 2 档 · " in run("diff", "household-open", str(changed), "--lang", "zh").stdout


def test_a_scale_by_which_other_items_are_worth_something_else_is_told(changed: Path) -> None:
    replace(changed, "{from: 36, points: 25}", "{from: 36, points: 50}")
    replace(changed, "never: 25 ", "never: 50 ")
    told = run("diff", "household-open", str(changed), "--lang", "zh").stdout
    assert "system 按满分折算：每分原值 1，现值 0.8；没有改动的分项也跟着变。" in told.splitlines()


def test_people_read_a_difference_by_the_label_of_its_line_old_and_new(changed: Path) -> None:
    text = (changed / "policy.yaml").read_text(encoding="utf-8")
    (changed / "policy.yaml").write_text(text.replace("calibration: uncalibrated", "calibration: not_applicable"))
    assert run("diff", "household-open", str(changed), "--lang", "zh").stdout.splitlines() == [
        "“办法”（policy）",
        "    校准：uncalibrated → not_applicable",
        "1 处不同",
    ]


def test_every_key_of_a_policy_has_words() -> None:
    keys = {key for block in BLOCKS.values() for key in block}
    assert {key for key in keys if key_words((key,)).zh == key} == set()


def test_a_limit_that_came_out_otherwise_is_shown_in_yuan(changed: Path) -> None:
    (path, *_) = sorted((changed / "cases").glob("*.yaml"))
    case = """- name: A limit nobody proposed
  as_of: 2026-06-30
  person: {}
  expect: {limit: "12345.00 CNY"}
"""
    path.write_text(case, encoding="utf-8")
    done = run("test", str(changed), "--lang", "en")
    assert done.exit_code == 1
    assert "    limit: expected CNY 12,345, got CNY 20,000" in done.stdout.splitlines()


def test_layout_and_comments_are_no_difference(changed: Path) -> None:
    path = changed / "policy.yaml"
    path.write_text(
        "# another comment\n" + path.read_text().replace("  - {from: 60, stars: 1}", "  - from: 60\n      stars: 1")
    )
    found = document("diff", "household-open", str(changed))
    assert found["equal"]
    assert found["one"] == found["other"]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_print_names_every_line_with_its_source(name: str) -> None:
    done = run("show", name, "--as-of", DAY)
    assert done.exit_code == 0
    items = document("show", name, "--as-of", DAY)["items"]
    assert items
    assert all(f"[{item['id']}]" in done.stdout for item in items)
    assert all(item["assumption"] or item["clause"] for item in items)


def test_the_schema_is_one_for_editors() -> None:
    plain = json.loads(run("schema").stdout)
    assert plain["$schema"].startswith("https://json-schema.org/")
    assert document("schema")["schema"] == plain
