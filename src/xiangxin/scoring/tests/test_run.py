"""A run from files to files, what stops it, and its results read again: one way to go wrong for each message."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import xiangxin
from xiangxin.kernel.errors import XiangxinError
from xiangxin.law.load import load_law
from xiangxin.scoring.agreement import require_agreement
from xiangxin.scoring.assessment import STATUSES
from xiangxin.scoring.explain_results import explain_person
from xiangxin.scoring.interpret import Interpreter
from xiangxin.scoring.manifest import read_manifest
from xiangxin.scoring.messages import MESSAGES
from xiangxin.scoring.paths import TablePaths
from xiangxin.scoring.results import open_results
from xiangxin.scoring.run import ScoreRequest, assess_into, prepare, score
from xiangxin.scoring.tabular import read_people
from xiangxin.scoring.tests.village import BANK, CLEAN, SCOPE, VILLAGES, by_interpreter, request

RESULT_FILES = ["areas.parquet", "explanations.parquet", "manifest.json", "policy", "results.parquet"]


def test_a_run_writes_whole_tables_a_manifest_and_the_policy(results: Path, village: dict[str, Path]) -> None:
    assert sorted(path.name for path in results.iterdir()) == RESULT_FILES
    manifest = read_manifest(results)
    assert manifest.counts == {
        "no_consent": 1,
        "not_eligible": 1,
        "vetoed": 1,
        "not_evaluable": 1,
        "awaiting_review": 1,
        "scored": 25,
    }
    assert set(manifest.counts) == set(STATUSES)
    assert manifest.content_hash == open_results(results).policy.content_hash
    assert manifest.law_hash == load_law().hash
    assert set(manifest.inputs) == set(village)
    assert manifest.version == xiangxin.__version__
    assert json.loads((results / "manifest.json").read_text())["format"] == "xiangxin-results-1"


def test_both_engines_give_the_same_rows(village: dict[str, Path], results: Path, tmp_path: Path) -> None:
    manifest, _ = score(by_interpreter(village), tmp_path / "out")
    assert manifest is not None
    for name in ("results", "explanations", "areas"):
        one, other = (pq.read_table(folder / f"{name}.parquet").to_pylist() for folder in (results, tmp_path / "out"))
        key = "area_code" if name == "areas" else "person_id"
        assert {row[key]: row for row in one} == {row[key]: row for row in other}


def test_one_byte_of_a_table_is_another_hash_in_the_manifest(
    results: Path, village: dict[str, Path], tmp_path: Path
) -> None:
    changed = tmp_path / "applicants.parquet"
    content = bytearray(village["applicants"].read_bytes())
    at = content.rindex(b"parquet-cpp")  # the writer's name in the footer: no row of anybody
    content[at] ^= 0x20
    changed.write_bytes(content)
    manifest, _ = score(request({**village, "applicants": changed}), tmp_path / "out")
    assert manifest is not None
    before = read_manifest(results).inputs
    assert {table for table in before if before[table] != manifest.inputs[table]} == {"applicants"}


def test_what_the_interpreter_says_is_held_against_the_tables(village: dict[str, Path], tmp_path: Path) -> None:
    prepared, findings = prepare(request(village))
    assert prepared is not None, findings
    tmp_path.joinpath("out").mkdir()
    assess_into(prepared, tmp_path / "out")
    interpreter = Interpreter(prepared.policy, prepared.run)
    people = [interpreter.assess(person) for person in read_people(TablePaths(**village), prepared.policy)]
    require_agreement(prepared.policy, people, tmp_path / "out")
    wrong = [replace(people[0], household_id=people[1].person_id), *people[1:-1]]
    with pytest.raises(XiangxinError) as error:
        require_agreement(prepared.policy, wrong, tmp_path / "out")
    assert [finding.code for finding in error.value.findings] == ["engines_differ"]
    assert "disagree on 2 persons" in error.value.findings[0].what.en


def test_areas_hold_no_id_of_a_person(results: Path) -> None:
    rows = pq.read_table(results / "areas.parquet").to_pylist()
    assert {row["area_code"] for row in rows} == {*VILLAGES, "990101100000", "990101000000"}
    assert "person_id" not in rows[0]
    assert "household_id" not in rows[0]


def test_without_any_consent_nobody_is_scored_line_1(village: dict[str, Path], tmp_path: Path) -> None:
    empty = tmp_path / "consents.parquet"
    pq.write_table(pq.read_table(village["consents"]).slice(0, 0), empty)
    for engine in (request, by_interpreter):
        manifest, _ = score(engine({**village, "consents": empty}), tmp_path / "out")
        assert manifest is not None
        assert {status: count for status, count in manifest.counts.items() if count} == {"no_consent": 30}


def test_a_purpose_that_gives_stars_only_proposes_no_limit(village: dict[str, Path]) -> None:
    prepared, findings = prepare(request(village))
    assert prepared is not None, findings
    assert prepared.run.limits
    prepared, findings = prepare(replace(request(village), purpose="evaluation"))
    assert prepared is not None, findings
    assert not prepared.run.limits


# -- what stops a run ------------------------------------------------------------------------------------------

Change = Callable[[ScoreRequest], ScoreRequest]

STOPS: dict[str, Change] = {
    "purpose_unknown": lambda r: replace(r, purpose="marketing"),
    "purpose_scores_nobody": lambda r: replace(r, purpose="audit"),
    "purpose_not_open": lambda r: replace(r, scope=replace(SCOPE, kind="government", controller=BANK)),
    "receiver_is_another": lambda r: replace(r, scope=replace(SCOPE, kind="bank")),
    "deployment_kind_unknown": lambda r: replace(r, scope=replace(SCOPE, kind="insurer")),
    "receiver_unknown": lambda r: replace(r, receiver="another-bank"),
    "table_missing": lambda r: replace(r, tables={"applicants": r.tables["applicants"]}),
}
REMARKS: dict[str, Change] = {"policy_not_in_force": lambda r: replace(r, as_of=date(2026, 1, 31))}


@pytest.mark.parametrize("code", STOPS)
def test_a_run_that_may_not_be_is_stopped_before_anything_is_written(
    code: str, village: dict[str, Path], tmp_path: Path
) -> None:
    manifest, findings = score(STOPS[code](request(village)), tmp_path / "out")
    assert manifest is None
    assert [finding.code for finding in findings if finding.severity == "block"] == [code]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("code", REMARKS)
def test_what_a_reader_should_know_is_told_and_stops_nothing(
    code: str, village: dict[str, Path], tmp_path: Path
) -> None:
    manifest, findings = score(REMARKS[code](request(village)), tmp_path / "out")
    assert manifest is not None
    assert code in [finding.code for finding in findings if finding.severity == "note"]


# -- results read again ----------------------------------------------------------------------------------------


def _edit_manifest(folder: Path, **entries: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | entries))


def _change_policy(folder: Path) -> None:
    path = folder / "policy" / "policy.yaml"
    path.write_text(path.read_text().replace("{from: 60, stars: 1}", "{from: 59, stars: 1}"))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "results_missing": lambda folder: (folder / "manifest.json").unlink(),
    "manifest_unreadable": lambda folder: (folder / "manifest.json").write_text("{"),
    "manifest_format": lambda folder: _edit_manifest(folder, format="xiangxin-results-0"),
    "pinned_policy_changed": _change_policy,
    "pinned_policy_refused": lambda folder: (folder / "policy" / "policy.yaml").unlink(),
    "results_changed": lambda folder: (folder / "results.parquet").write_bytes(b"PAR1"),
    "explanations_missing": lambda folder: _edit_manifest(folder, explain="none"),
}
QUESTIONS = {
    "applicant_unreadable": "370883199001010000X",
    "applicant_missing": "ffffffff",
    "applicant_ambiguous": "a0000001",
}


@pytest.mark.parametrize("code", DAMAGES)
def test_damaged_results_are_not_explained(code: str, results: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(results, folder)
    DAMAGES[code](folder)
    with pytest.raises(XiangxinError) as error:
        explain_person(open_results(folder), str(CLEAN))
    assert error.value.findings[0].code == code


@pytest.mark.parametrize("code", QUESTIONS)
def test_only_one_person_is_explained_and_only_by_the_opaque_id(code: str, results: Path) -> None:
    with pytest.raises(XiangxinError) as error:
        explain_person(open_results(results), QUESTIONS[code])
    assert [finding.code for finding in error.value.findings] == [code]


def test_records_of_the_run_must_be_a_file(results: Path, tmp_path: Path) -> None:
    with pytest.raises(XiangxinError) as error:
        explain_person(open_results(results), str(CLEAN), tmp_path / "nowhere.parquet")
    assert [finding.code for finding in error.value.findings] == ["table_not_parquet"]


def test_law_that_changed_since_is_told(results: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(results, folder)
    _edit_manifest(folder, law_hash="0" * 64)
    assert [finding.code for finding in open_results(folder).findings] == ["law_changed"]


def test_every_message_of_this_room_has_a_way_to_come_up() -> None:
    elsewhere = {
        "out_not_ours",
        "out_not_a_folder",
        "file_not_ours",
        "records_differ",
        "table_not_parquet",
        "law_changed",
        "engines_differ",
        # told by the command line, and tested there
        "run_needs",
        "kept_in_results",
        "policy_missing",
        "other_policy",
        "jurisdiction_unknown",
        "no_cases",
    }
    assert {*STOPS, *REMARKS, *DAMAGES, *QUESTIONS, *elsewhere} == set(MESSAGES.by_code)
