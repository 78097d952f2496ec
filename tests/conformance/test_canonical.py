"""The published vectors of the canonical encoding: whoever reimplements it (a verifier, another language) uses them."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from xiangxin.kernel.canonical import digest, encode

VECTORS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("canonical.json").read_text("utf-8"))["vectors"]


def built(written: list[Any]) -> object:
    """The Python value that a vector's ``[kind, ...]`` stands for."""
    kind, *parts = written
    match kind:
        case "null":
            return None
        case "bool" | "text":
            return parts[0]
        case "int":
            return int(parts[0])
        case "fraction":
            return Fraction(int(parts[0]), int(parts[1]))
        case "date":
            return date.fromisoformat(parts[0])
        case "list":
            return [built(part) for part in parts]
    assert kind == "map"
    return {key: built(value) for key, value in parts}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_encoding_gives_the_published_bytes_and_digest(vector: dict[str, Any]) -> None:
    value = built(vector["value"])
    assert encode(value) == vector["bytes"].encode("utf-8")
    assert digest(value) == vector["sha256"]
