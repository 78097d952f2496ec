"""Foreign styles and scripts: the bytes that were built, each with version and licence, and none from elsewhere."""

import hashlib
import json
import re
from typing import Any

from bases.tree import ROOT

VENDOR = ROOT / "src/xiangxin/office/web/static/vendor"


def listed() -> list[dict[str, Any]]:
    return list(json.loads((VENDOR / "VENDOR.json").read_text("utf-8")))


def test_every_foreign_file_is_listed_with_its_checksum() -> None:
    there = {path.name for path in VENDOR.iterdir() if path.is_file()} - {"VENDOR.json"}
    assert {one["file"] for one in listed()} == there
    for one in listed():
        assert hashlib.sha256((VENDOR / one["file"]).read_bytes()).hexdigest() == one["sha256"], one["file"]


def test_every_part_brings_the_text_of_its_licence() -> None:
    named = {part["licence_file"] for one in listed() for part in one["parts"]}
    there = {path.relative_to(VENDOR).as_posix() for path in (VENDOR / "licences").iterdir()}
    assert named == there
    assert {part["licence"] for one in listed() for part in one["parts"]} == {
        "0BSD",
        "Apache-2.0",
        "BSD-3-Clause",
        "MIT",
    }


def test_the_versions_are_the_ones_a_developer_asked_for() -> None:
    asked = json.loads((ROOT / "vendor/package.json").read_text("utf-8"))["devDependencies"]
    built = {part["name"]: part["version"] for one in listed() for part in one["parts"] if "version" in part}
    assert {name: built[name] for name in asked if name in built} == {
        "@tabler/core": "1.0.0",
        "echarts": "6.1.0",
        "htmx.org": "2.0.11",
    }
    assert {name: asked[name] for name in asked if name in built} == {
        name: built[name] for name in asked if name in built
    }


def test_the_lock_names_no_host_and_has_a_digest_for_every_package() -> None:
    packages = json.loads((ROOT / "vendor/package-lock.json").read_text("utf-8"))["packages"]
    fetched = {name: entry for name, entry in packages.items() if name}
    assert [name for name, entry in fetched.items() if "resolved" in entry] == []
    assert [name for name, entry in fetched.items() if not entry["integrity"].startswith("sha512-")] == []


def test_foreign_files_ask_for_nothing_further() -> None:
    asking = {".css": r"sourceMappingURL|@import|url\((?!['\"]?data:)", ".js": r"sourceMappingURL|\bimport\("}
    found = {
        path.name: re.findall(asking[path.suffix], path.read_text("utf-8"))
        for path in (VENDOR / one["file"] for one in listed())
    }
    assert found == {"tabler.min.css": [], "htmx.min.js": [], "echarts.min.js": []}
