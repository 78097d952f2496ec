"""What a run of `xiangxin run` rests on: kept tables and the manifest, byte by byte."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
from click.testing import CliRunner
from openpyxl import load_workbook

from xiangxin.cli.main import main
from xiangxin.cli.tests.run_made import QINGHE, run


def test_the_kept_tables_give_the_same_bytes_again(baiyang: Path, tmp_path: Path) -> None:
    out, kept, again = (tmp_path / name for name in ("out", "kept", "again"))
    assert run(str(baiyang), "-o", str(out), "--keep-tables", str(kept)).exit_code == 0
    tables = sorted(path.stem for path in kept.glob("*.parquet"))
    assert tables == ["applicants", "consents", "coverage", "members", "records", "reviews"]
    words = [word for table in tables for word in (f"--{table}", str(kept / f"{table}.parquet"))]
    words += ["--deployment", str(kept / "deployment.yaml"), "--policy", str(out / "policy"), "-o", str(again)]
    done = CliRunner().invoke(main, ["score", *words])
    assert done.exit_code == 0, done.output
    for name in ("results", "explanations", "areas"):
        assert (again / f"{name}.parquet").read_bytes() == (out / f"{name}.parquet").read_bytes()
    written, recomputed, beside = (json.loads((at / "manifest.json").read_text()) for at in (out, again, kept))
    assert written["inputs"] == recomputed["inputs"] == beside["inputs"]
    assert {f"{table}.parquet": digest for table, digest in written["inputs"].items()}.items() <= beside[
        "outputs"
    ].items()


def test_the_kept_tables_name_nobody(baiyang: Path, tmp_path: Path, secrets: set[str]) -> None:
    kept = tmp_path / "kept"
    assert run(str(baiyang), "-o", str(tmp_path / "out"), "--keep-tables", str(kept)).exit_code == 0
    text = "".join(str(pq.read_table(path).to_pylist()) for path in kept.glob("*.parquet"))
    assert [secret for secret in secrets if secret in text] == []


def test_every_file_that_was_read_is_in_the_manifest_and_one_byte_of_it_is_another_hash(
    baiyang: Path, tmp_path: Path
) -> None:
    def files(folder: str) -> dict[str, str]:
        assert run(str(baiyang), "-o", str(tmp_path / folder)).exit_code == 0
        loaded: dict[str, str] = json.loads((tmp_path / folder / "manifest.json").read_text())["files"]
        return loaded

    before = files("one")
    assert sorted(before) == sorted(path.name for path in baiyang.iterdir())
    for path in baiyang.iterdir():
        content = path.read_bytes()
        if path.suffix == ".xlsx":
            path.write_bytes(content[:10] + bytes([content[10] ^ 1]) + content[11:])  # the time of a member
        else:
            path.write_bytes(content + b"\n")
        after = files("two")
        assert [name for name in before if before[name] != after[name]] == [path.name]
        path.write_bytes(content)


def test_every_file_of_the_results_is_in_the_manifest_and_a_second_run_replaces_them(
    baiyang: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    for _ in range(2):
        assert run(str(baiyang), "-o", str(out)).exit_code == 0
        outputs = json.loads((out / "manifest.json").read_text())["outputs"]
        written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
        assert set(outputs) == written - {"manifest.json"}


def test_notes_on_the_policy_are_one_line_for_people_and_all_there_for_programs(baiyang: Path, tmp_path: Path) -> None:
    shown = run(str(baiyang), "-o", str(tmp_path / "out"))
    told = json.loads(run(str(baiyang), "-o", str(tmp_path / "out"), "--json").stdout)
    notes = [finding for finding in told["findings"] if finding["line"] is not None]
    assert {finding["severity"] for finding in notes} <= {"condition", "note"}
    assert f"{len(notes)} notes on lines of the policy" in shown.stdout
    assert "xiangxin policy check household-open" in shown.stdout
    assert "not_confirmed" not in shown.output


def test_a_folder_that_is_not_a_result_is_never_replaced(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.docx").write_text("years of work")
    done = run(str(small), "-o", str(out))
    assert done.exit_code == 2
    assert [path.name for path in out.iterdir()] == ["thesis.docx"]


def test_the_empty_workbook_is_made_for_the_county(tmp_path: Path) -> None:
    target = tmp_path / "template.xlsx"
    words = ["template", "--deployment", str(QINGHE / "deployment.yaml"), "-o", str(target)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0
    assert "同意" in load_workbook(target).sheetnames
