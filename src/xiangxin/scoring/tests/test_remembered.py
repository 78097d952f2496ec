"""Law, policy and statements from the cache: the same as without it, and gone with one byte of what they rest on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from xiangxin.law import load
from xiangxin.policy.compile import compile_policy
from xiangxin.policy.compiled import compiled_policy
from xiangxin.scoring.aside import MANIFEST_FILE
from xiangxin.scoring.run import score
from xiangxin.scoring.tests.village import request

POLICIES = Path(load.__file__).parents[1] / "policies"
SHIPPED = sorted(folder.name for folder in POLICIES.iterdir() if (folder / "policy.yaml").is_file())
ON, PLACE = request({}).as_of, "CN"


@pytest.fixture
def entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("XIANGXIN_CACHE")
    load._shipped.cache_clear()
    yield tmp_path / "cache" / "xiangxin" / "remembered"
    load._shipped.cache_clear()


def kinds(entries: Path) -> list[str]:
    return sorted(path.name.partition("-")[0] for path in entries.iterdir())


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_policy_comes_back_from_the_cache_as_it_was_compiled(entries: Path, name: str) -> None:
    law = load.load_law()
    compiled = compile_policy(POLICIES / name, law, ON, PLACE)
    assert compiled_policy(POLICIES / name, law, ON, PLACE) == compiled
    assert kinds(entries) == ["law", "policy"]
    load._shipped.cache_clear()
    again = load.load_law()
    assert again == law
    assert compiled_policy(POLICIES / name, again, ON, PLACE) == compiled
    assert kinds(entries) == ["law", "policy"]


def test_results_are_the_same_bytes_with_and_without_a_cache(
    entries: Path, village: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for out in ("first", "second"):
        score(request(village), tmp_path / out)
        load._shipped.cache_clear()
    assert kinds(entries) == ["law", "magnitudes", "policy", "statements"]
    monkeypatch.setenv("XIANGXIN_CACHE", "off")
    score(request(village), tmp_path / "without")
    without = contents(tmp_path / "without")
    assert MANIFEST_FILE in without
    assert contents(tmp_path / "first") == without
    assert contents(tmp_path / "second") == without


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_one_byte_of_a_policy_is_another_policy(entries: Path, tmp_path: Path) -> None:
    folder, law = tmp_path / "p", load.load_law()
    shutil.copytree(POLICIES / SHIPPED[0], folder)
    compiled_policy(folder, law, ON, PLACE)
    file = folder / "policy.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    compiled_policy(folder, law, ON, PLACE)
    assert kinds(entries) == ["law", "policy", "policy"]


def test_one_byte_of_the_law_is_another_law(entries: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    shutil.copytree(load.DATA, data)
    monkeypatch.setattr(load, "DATA", data)
    law = load.load_law()
    file = data / load.OWN_LINE
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    load._shipped.cache_clear()
    assert load.load_law().hash == law.hash
    assert kinds(entries) == ["law", "law"]


def test_under_another_law_a_policy_is_compiled_anew(entries: Path) -> None:
    law = load.load_law()
    for known in (law, replace(law, hash="another")):
        compiled_policy(POLICIES / SHIPPED[0], known, ON, PLACE)
    assert kinds(entries) == ["law", "policy", "policy"]


def test_no_entry_names_a_file_or_a_person(entries: Path, village: dict[str, Path], tmp_path: Path) -> None:
    score(request(village), tmp_path / "out")
    for path in entries.iterdir():
        text = path.read_text(encoding="utf-8")
        assert str(tmp_path) not in text
        assert "parquet" not in text.lower()


def test_what_is_compiled_is_what_the_hash_is_of_whoever_writes_meanwhile(
    entries: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    law, folder = load.load_law(), tmp_path / "household-open"
    shutil.copytree(POLICIES / "household-open", folder)
    whole = (folder / "policy.yaml").read_bytes()

    def written_meanwhile(document: object, *more: object) -> object:
        (folder / "policy.yaml").write_bytes(b"no policy")
        return compile_policy(document, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("xiangxin.policy.compile.compile_policy", written_meanwhile)
    found = compiled_policy(folder, law, ON, PLACE)
    (folder / "policy.yaml").write_bytes(whole)
    monkeypatch.undo()
    assert found == compile_policy(folder, law, ON, PLACE)
    assert found[0] is not None
