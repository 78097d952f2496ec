"""The cache: the same value without the work, and no trust in anything that somebody else could have written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xiangxin.kernel import cache, text
from xiangxin.kernel.cache import ENTRIES_AT_MOST, Kind, remembered
from xiangxin.kernel.text import Text

MODULES = (text,)


class Work:
    """Counts how often it was done."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Text:
        self.times += 1
        return Text("甲", "a")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("XIANGXIN_CACHE")
    return tmp_path / "xiangxin" / "remembered"


@pytest.fixture
def work(folder: Path) -> Work:
    """Done once and remembered."""
    work = Work()
    assert remembered("law", ["k"], MODULES, work, Text) == Text("甲", "a")
    assert work.times == 1
    return work


def entry(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


def test_a_second_asking_finds_the_value_without_the_work(work: Work) -> None:
    assert remembered("law", ["k"], MODULES, work, Text) == Text("甲", "a")
    assert work.times == 1


def test_folder_and_entry_are_for_their_owner_alone(work: Work, folder: Path) -> None:
    assert folder.stat().st_mode & 0o777 == 0o700
    assert entry(folder).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("kind", "key"), [("law", ["l"]), ("policy", ["k"])])
def test_another_kind_or_key_is_worked_out_for_itself(work: Work, kind: Kind, key: list[str]) -> None:
    remembered(kind, key, MODULES, work, Text)
    assert work.times == 2


def test_another_program_finds_nothing_of_this_one(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "program_hash", lambda: "another")
    remembered("law", ["k"], MODULES, work, Text)
    assert work.times == 2


def test_switched_off_nothing_is_read_or_written(work: Work, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANGXIN_CACHE", "off")
    remembered("law", ["k"], MODULES, work, Text)
    remembered("law", ["l"], MODULES, work, Text)
    assert work.times == 3
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("content", [b"", b"\n", b"no hash\n[]"], ids=["empty", "cut", "unsealed"])
def test_a_damaged_entry_is_worked_out_anew_and_replaced(work: Work, folder: Path, content: bytes) -> None:
    whole = entry(folder).read_bytes()
    entry(folder).write_bytes(content)
    assert remembered("law", ["k"], MODULES, work, Text) == Text("甲", "a")
    assert work.times == 2
    assert entry(folder).read_bytes() == whole


def test_one_changed_byte_of_an_entry_is_damage(work: Work, folder: Path) -> None:
    entry(folder).write_bytes(entry(folder).read_bytes().replace(b'"a"', b'"b"'))
    assert remembered("law", ["k"], MODULES, work, Text) == Text("甲", "a")
    assert work.times == 2


def test_an_entry_that_others_may_write_is_not_believed(work: Work, folder: Path) -> None:
    entry(folder).chmod(0o666)
    remembered("law", ["k"], MODULES, work, Text)
    assert work.times == 2


def test_an_entry_that_is_a_link_is_not_followed(work: Work, folder: Path, tmp_path: Path) -> None:
    place = entry(folder)
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    remembered("law", ["k"], MODULES, work, Text)
    assert work.times == 2


def test_a_folder_that_others_may_enter_is_not_used(work: Work, folder: Path) -> None:
    folder.chmod(0o755)
    remembered("law", ["k"], MODULES, work, Text)
    remembered("law", ["l"], MODULES, work, Text)
    assert work.times == 3
    assert len(list(folder.iterdir())) == 1


def test_what_belongs_to_another_user_is_not_believed(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 4711)
    remembered("law", ["k"], MODULES, work, Text)
    assert work.times == 2


def test_a_value_that_cannot_be_written_is_given_all_the_same(folder: Path) -> None:
    assert remembered("law", ["k"], MODULES, lambda: [1.5], list) == [1.5]
    assert list(folder.iterdir()) == []


def test_the_oldest_entries_go(work: Work, folder: Path) -> None:
    for number in range(ENTRIES_AT_MOST + 3):
        remembered("law", [number], MODULES, work, Text)
    assert len(list(folder.iterdir())) == ENTRIES_AT_MOST


def test_what_is_no_entry_is_never_taken_away(work: Work, folder: Path) -> None:
    above = [folder.parent / f"notes-{number}.txt" for number in range(ENTRIES_AT_MOST + 5)]
    strangers = [folder / name for name in ("notes.txt", "law-1", f"others-{'0' * 64}", f"law-{'0' * 64}.txt")]
    for path in (*above, *strangers):
        path.write_text("mine", encoding="utf-8")
        os.utime(path, (0, 0))
    linked = folder / f"law-{'0' * 64}"
    linked.symlink_to(above[0])
    (folder / f"policy-{'0' * 64}").mkdir()
    for number in range(ENTRIES_AT_MOST + 3):
        remembered("law", [number], MODULES, work, Text)
    assert {path.read_text(encoding="utf-8") for path in (*above, *strangers, linked)} == {"mine"}
    assert len(list(folder.iterdir())) == ENTRIES_AT_MOST + len(strangers) + 2


WRONG = ['["tuple"]', '["Text",1,2]', '["Text","a",null]', '"a"', '["dict","zh","a"]', '["Finding","a"]']


@pytest.mark.parametrize("content", WRONG)
def test_a_whole_entry_of_another_shape_is_worked_out_anew_and_replaced(work: Work, folder: Path, content: str) -> None:
    whole = entry(folder).read_bytes()
    entry(folder).write_bytes(cache._sealed(content))
    assert remembered("law", ["k"], MODULES, work, Text) == Text("甲", "a")
    assert work.times == 2
    assert entry(folder).read_bytes() == whole


def test_a_pipe_in_the_place_of_an_entry_is_not_waited_for(work: Work, folder: Path) -> None:
    place = entry(folder)
    place.unlink()
    os.mkfifo(place)
    assert remembered("law", ["k"], MODULES, work, Text) == Text("甲", "a")
    assert work.times == 2
    assert place.is_file()


def test_a_folder_above_that_others_may_write_to_is_not_used(work: Work, folder: Path) -> None:
    folder.parent.chmod(0o777)
    remembered("law", ["k"], MODULES, work, Text)
    assert work.times == 2
