"""One table of keys for the shape check, the editors' JSON Schema and the format page."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from xiangxin.kernel.yamlfile import plain, read_yaml
from xiangxin.policy.formula import FUNCTIONS
from xiangxin.policy.schema import BLOCKS, ITEM_KINDS, json_schema
from xiangxin.policy.shapes import CONVERTERS

ROOT = Path(__file__).parents[4]
FORMAT_PAGES = (ROOT / "docs" / "policy-format.md", *sorted((ROOT / "docs" / "policy-format").glob("*.md")))
POLICIES = sorted((ROOT / "src" / "xiangxin" / "policies").glob("*/policy.yaml"))
GOOD = Path(__file__).parent / "good.yaml"


def as_json(content: object) -> object:
    """What an editor sees: dates as text, numbers as numbers."""
    if isinstance(content, dict):
        return {str(key): as_json(value) for key, value in content.items()}
    if isinstance(content, list):
        return [as_json(value) for value in content]
    if isinstance(content, date):
        return content.isoformat()
    return float(content) if isinstance(content, Decimal) else content


@pytest.mark.parametrize("path", [GOOD, *POLICIES], ids=lambda path: path.parent.name)
def test_the_json_schema_accepts_what_the_reader_accepts(path: Path) -> None:
    node, _ = read_yaml(path, path.name)
    assert node is not None
    jsonschema.Draft202012Validator(json_schema()).validate(as_json(plain(node)))


@pytest.mark.parametrize(
    ("key", "value"),
    [("subject", "village"), ("policy", "No Spaces"), ("inputs", []), ("suprise", 1), ("stages", None)],
)
def test_the_json_schema_refuses_what_the_reader_refuses(key: str, value: object) -> None:
    node, _ = read_yaml(GOOD, "good.yaml")
    assert node is not None
    content = as_json(plain(node))
    assert isinstance(content, dict)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json_schema()).validate({**content, key: value})


def test_the_json_schema_is_itself_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_the_pages_of_the_format_name_every_key_and_every_function() -> None:
    page = "\n".join(path.read_text(encoding="utf-8") for path in FORMAT_PAGES)
    in_backticks = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]*)`", page))))
    keys = {key for block in BLOCKS.values() for key in block}
    assert keys - in_backticks == set()
    assert set(FUNCTIONS) - in_backticks == set()


def test_every_block_that_is_opened_exists_and_every_shape_is_read() -> None:
    structural = {"block", "list", "map", "choice", "source"}
    for keys in BLOCKS.values():
        for key in keys.values():
            assert not key.block or key.block in BLOCKS
            assert key.shape in structural or key.shape in CONVERTERS


def test_the_kinds_of_items_share_no_key_that_makes_the_kind() -> None:
    assert set(ITEM_KINDS) <= set(BLOCKS["item"])
    for kind, besides in ITEM_KINDS.items():
        assert not besides & set(ITEM_KINDS), kind
