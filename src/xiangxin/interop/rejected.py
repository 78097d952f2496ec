"""``rejected.xlsx`` for whoever sent the files: what was left out, where, why, and room for the right value.

Rows that can be mended one by one stand on one sheet, whole columns and sheets on another; a third says everything in
English.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name

from xiangxin.interop.given import Given, is_of_row
from xiangxin.interop.paper import Head, Value, workbook
from xiangxin.interop.words import SEVERITY
from xiangxin.kernel.errors import Finding
from xiangxin.kernel.text import Text

_TITLE = Text("未导入的行和列", "Rows and columns that were left out")
_NOTES = (
    Text(
        "其余各行已照原样导入。请在原表里改好再交；“改为”一栏供核对时手写，程序不读这张表。",
        "All other rows were taken as they are. Mend the sheet itself and send it again; this list is never read.",
    ),
)
_FILE, _SHEET, _RESULT = Text("文件", "File"), Text("工作表", "Sheet"), Text("结果", "Result")
_ROW, _COLUMN, _HEADER = Text("行", "Row"), Text("列", "Column"), Text("列名", "Header")
_NAME, _VALUE = Text("姓名（照原表）", "Name as written"), Text("填的是", "What it says")
_WHAT, _WHY, _MEND = Text("什么问题", "What"), Text("为什么", "Why"), Text("怎么改", "How to mend")
_RIGHT, _BASIS, _CODE = Text("改为（手填）", "Corrected value (by hand)"), Text("依据", "Basis"), Text("代码", "Code")
_TO_THE_NAME = 6
_TO_THE_SHEET = 2


@dataclass(frozen=True, slots=True)
class Rejected:
    """What was left out, and what the sheets say at those places."""

    findings: Sequence[Finding]
    given: Given


def write_rejected(path: Path, made_on: date, rejected: Rejected, *, is_demo: bool = False) -> None:
    """Everything that was left out."""
    found, given = rejected.findings, rejected.given
    rows = [finding for finding in found if is_of_row(finding)]
    wholes = [finding for finding in found if not is_of_row(finding)]
    with workbook(path, _TITLE, made_on, is_demo=is_demo) as paper:
        lines = (_row(finding, "zh", given) for finding in rows)
        paper.table(Text("退回清单", ""), _TITLE, _NOTES, _heads("zh"), lines, frozen=_TO_THE_NAME)
        lines = (_whole(finding, "zh") for finding in wholes)
        paper.table(Text("整列和整表", ""), _TITLE, _NOTES[:0], _whole_heads("zh"), lines, frozen=_TO_THE_SHEET)
        lines = (_row(finding, "en", given) for finding in found)
        paper.table(Text("Rejected", ""), _TITLE, _NOTES, _heads("en"), lines, frozen=_TO_THE_NAME)


def _heads(language: str) -> tuple[Head, ...]:
    return (
        _head(_FILE, language, 22),
        _head(_SHEET, language, 12),
        Head(_said(_ROW, language), 7, "whole"),
        _head(_COLUMN, language, 7),
        _head(_HEADER, language, 14),
        _head(_NAME, language, 11),
        _head(_VALUE, language, 20),
        _head(_WHAT, language, 34),
        _head(_MEND, language, 34),
        Head(_said(_RIGHT, language), 20, "code", by_hand=True),
        _head(_WHY, language, 34),
        _head(_RESULT, language, 9),
        _head(_BASIS, language, 20),
        _head(_CODE, language, 22),
    )


def _row(finding: Finding, language: str, given: Given) -> tuple[Value, ...]:
    where = finding.where
    place = (where.file, where.sheet or "", where.row or 0)
    value = given.values.get((place, where.column)) if where.column is not None else None
    return (
        where.file,
        where.sheet,
        where.row if where.row is not None else where.line,
        xl_col_to_name(where.column - 1) if where.column and where.sheet is not None else None,
        where.field,
        given.names.get(place),
        value.in_language(language) if value is not None and is_of_row(finding) else None,
        *_words(finding, language),
    )


def _words(finding: Finding, language: str) -> tuple[Value, ...]:
    return (
        finding.what.in_language(language),
        finding.mend.in_language(language),
        finding.why.in_language(language),
        SEVERITY[finding.severity].in_language(language),
        finding.basis,
        finding.code,
    )


def _whole_heads(language: str) -> tuple[Head, ...]:
    return (
        _head(_FILE, language, 26),
        _head(_SHEET, language, 14),
        _head(_HEADER, language, 18),
        _head(_WHAT, language, 38),
        _head(_MEND, language, 38),
        _head(_WHY, language, 38),
        _head(_RESULT, language, 9),
        _head(_BASIS, language, 20),
        _head(_CODE, language, 22),
    )


def _whole(finding: Finding, language: str) -> tuple[Value, ...]:
    where = finding.where
    return (where.file, where.sheet, where.field, *_words(finding, language))


def _head(label: Text, language: str, width: float) -> Head:
    return Head(_said(label, language), width)


def _said(label: Text, language: str) -> Text:
    words = label.in_language(language)
    return Text(words, words)
