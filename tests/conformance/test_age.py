"""Backups are sealed in a published format: its own vectors open here, or are refused, as they say."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zlib
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest

from xiangxin.office.operations.sealed.stanzas import Opener, Passphrase, new_secret_key, read_secret_key
from xiangxin.office.operations.sealed.stream import Damaged, NotForYou, NotSealed, opening

FILE = Path(__file__).with_name("age.json")


@cache
def vectors() -> dict[str, dict[str, Any]]:
    return cast("dict[str, dict[str, Any]]", json.loads(FILE.read_text("utf-8"))["vectors"])


REFUSED: dict[str, tuple[type[Exception], ...]] = {
    "header failure": (NotSealed, NotForYou, Damaged),
    "no match": (NotForYou,),
    "HMAC failure": (Damaged,),
    "payload failure": (Damaged,),
}
"""A header that cannot be right is refused as unreadable, as nobody's or as damaged: each before any content."""


def openers(vector: dict[str, Any]) -> list[Opener]:
    keys = [read_secret_key(written) for written in vector["identities"]]
    return [*(key for key in keys if key is not None), *map(Passphrase, vector["passphrases"])] or [new_secret_key()]


def content_of(vector: dict[str, Any], opener: Opener) -> bytes:
    data = base64.b64decode(vector["file"])
    return opening(io.BytesIO(zlib.decompress(data) if vector["zlib"] else data), opener).read()


@pytest.mark.parametrize("name", [name for name, vector in vectors().items() if vector["expect"] == "success"])
def test_a_good_file_opens_to_the_published_content(name: str) -> None:
    vector = vectors()[name]
    assert hashlib.sha256(content_of(vector, openers(vector)[0])).hexdigest() == vector["payload"]


@pytest.mark.parametrize("name", [name for name, vector in vectors().items() if vector["expect"] != "success"])
def test_a_bad_file_is_refused(name: str) -> None:
    vector = vectors()[name]
    for opener in openers(vector):
        with pytest.raises(REFUSED[vector["expect"]]):
            content_of(vector, opener)
