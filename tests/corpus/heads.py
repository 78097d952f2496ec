"""Headers, rows and sheets: what stands above, beside and between the people of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.case import (
    AMOUNT,
    CLASS,
    DOCUMENT,
    FILED,
    FINAL,
    GOOD,
    HEADS,
    PARTY,
    PERSON,
    SECOND,
    SHEET,
    Case,
    Cells,
    Facts,
    Told,
    fact,
    line,
)
from corpus.files import ods, text, xls, xlsx, xlsx_of

ROWS = [HEADS, line()]
BLANK: list[Any] = [""] * len(HEADS)
NEEDED = "cell_required"
BOTH: Facts = {2: fact(), 3: fact(2)}
UNKNOWN: tuple[Told, ...] = (("sheet_unknown", None, None), ("book_unknown", None, None))


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _headers()
    yield from _rows()
    yield from _sheets()
    yield from _formulas()


def _book(says: str, rows: Cells, told: tuple[Told, ...] = (), staged: Facts | None = None) -> Case:
    return Case(says, lambda: xlsx(rows), told, GOOD if staged is None else staged)


def _renamed(old: str, new: str) -> list[str]:
    return [new if head == old else head for head in HEADS]


def _headers() -> Iterator[Case]:
    yield _book("titles above the header are no rows", [["虚构县法院报送表"], [], HEADS, line()], (), {4: fact()})
    yield _book("a header with stars and blanks is found", [[f" {head}* " for head in HEADS], line()])
    yield _book("a full-width bracket of a unit is read", [_renamed(AMOUNT, "未履行金额（元）"), line()])
    yield _book(
        "ten thousand yuan in the header counts for each cell",
        [_renamed(AMOUNT, "未履行金额（万元）"), line(AMOUNT="1.2")],
    )
    yield _book("ten thousand yuan in the title counts for each cell", [
        ["单位：万元"], _renamed(AMOUNT, "未履行金额"), line(AMOUNT="1.2")], (), {3: fact()})  # fmt: skip
    yield _book(
        "a unit in header and cell is one too many",
        [_renamed(AMOUNT, "未履行金额（万元）"), line(AMOUNT="1.2万")],
        (("amount_unit_twice", 2, "未履行金额(万元)"),),
        {},
    )
    yield _book(
        "no unit at all is refused",
        [_renamed(AMOUNT, "未履行金额"), line()],
        (("amount_unit_missing", 2, "未履行金额"),),
        {},
    )
    yield _book("another name of the column is known", [_renamed(DOCUMENT, "案号"), line()])
    yield _book("columns stand in any order", [HEADS[::-1], line()[::-1]])
    yield _book("a blank column is none", [[*HEADS[:3], "", *HEADS[3:]], [*line()[:3], "", *line()[3:]]])
    for head in HEADS:
        twice: tuple[Told, ...] = (("column_twice", None, None),)
        yield _book(f"{head} twice is refused", [[*HEADS, head], [*line(), "x"]], twice, {})
    for at, head in enumerate(HEADS):
        if head in (PERSON, "姓名"):
            continue
        rest = [HEADS[:at] + HEADS[at + 1 :], line()[:at] + line()[at + 1 :]]
        yield _book(f"no column {head} is refused", rest, (("column_required", None, None),), {})
    yield _book("no column of numbers is no table", [HEADS[1:], line()[1:]], UNKNOWN, {})
    yield _book("data without a header is no table", [line()], UNKNOWN, {})
    yield _book("a table of something else is no table", [["菜名", "价格"], ["鱼", "20"]], UNKNOWN, {})
    empty: tuple[Told, ...] = (("sheet_empty", None, None),)
    yield _book("only a header is no row", [HEADS], empty, {})
    yield _book("only a header and a total is no row", [HEADS, ["合计"]], (("rows_total", None, None), *empty), {})
    yield _book(
        "an unknown column is told and not read",
        [[*HEADS, "随手记"], [*line(), "说不清"]],
        (("column_unknown", 1, "随手记"),),
    )
    yield _book("a header printed again is skipped", [HEADS, line(), HEADS, line(2)], (("rows_total", None, None),), {
        2: fact(), 4: fact(2)})  # fmt: skip
    wide = [*HEADS, *(f"列{at}" for at in range(100))]
    yield _book("too many columns are refused", [wide, line()], (("sheet_too_many_columns", None, None),), {})


def _rows() -> Iterator[Case]:
    total = ["合计", "1人", "12000", "", "", ""]
    yield _book("a total is no person", [HEADS, line(), total], (("rows_total", None, None),))
    yield _book("a foot is no person", [HEADS, line(), ["填表人：某某"]], (("rows_total", None, None),))
    yield _book("blank rows between are none", [HEADS, BLANK, line(), BLANK, line(2)], (), {3: fact(), 5: fact(2)})
    yield _book("the same row twice counts once", [HEADS, line(), line()], (("row_repeated", 3, None),))
    yield _book(
        "two rows of one case that differ both come back",
        [HEADS, line(), line(AMOUNT="9")],
        (("matter_twice", 2, None), ("matter_twice", 3, None)),
        {},
    )
    yield _book(
        "an end before the beginning comes back",
        [[*HEADS, "履行完毕日期"], [*line(), "2026-03-01"]],
        (("dates_out_of_order", 2, None),),
        {},
    )
    yield _book(
        "an end of what the file never held comes back",
        [[*HEADS, "履行完毕日期"], [*line(), "2026-05-01"]],
        (("over_before", 2, None),),
        {},
    )
    for says, changes, told in (
        ("somebody else's case under this number comes back", {"PARTY": "原告"}, ("check_not_passed", 2, PARTY)),
        ("a case of another class comes back", {"CLASS": "行政"}, ("check_not_passed", 2, CLASS)),
        ("a row that does not say who the person is in the case comes back", {"PARTY": ""}, (NEEDED, 2, PARTY)),
        ("a row that does not say its class comes back", {"CLASS": " "}, (NEEDED, 2, CLASS)),
        ("a document that is not final comes back", {"FINAL": "否"}, ("must_say_yes", 2, FINAL)),
        ("a document of which nobody says that it is final comes back", {"FINAL": ""}, (NEEDED, 2, FINAL)),
    ):
        yield _book(says, [HEADS, line(1, **changes)], (told,), {})
    for at, head in enumerate(HEADS[-3:], len(HEADS) - 3):
        cut = [[*row[:at], *row[at + 1 :]] for row in ROWS]
        yield _book(f"a table without {head} is not read", cut, (("column_required", None, None),), {})
    yield _book(
        "a row without a number is nobody's",
        [HEADS, line(), line(2, PERSON="")],
        (("id_number_missing", 3, PERSON),),
    )
    three = [(code, 2, head) for code, head in (("id_number_length", PERSON), ("amount_unreadable", AMOUNT))]
    wrong = [HEADS, line(PERSON="1", AMOUNT="x", FILED="y")]
    yield _book("everything wrong with a row is told at once", wrong, (*three, ("date_unreadable", 2, FILED)), {})
    two = [HEADS, line(), line(2)]
    hidden = (("row_hidden", 3, None),)
    yield Case("a hidden row comes back", lambda: xlsx(two, lambda _, s: s.set_row(2, None, None, {"hidden": True})), (
        hidden), GOOD)  # fmt: skip
    yield Case(
        "a hidden column is read and told",
        lambda: xlsx(two, lambda _, s: s.set_column(2, 2, None, None, {"hidden": True})),
        (("column_hidden", None, None),),
        BOTH,
    )
    yield Case(
        "one amount merged over two rows is nobody's",
        lambda: xlsx(two, lambda _, s: s.merge_range(1, 2, 2, 2, "12000")),
        (("cell_merged", 2, AMOUNT), ("cell_merged", 3, AMOUNT)),
        {},
    )
    yield Case(
        "one number merged over two rows is nobody's",
        lambda: xlsx(two, lambda _, s: s.merge_range(1, 0, 2, 0, SECOND)),
        (("cell_merged", 2, PERSON), ("cell_merged", 3, PERSON)),
        {},
    )
    yield Case(
        "two columns merged are neither",
        lambda: xlsx(two, lambda _, s: s.merge_range(2, 3, 2, 4, "2026-04-01")),
        (("cell_merged", 3, FILED), ("cell_merged", 3, DOCUMENT)),
        GOOD,
    )


def _sheets() -> Iterator[Case]:
    yield Case("a hidden sheet is not read", lambda: xlsx_of({SHEET: ROWS, "旧": ROWS}, lambda _, s: s.hide()), (
        ("sheet_hidden", None, None),), GOOD)  # fmt: skip
    yield Case("a very hidden sheet is not read", lambda: xlsx_of(
        {SHEET: ROWS, "旧": ROWS}, lambda _, s: s.very_hidden()), (("sheet_hidden", None, None),), GOOD)  # fmt: skip
    yield Case("a hidden sheet of an .xls is not read", lambda: xls(ROWS, hidden=True), (
        ("sheet_hidden", None, None), ("book_unknown", None, None)), {}, "报送.xls")  # fmt: skip
    hidden = 'table:style-name="off"'
    yield Case("a hidden sheet of an .ods is not read", lambda: ods(ROWS, hidden), (
        ("sheet_hidden", None, None), ("book_unknown", None, None)), {}, "报送.ods")  # fmt: skip
    yield Case("an empty sheet beside is passed over", lambda: xlsx_of({SHEET: ROWS, "空": []}), (), GOOD)
    yield Case("a sheet of something else beside is told", lambda: xlsx_of({SHEET: ROWS, "记": [["明天开会"]]}), (
        ("sheet_unknown", None, None),), GOOD)  # fmt: skip
    yield Case("a workbook without anything is no table", lambda: xlsx([]), (("book_unknown", None, None),), {})
    yield Case("two sheets of one form are both read", lambda: xlsx_of({SHEET: ROWS, "二": [HEADS, BLANK, line(2)]}), (
        ), {2: fact(), 3: fact(2)})  # fmt: skip
    yield Case("one case on two sheets counts once", lambda: xlsx_of({SHEET: ROWS, "二": ROWS}), (
        ("row_repeated", 2, None),), GOOD)  # fmt: skip
    yield Case(
        "only a header of a text is no row",
        lambda: text([HEADS]).encode(),
        (("sheet_empty", None, None),),
        {},
        "报送.csv",
    )


def _formulas() -> Iterator[Case]:
    def with_formula(column: int, formula: str, stored: Any) -> bytes:
        return xlsx([HEADS, line(), line(2)], lambda _, s: s.write_formula(2, column, formula, None, stored))

    yield Case("a formula's stored result is read", lambda: with_formula(2, "=C2", 12000), (), BOTH)
    yield Case("a formula without a result is refused", lambda: with_formula(2, "=C2", ""), (
        ("cell_not_computed", 3, AMOUNT),), GOOD)  # fmt: skip
    yield Case("a formula that failed is refused", lambda: with_formula(2, "=NA()", "#N/A"), (
        ("cell_error", 3, AMOUNT),), GOOD)  # fmt: skip
    yield Case("a formula for a number of a person is a number cell and refused", lambda: with_formula(
        0, "=1*1", 990101198005010000.0), (("id_number_float", 3, PERSON),), GOOD)  # fmt: skip
    yield Case("a formula that reads another file gives what is stored", lambda: with_formula(
        2, "='[其他.xlsx]表'!A1", 12000), (), BOTH)  # fmt: skip
