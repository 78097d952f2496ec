"""No key of the schema carries a protected word past the lint."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from xiangxin.kernel.errors import blocks
from xiangxin.kernel.yamlfile import plain, read_yaml
from xiangxin.law.pack import LawPack
from xiangxin.policy.compile import compile_policy
from xiangxin.policy.schema import BLOCKS
from xiangxin.policy.texts import UNREAD

GOOD = Path(__file__).parent / "good.yaml"
AS_OF = date(2026, 6, 30)
LABEL = {"zh": "上访", "en": "petition"}
PLANTED: dict[str, Any] = {
    "id": "shangfang",
    "label": LABEL,
    "text": "上访",
    "text_or_label": "上访",
    "source": {"clause": "上访"},
    "points_table": {"shangfang": 1},
    "points_or_table": {"shangfang": 1},
    "fields": {"shangfang": "date"},
}
CHECKED_ELSEWHERE = {("input", "type"), ("input", "matter"), ("record", "matter"), ("child", "matter")}
"""Held against a closed list."""


def whole() -> dict[str, Any]:
    """The good file with every kind of block in it, each in its long form."""
    node, _ = read_yaml(GOOD, "good.yaml")
    assert node is not None
    document = cast("dict[str, Any]", plain(node))
    document["children"] = {"members": {"fields": {"income_yearly": "money"}, "matter": "income"}}
    parts = document["limit"]["parts"]
    document["limit"]["parts"] = {name: {"value": value} for name, value in parts.items()}
    document["limit"]["first"] = {"household": "step", "operator": "step"}
    return document


def walk(node: Any, kind: str, path: tuple[Any, ...] = ()) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The blocks of a document with their kinds and the way to them."""
    yield kind, path
    for name, key in BLOCKS[kind].items():
        if name not in node or (kind == "policy" and name in UNREAD):
            continue
        if key.shape == "block":
            yield from walk(node[name], key.block, (*path, name))
        elif key.shape in ("list", "map"):
            inner = node[name].items() if key.shape == "map" else enumerate(node[name])
            for at, value in inner:
                yield from walk(value, key.block, (*path, name, at))


def places() -> dict[tuple[str, str], tuple[Any, ...]]:
    """One block for each key that carries words: (kind, key) → the way to it."""
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    for kind, path in walk(whole(), "policy"):
        for name, key in BLOCKS[kind].items():
            if key.shape in PLANTED and (kind, name) not in CHECKED_ELSEWHERE:
                found.setdefault((kind, name), path)
    return found


def codes(document: dict[str, Any], folder: Path, law: LawPack) -> set[str]:
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    _, findings = compile_policy(folder, law, AS_OF, "CN")
    return {finding.code for finding in blocks(findings)}


def at(document: dict[str, Any], path: tuple[Any, ...]) -> Any:
    node: Any = document
    for step in path:
        node = node[step]
    return node


def test_the_document_before_planting_has_no_such_word(tmp_path: Path, law: LawPack) -> None:
    assert codes(whole(), tmp_path, law) == set()


@pytest.mark.parametrize(("kind", "key"), places(), ids=str)
def test_a_protected_word_is_found_at_every_key_that_carries_words(
    kind: str, key: str, tmp_path: Path, law: LawPack
) -> None:
    document = whole()
    block = at(document, places()[kind, key])
    block[key] = PLANTED[BLOCKS[kind][key].shape]
    assert "protected_words" in codes(document, tmp_path, law)


def names() -> list[tuple[str, ...]]:
    """The way to one name in every map of the file."""
    document = whole()
    maps = [(name,) for name, key in BLOCKS["policy"].items() if key.shape == "map"] + [("limit", "parts")]
    return [(*path, next(iter(at(document, path)))) for path in maps]


@pytest.mark.parametrize("path", names(), ids=".".join)
def test_a_protected_word_is_found_as_a_name(path: tuple[str, ...], tmp_path: Path, law: LawPack) -> None:
    document = whole()
    parent = at(document, path[:-1])
    parent["shangfang"] = parent.pop(path[-1])
    assert "protected_words" in codes(document, tmp_path, law)


def test_every_kind_of_block_was_planted_in() -> None:
    planted = {kind for kind, _ in places()} | {"source", "label", "band", "tier", "effective"}
    unread = {BLOCKS["policy"][name].block for name in UNREAD}
    assert planted | unread | {"policy"} == set(BLOCKS)


@pytest.mark.parametrize(
    ("key", "words"), [("document", "上访条例"), ("clause", {"zh": "第1条", "en": "petition rule"})]
)
def test_every_part_of_a_source_is_read(key: str, words: object, tmp_path: Path, law: LawPack) -> None:
    document = whole()
    document["eligibility"][0]["source"] = {"clause": "第五条", key: words}
    assert "protected_words" in codes(document, tmp_path, law)


@pytest.mark.parametrize("key", sorted(UNREAD - {"answers"}))
def test_what_is_declined_may_be_called_by_its_name(key: str, tmp_path: Path, law: LawPack) -> None:
    document = whole()
    entry = {"id": "petitions", "label": LABEL, "use": "veto", "matter": "petition", "reason": {**LABEL}}
    document[key] = [{**entry, "source": {"clause": "第八条"}} if key == "declined" else {"text": LABEL}]
    assert codes(document, tmp_path, law) == set()
