"""Writes the county's own workbook: empty for collecting, or filled (the demo county).

Drop-downs refer to lists on a hidden second sheet through defined names, because an inline list ends at 255 characters;
identity numbers and codes are text columns, so that no program turns them into numbers. What the sheets hold comes
from ``sheets``; nothing can be entered here that the reader would not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import BinaryIO

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from xiangxin.interop.areas import Areas
from xiangxin.interop.paper import LINE, PAPER, SEAL, TEAL, Head, Kind, Paper, Value, workbook
from xiangxin.interop.settings import EARLIEST_YEAR, LATEST_YEAR
from xiangxin.interop.sheets import INSTRUCTIONS, LISTS, CellKind, SheetColumn, SheetSpec
from xiangxin.kernel.text import Text

RowValues = Mapping[str, Value]
Explain = Callable[[Paper], None]

ROWS_WITH_LISTS = 5_000
"""Down to this row a sheet offers drop-downs and formats; rows below are read all the same."""

_KINDS: Mapping[CellKind, tuple[Kind, float, Text]] = {
    "id": ("code", 22, Text("18 位公民身份号码，文本", "18 characters, as text")),
    "name": ("text", 11, Text("姓名", "Name")),
    "text": ("code", 16, Text("简短文字", "A few words")),
    "area": ("code", 30, Text("从列表选，或填 12 位代码", "From the list, or the 12-digit code")),
    "date": ("date", 13, Text("日期，如 2026-01-15", "A date such as 2026-01-15")),
    "amount": ("money", 15, Text("金额，单位元", "An amount in yuan")),
    "whole": ("whole", 11, Text("整数", "A whole number")),
    "points": ("points", 11, Text("分数，最多两位小数", "Points, two decimals at most")),
    "percent": ("code", 11, Text("百分数，如 6.75%", "A percentage such as 6.75%")),
    "yes_no": ("code", 9, Text("是、否", "是 for yes, 否 for no")),
    "choice": ("code", 18, Text("从列表选", "From the list")),
    "word": ("code", 16, Text("从列表选", "From the list")),
}
_YES_NO = ("是", "否")
_BLANK = Text("；不知道留空", "; blank where unknown")

_STEPS = (
    Text(
        "一、每张表一行一件事；表头不要改，不要合并单元格，不要隐藏行列。",
        "1. One row a fact. Keep the headers; no merged cells, no hidden rows or columns.",
    ),
    Text(
        "二、不知道的留空：空白是“不知道”，不是 0，也不是“没有”。",
        "2. Leave blank what is not known: blank is unknown, neither 0 nor none.",
    ),
    Text(
        "三、公民身份号码必须是文本；显示成 9.90E+17 的已经损坏，要重新输入。",
        "3. Identity numbers are text; one that shows as 9.90E+17 is damaged and must be typed again.",
    ),
    Text(
        "四、没有本人同意不评价。收入、财产、征信要书面同意；评议要单独同意。",
        "4. Nobody is assessed without their own consent; income, property and credit reports need it in writing.",
    ),
    Text(
        "五、不收：婚姻、健康、宗教、政治面貌、信访、生活习惯、社会关系、口碑、备注、名单标签。",
        "5. Not taken: marriage, health, religion, politics, petitions, habits, relations, remarks, list tags.",
    ),
    Text(
        "六、要文书的记录没有“文书编号”“出具机关”，要告知的没有“告知本人日期”，就不计；本人的说明会写明有几条没计、为什么。",
        "6. Where a document or telling the person is asked for, a record without its number, authority or day told "
        "does not count; the person's page says how many and why.",
    ),
)


def write_template(
    path: Path | BinaryIO,
    title: Text,
    sheets: Mapping[str, SheetSpec],
    areas: Areas,
    made_on: date,
    rows: Mapping[str, Iterable[RowValues]] | None = None,
    explain: Explain | None = None,
    *,
    is_demo: bool = False,
) -> None:
    """The workbook with ``sheets``. ``rows``: values by sheet and column as a person would type them; empty if none.

    ``explain``: further sheets that only explain, written behind the instructions.
    """
    with workbook(path, title, made_on, is_demo=is_demo) as paper:
        _instructions(paper, title, sheets)
        if explain is not None:
            explain(paper)
        written = {name: (spec, paper.sheet(spec.title)) for name, spec in sheets.items()}
        lists = _Lists(paper, areas)
        for name, (spec, sheet) in written.items():
            _sheet(paper, sheet, spec, lists)
            _fill(paper, sheet, spec, (rows or {}).get(name, ()))
        lists.finish()


def _instructions(paper: Paper, title: Text, sheets: Mapping[str, SheetSpec]) -> None:
    heads = (
        Head(Text("工作表", "Sheet"), 12),
        Head(Text("列", "Column"), 26),
        Head(Text("必填", "Needed"), 8),
        Head(Text("怎么填", "How"), 34),
        Head(Text("English", "English"), 40),
    )
    rows = [row for spec in sheets.values() for row in _described(spec)]
    paper.table(INSTRUCTIONS, title, _STEPS, heads, rows)


def how_to_fill(column: SheetColumn) -> Text:
    """How the cells of a column are written, in the words of the empty sheet."""
    how = _KINDS[column.kind][2]
    return Text(how.zh + _BLANK.zh, how.en + _BLANK.en) if column.kind == "yes_no" and not column.needed else how


def _described(spec: SheetSpec) -> Iterable[tuple[Value, ...]]:
    yield spec.title.zh, "（整张表）", "", spec.hint.zh, f"{spec.title.en}: {spec.hint.en}"
    for column in spec.columns:
        how = how_to_fill(column)
        yield (
            spec.title.zh,
            column.header.zh,
            "必填" if column.needed else "",
            how.zh,
            f"{column.header.en}: {how.en}",
        )


def _sheet(paper: Paper, sheet: Worksheet, spec: SheetSpec, lists: _Lists) -> None:
    for at, column in enumerate(spec.columns):
        kind, width, _ = _KINDS[column.kind]
        sheet.set_column(at, at, max(width, 2.2 * len(column.header.zh)), paper.cell_format(kind, border=False))
        style = paper.style(
            bold=True,
            font_color="#FFFFFF",
            bg_color=SEAL if column.needed else TEAL,
            text_wrap=True,
            align="center",
            border=1,
            border_color=LINE,
        )
        sheet.write_string(0, at, f"{column.header.zh}{'*' if column.needed else ''}", style)
        _validate(sheet, at, column, lists)
    sheet.set_row(0, 30)
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)


def _validate(sheet: Worksheet, at: int, column: SheetColumn, lists: _Lists) -> None:
    how = how_to_fill(column)
    rule: dict[str, object] = {
        "input_title": column.label.zh[:30],
        "input_message": f"{how.zh}\n{column.label.en}: {how.en}"[:250],
        "error_title": "请检查",
        "error_message": f"{how.zh}。\n{how.en}."[:250],
        "ignore_blank": True,
    }
    source = lists.name_for(column)
    if source is not None:
        rule.update(validate="list", source=f"={source}")
    elif column.kind == "id":
        rule.update(validate="length", criteria="==", value=18)
    elif column.kind == "date":
        rule.update(
            validate="date",
            criteria="between",
            minimum=date(EARLIEST_YEAR, 1, 1),
            maximum=date(LATEST_YEAR, 12, 31),
        )
    elif column.kind == "amount":
        rule.update(validate="decimal", criteria=">=", value=0)
    else:
        rule.update(validate="any")
    sheet.data_validation(1, at, ROWS_WITH_LISTS, at, rule)


def _fill(paper: Paper, sheet: Worksheet, spec: SheetSpec, rows: Iterable[RowValues]) -> None:
    formats = [paper.cell_format(_KINDS[column.kind][0], border=False) for column in spec.columns]
    for number, row in enumerate(rows, start=1):
        for at, (column, style) in enumerate(zip(spec.columns, formats, strict=True)):
            value = row.get(column.name)
            if value is not None:
                paper.write(sheet, number, at, value, style)


class _Lists:
    """The hidden sheet of lists: each list once, under a defined name."""

    def __init__(self, paper: Paper, areas: Areas) -> None:
        self._paper = paper
        self._villages = tuple(areas.listed(area.code) for area in areas.of_level("village"))
        self._names: dict[tuple[str, ...], str] = {}

    def name_for(self, column: SheetColumn) -> str | None:
        """The defined name of the column's list, or ``None`` where it has none."""
        words = self._words(column)
        if not words:
            return None
        return self._names.setdefault(words, f"list_{column.name}_{len(self._names) + 1}")

    def finish(self) -> None:
        """Write the lists, define their names and hide the sheet."""
        sheet = self._paper.sheet(Text(LISTS, LISTS))
        style = self._paper.style(bg_color=PAPER)
        for at, (words, name) in enumerate(self._names.items()):
            sheet.write_column(0, at, words, style)
            first, last = (xl_rowcol_to_cell(row, at, row_abs=True, col_abs=True) for row in (0, len(words) - 1))
            self._paper.book.define_name(name, f"='{LISTS}'!{first}:{last}")
        sheet.hide()

    def _words(self, column: SheetColumn) -> tuple[str, ...]:
        if column.kind == "area":
            return self._villages
        if column.kind == "yes_no":
            return _YES_NO
        if column.kind in ("choice", "word"):
            return tuple(label.zh for label in column.choices.values())
        return ()
