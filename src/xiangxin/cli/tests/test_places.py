"""Files and folders that are not ours, or cannot be written: what is said of them, and that they stay as they were."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xiangxin.cli.boundary import report
from xiangxin.cli.main import main
from xiangxin.scoring.aside import file_aside, folder_aside
from xiangxin.scoring.run import score
from xiangxin.scoring.tests.village import CLEAN, VETOED, request, write_village

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("places")
    manifest, findings = score(request(write_village(folder / "in")), folder / "out")
    assert manifest is not None, findings
    return folder / "out"


def explained(results: Path, page: Path, person: object = CLEAN) -> Result:
    words = ["explain", "--results", str(results), "--applicant", str(person), "--html", str(page)]
    return CliRunner().invoke(main, words)


def test_a_page_of_ours_is_written_and_replaced(results: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert explained(results, page).exit_code == 0
    first = page.read_text()
    assert explained(results, page, VETOED).exit_code == 0
    assert page.read_text() != first


@pytest.mark.parametrize("content", ["years of work", "<!doctype html>\n<title>我的信用</title>", ""])
def test_a_file_that_is_no_page_of_ours_is_never_replaced(results: Path, tmp_path: Path, content: str) -> None:
    page = tmp_path / "thesis.html"
    page.write_text(content)
    done = explained(results, page)
    assert done.exit_code == 2
    assert "file_not_ours" in done.stderr
    assert str(page) in done.stderr
    assert page.read_text() == content
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.html"]


def test_a_link_is_not_followed_and_not_replaced(results: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert explained(results, page).exit_code == 0
    link = tmp_path / "link.html"
    link.symlink_to(page)
    assert explained(results, link, VETOED).exit_code == 2
    assert link.is_symlink()


def said(error: OSError, capsys: pytest.CaptureFixture[str]) -> str:
    assert report(error, ["explain"]) == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (errno.EACCES, "没有权限。", "Permission is missing."),
        (errno.ENOSPC, "磁盘满了。", "The disk is full."),
        (errno.ENOTDIR, "路径中有一段是文件，不是目录。", "A part of the path is a file, not a folder."),
        (errno.EXDEV, "系统没有说明原因（EXDEV）。", "The system gave no reason (EXDEV)."),
    ],
)
def test_what_the_system_says_is_told_in_both_languages(
    number: int, zh: str, en: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = said(OSError(number, os.strerror(number), "/somewhere/out"), capsys)
    assert f"为什么: {zh}" in shown
    assert f"why: {en}" in shown
    assert "/somewhere/out" in shown
    assert "Errno" not in shown
    assert os.strerror(number) not in shown


def test_a_folder_of_our_own_for_temporary_files_is_named_by_the_system_s(capsys: pytest.CaptureFixture[str]) -> None:
    temporary = Path(tempfile.gettempdir())
    shown = said(OSError(errno.ENOSPC, "", str(temporary / "xiangxin-ab12" / "records.parquet")), capsys)
    assert shown.startswith(f"{temporary}: file_access")


@pytest.mark.parametrize("aside_of", [folder_aside, file_aside])
def test_an_error_aside_names_the_place_that_was_asked_for(tmp_path: Path, aside_of: object) -> None:
    target = tmp_path / "out"
    manager = folder_aside(target) if aside_of is folder_aside else file_aside(target)
    with pytest.raises(FileNotFoundError) as raised, manager as aside:
        (aside / "missing" / "page.html").write_text("x")
    assert Path(str(raised.value.filename)) == target / "missing" / "page.html"
    with pytest.raises(OSError, match="full") as full, folder_aside(target):
        raise OSError(errno.ENOSPC, "full")
    assert full.value.filename == str(target)
    assert list(tmp_path.iterdir()) == []


def test_a_place_in_which_nothing_may_be_made_is_named_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(prefix: str, dir: Path) -> str:  # noqa: A002 - the library's own name
        raise PermissionError(errno.EACCES, "Permission denied", f"{dir}/{prefix}hidden")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    with pytest.raises(PermissionError) as raised, folder_aside(tmp_path / "out"):
        pass
    assert raised.value.filename == str(tmp_path / "out")


@pytest.mark.parametrize("kilobytes", [4, 60])
def test_a_disk_that_is_full_on_the_way_is_told_in_words_and_leaves_nothing(tmp_path: Path, kilobytes: int) -> None:
    """Whoever writes when the limit is met: DuckDB, Arrow or the workbook's library."""
    command = [sys.executable, "-m", "xiangxin.cli", "run", str(ROOT / "demo" / "qinghe"), "-o", str(tmp_path / "out")]
    limit = kilobytes << 10
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        # Python writes what it compiled without looking whether all of it went through; the next process would read it.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 2
    assert "文件超过这里允许的大小。" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Errno" not in done.stderr
    assert list(tmp_path.iterdir()) == []
