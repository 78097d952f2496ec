"""The demo county, whole and in parts, for what `xiangxin run` does with it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from xiangxin.cli.tests.run_made import NAME_HEADERS, QINGHE
from xiangxin.interop.sheets import INSTRUCTIONS, LISTS
from xiangxin.kernel.ids import IdNumber, check_id_number


@pytest.fixture(scope="module")
def secrets() -> set[str]:
    """Names and identity numbers of everybody in the county's files."""
    found: set[str] = set()
    for path in sorted(QINGHE.glob("*.xlsx")):
        for sheet in load_workbook(path, data_only=True).worksheets:
            if sheet.title in (LISTS, INSTRUCTIONS.zh):
                continue
            name_columns: set[int] = set()
            for row in sheet.iter_rows(values_only=True):
                heads = {at for at, value in enumerate(row) if str(value or "").rstrip("*") in NAME_HEADERS}
                name_columns = heads or name_columns
                found |= {str(row[at]) for at in name_columns - heads if row[at]}
                found |= {text for text in map(str, row) if isinstance(check_id_number(text), IdNumber)}
    return {text for text in found if re.fullmatch(r"[\u4e00-\u9fff]{2,4}|[0-9]{17}[0-9X]", text)} - {"合计", "小计"}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The county with one roster only."""
    folder = tmp_path / "county"
    folder.mkdir()
    for name in ("deployment.yaml", "areas.csv"):
        shutil.copy(QINGHE / name, folder / name)
    return folder


@pytest.fixture
def baiyang(small: Path) -> Path:
    """One township with its roster."""
    shutil.copy(QINGHE / "白杨乡杏花村-户籍导入模板.csv", small)
    shutil.copy(QINGHE / "青禾县-白杨乡-档案.xlsx", small)
    return small
