"""Whole results or none: what stands in the place of a result before, during and after a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiangxin.kernel.errors import UnreadableInput
from xiangxin.scoring.aside import MANIFEST_FILE, file_aside, folder_aside, seal


def files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_a_new_folder_takes_its_place_only_when_the_block_ends(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "out"
    with folder_aside(target) as aside:
        (aside / MANIFEST_FILE).write_text("new")
        assert not target.exists()
    assert files(tmp_path) == {"deep/out/manifest.json": "new"}


def test_a_former_result_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "left-over").write_text("old")
    seal(target, {"format": "xiangxin-test"})
    with folder_aside(target) as aside:
        (aside / MANIFEST_FILE).write_text("new")
    assert files(tmp_path) == {"out/manifest.json": "new"}


@pytest.mark.parametrize(
    "manifest", ['{"name": "my web app"}', "not json", '{"format": "other-1", "outputs": {"a": ""}}']
)
def test_a_folder_with_somebody_elses_manifest_is_left_alone(tmp_path: Path, manifest: str) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "thesis.docx").write_text("years of work")
    (target / MANIFEST_FILE).write_text(manifest)
    before = files(tmp_path)
    with pytest.raises(UnreadableInput), folder_aside(target):
        pass
    assert files(tmp_path) == before


def test_a_file_that_a_clerk_put_among_our_results_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with folder_aside(target) as aside:
        (aside / "persons.xlsx").write_text("ours")
        seal(aside, {"format": "xiangxin-test"})
    (target / "notes.docx").write_text("a clerk's own")
    with pytest.raises(UnreadableInput) as error, folder_aside(target):
        pass
    assert "notes.docx" in str(error.value.findings[0].where)
    assert (target / "notes.docx").read_text() == "a clerk's own"


def test_results_are_for_whoever_made_them_alone(tmp_path: Path) -> None:
    with folder_aside(tmp_path / "out") as aside:
        (aside / "persons.xlsx").write_text("names")
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0


def test_a_failure_on_the_way_leaves_everything_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "persons.xlsx").write_text("old")
    seal(target, {"format": "xiangxin-test"})
    before = files(tmp_path)
    with pytest.raises(IsADirectoryError), folder_aside(target) as aside:
        aside.write_text("a folder is no file")
    assert files(tmp_path) == before


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    with folder_aside(tmp_path / "out") as aside:
        (aside / "a").write_text("new")
    assert files(tmp_path) == {"out/a": "new"}


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_is_not_ours_is_left_alone(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "out"
    if kind == "folder":
        target.mkdir()
        (target / "thesis.docx").write_text("years of work")
    elif kind == "file":
        target.write_text("years of work")
    else:
        (tmp_path / "elsewhere").mkdir()
        target.symlink_to(tmp_path / "elsewhere")
    before = files(tmp_path)
    with pytest.raises(UnreadableInput) as error, folder_aside(target):
        pass
    assert [finding.code for finding in error.value.findings] == [
        "out_not_ours" if kind == "folder" else "out_not_a_folder"
    ]
    assert files(tmp_path) == before


def test_a_single_file_is_replaced_at_once_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_text("old")
    with pytest.raises(FileNotFoundError), file_aside(target):
        pass
    assert files(tmp_path) == {"page.html": "old"}
    with file_aside(target) as aside:
        aside.write_text("new")
    assert files(tmp_path) == {"page.html": "new"}
