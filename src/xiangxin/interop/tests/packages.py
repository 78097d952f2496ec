"""Workbooks whose packed members are changed, as no spreadsheet program would write them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from xiangxin.interop.tests.folders import raw_book

HEAD = [["姓名", "公民身份号码"], ["王一", "990101198005060014"]]


def xlsx(path: Path, rows: list[list[object]] | None = None) -> Path:
    raw_book(path, {"表": rows or HEAD})
    return path


def repacked(path: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> Path:
    """The package with its members changed."""
    with zipfile.ZipFile(path) as package:
        members = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in change(members).items():
            package.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def with_sheet(path: Path, old: bytes, new: bytes) -> Path:
    return repacked(path, lambda members: {**members, SHEET: members[SHEET].replace(old, new)})
