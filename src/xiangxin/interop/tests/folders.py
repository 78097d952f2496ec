"""Small counties for tests: a deployment, a table of areas, and sheets written as a person would fill them.

Everybody is invented; identity numbers stand under the unassigned prefix 990101.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xiangxin.interop.areas import read_areas
from xiangxin.interop.county import CountyFiles, read_county
from xiangxin.interop.deployment import read_deployment
from xiangxin.interop.sheets import SheetSpec, workbook_sheets
from xiangxin.interop.template import write_template
from xiangxin.kernel.errors import Finding
from xiangxin.kernel.ids import check_character
from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law

AS_OF = date(2026, 6, 30)
VILLAGE, OTHER_VILLAGE = "990101100201", "990101100202"
BOOK = "档案.xlsx"
ROSTER = "清溪镇柳河村名册.xlsx"

DEPLOYMENT = """\
deployment: test
kind: demo
title: {zh: 试验县, en: Test county}
jurisdiction: CN
controller: {id: office, name: {zh: 县金融办, en: Finance office}}
receivers: [{id: bank, kind: bank, name: {zh: 农商银行, en: Rural bank}}]
panels: [{id: panel, name: {zh: 评议小组, en: Panel}}]
providers: [{id: court, name: {zh: 县法院, en: Court}}]
county: "990101000000"
areas: areas.csv
defaults: {policy: household-open, purpose: scoring, receiver: bank, as_of: 2026-06-30}
id_key: a key for people who do not exist
"""
AREAS = """\
area_code,level,name
990101000000,county,试验县
990101100000,township,清溪镇
990101100201,village,柳河村
990101100202,village,小柳河村
990101101000,township,石桥镇
990101101201,village,柳河村
"""

Row = Mapping[str, Any]


def number(sequence: int = 1, birth_on: date = date(1980, 5, 6)) -> str:
    digits = f"990101{birth_on:%Y%m%d}{sequence:03d}"
    return digits + check_character(digits)


def applicant(sequence: int = 1, **more: Any) -> dict[str, Any]:
    """A good row of the applicants' sheet."""
    row = {
        "name": f"王{'一二三四五六七八九十'[(sequence - 1) % 10]}",
        "id_number": number(sequence),
        "phone": f"199-0000-{sequence:04d}",
        "village_code": VILLAGE,
        "household_no": str(sequence),
    }
    return {**row, **more}


def consent(sequence: int = 1, **more: Any) -> dict[str, Any]:
    """A good row of consent to scoring by the bank."""
    row = {
        "id_number": number(sequence),
        "purpose": "为本人选定的银行评分",
        "receiver": "农商银行",
        "field_class": "基本档案",
        "written": "是",
        "notice_delivered_on": date(2026, 3, 28),
        "from_on": date(2026, 4, 1),
    }
    return {**row, **more}


def record(sequence: int = 1, **more: Any) -> dict[str, Any]:
    """A good record of arrears."""
    row = {
        "id_number": number(sequence),
        "kind": "贷款拖欠（本行）",
        "amount_fen": 2000,
        "happened_on": date(2025, 1, 5),
        "known_on": date(2025, 1, 9),
        "source": "农商银行",
    }
    return {**row, **more}


def coverage(sequence: int = 1, **more: Any) -> dict[str, Any]:
    row = {
        "id_number": number(sequence),
        "kind": "贷款拖欠（本行）",
        "asked_of": "农商银行",
        "asked_on": date(2026, 5, 1),
    }
    return {**row, **more}


def review(sequence: int = 1, **more: Any) -> dict[str, Any]:
    row = {"id_number": number(sequence), "round_id": "一", "seat": "1", "rating": 80, "closed_on": date(2026, 6, 1)}
    return {**row, **more}


class Folder:
    """A county's folder that begins with a readable deployment and table of areas."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write("deployment.yaml", DEPLOYMENT)
        self.write("areas.csv", AREAS)

    def write(self, name: str, content: str | bytes) -> Folder:
        (self.path / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return self

    def sheets(self) -> dict[str, SheetSpec]:
        deployment, findings = read_deployment(self.path / "deployment.yaml")
        assert deployment is not None, findings
        return workbook_sheets(load_law(), deployment, AS_OF)

    def book(self, name: str = BOOK, **rows: Sequence[Row]) -> Folder:
        """A workbook in our template with these rows by sheet."""
        areas, _ = read_areas(self.path / "areas.csv", "990101000000")
        write_template(self.path / name, Text("试验县", "Test county"), self.sheets(), areas, AS_OF, rows)
        return self

    def raw(
        self,
        name: str,
        sheets: Mapping[str, Iterable[Sequence[Any]]],
        finish: Callable[[Workbook, Worksheet], None] | None = None,
    ) -> Folder:
        """A workbook with these cells, texts as texts; ``finish`` may do to the last sheet what people do."""
        raw_book(self.path / name, sheets, finish)
        return self

    def read(self) -> tuple[CountyFiles | None, tuple[Finding, ...]]:
        return read_county(self.path, load_law())

    def county(self) -> tuple[CountyFiles, tuple[Finding, ...]]:
        county, findings = self.read()
        assert county is not None, findings
        return county, findings

    def codes(self) -> list[str]:
        return [finding.code for finding in self.read()[1]]


def raw_book(
    path: Path,
    sheets: Mapping[str, Iterable[Sequence[Any]]],
    finish: Callable[[Workbook, Worksheet], None] | None = None,
) -> None:
    book = Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and cell:
                    sheet.write_string(at, column, cell)
                elif cell not in ("", None):
                    sheet.write(at, column, cell)
    if finish is not None:
        finish(book, sheet)
    book.close()


APPLICANT_HEADERS = ("姓名", "公民身份号码", "村（社区）", "户号")


def applicant_cells(sequence: int = 1) -> list[str]:
    row = applicant(sequence)
    return [row["name"], row["id_number"], row["village_code"], row["household_no"]]
