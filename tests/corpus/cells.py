"""One cell each: what people, programs and mischief write into numbers, amounts, days, document numbers and names.

Row 2 of every file is good and must be staged; row 3 holds the cell, and is staged exactly or refused at its column.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from corpus.case import (
    AMOUNT,
    COURT,
    DOCUMENT,
    ENDING_IN_X,
    FILED,
    GOOD,
    HEADS,
    NAME,
    NUMBER,
    PERSON,
    SECOND,
    SILENT,
    STRANGER,
    WHO,
    Case,
    Cell,
    fact,
    line,
)
from corpus.files import text, xls, xlsx

NEXT_CHECK = {**{str(at): str((at + 1) % 10) for at in range(10)}, "X": "0"}
KEYS = {PERSON: "PERSON", WHO: "WHO", AMOUNT: "AMOUNT", FILED: "FILED", DOCUMENT: "DOCUMENT", COURT: "COURT"}
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
Outcome = dict[str, Any] | str

NUMBERS: tuple[tuple[str, Cell, Outcome], ...] = (
    ("an apostrophe typed before the number is dropped", f"'{SECOND}", {}),
    ("a no-break space behind the number is dropped", f"{SECOND}\u00a0", {}),
    ("blanks around the number are dropped", f"  {SECOND} ", {}),
    ("a tab before the number is dropped", f"\t{SECOND}", {}),
    ("an ideographic blank is dropped", f"\u3000{SECOND}", {}),
    ("a zero-width space inside the number is dropped", f"{SECOND[:6]}\u200b{SECOND[6:]}", {}),
    ("a mark of direction around the number is dropped", f"\u202e{SECOND}\u202c", {}),
    ("a byte order mark inside the cell is dropped", f"\ufeff{SECOND}", {}),
    ("full-width digits are read", SECOND.translate(FULL_WIDTH), {}),
    ("a number ending in X is read", ENDING_IN_X, {}),
    ("a number ending in a small x is the same number", ENDING_IN_X.lower(), {}),
    ("a number ending in a full-width X is the same number", ENDING_IN_X.translate(FULL_WIDTH), {}),
    ("a number ending in a full-width small x is the same number", ENDING_IN_X[:-1] + "ｘ", {}),
    ("a number cell is refused whatever it shows", int(SECOND[:-1] + "0"), "id_number_float"),
    ("Excel's rounding to fifteen digits is refused", 990101198005010000.0, "id_number_float"),
    ("1.23E+17 as text is refused", "9.90101E+17", "id_number_float"),
    ("1.23e+17 in small letters is refused", "1.23e+17", "id_number_float"),
    ("a number of fifteen digits is refused, not completed", "990101800501901", "id_number_15_digits"),
    ("a wrong check digit is refused", SECOND[:-1] + NEXT_CHECK[SECOND[-1]], "id_number_check_digit"),
    ("two digits exchanged are refused", SECOND[:14] + SECOND[15] + SECOND[14] + SECOND[16:], "id_number_check_digit"),
    ("a birthday that never was is refused", "990101198013010011", "id_number_date"),
    ("a letter O for a zero is refused", "99O101198005019028", "id_number_characters"),
    ("a star in the middle is refused", "990101********9028", "id_number_characters"),
    ("a number too short is refused", SECOND[:-2], "id_number_length"),
    ("a number too long is refused", SECOND + "1", "id_number_length"),
    ("two numbers in one cell are refused", f"{SECOND}/{NUMBER}", "id_number_characters"),
    ("a name where the number belongs is refused", "李四", "id_number_characters"),
    ("a formula as text is no number", '=HYPERLINK("http://x","y")', "id_number_characters"),
    ("a lost character is told as damage", "990101\ufffd80050190", "cell_damaged"),
    ("a day where the number belongs is refused", date(1980, 5, 1), "id_number_length"),
    ("yes where the number belongs is refused", True, "id_number_characters"),
    ("somebody registered who agreed to nothing comes back", SILENT, "no_ground"),
    ("somebody unknown gets the same answer", STRANGER, "no_ground"),
)

AMOUNTS: tuple[tuple[str, Cell, Outcome], ...] = (
    ("an amount with separators is read", "1,234.50", {"amount_fen": 123_450}),
    ("full-width separators are read", "1，234.50", {"amount_fen": 123_450}),
    ("full-width digits are read", "１２３４．５", {"amount_fen": 123_450}),
    ("an amount in ten thousands is read", "1.2万", {"amount_fen": 1_200_000}),
    ("ten thousand yuan written out is read", "1.2万元", {"amount_fen": 1_200_000}),
    ("a unit of yuan is read", "1234.5元", {"amount_fen": 123_450}),
    ("a sign of the currency is read", "¥1234.5", {"amount_fen": 123_450}),
    ("a number cell is read", 1234.5, {"amount_fen": 123_450}),
    ("a number cell with the noise of binary fractions is read as it shows", 0.1 + 0.2, {"amount_fen": 30}),
    ("an apostrophe before an amount is dropped", "'1234.5", {"amount_fen": 123_450}),
    ("brackets mean below zero, which no such amount is", "（100）", "value_out_of_range"),
    ("a negative amount is refused", "-100", "value_out_of_range"),
    ("a negative number cell is refused", -100, "value_out_of_range"),
    ("about so much is refused", "约2万", "amount_unreadable"),
    ("a range is refused", "3-5万", "amount_unreadable"),
    ("a sum written as a formula is refused", "=1+1", "amount_unreadable"),
    ("a formula that calls a program is refused", "=cmd|'/c calc'!A0", "amount_unreadable"),
    ("a plus sign is refused", "+100", "amount_unreadable"),
    ("an at sign is refused", "@SUM(1)", "amount_unreadable"),
    ("scientific notation is refused", "1.2E+4", "amount_unreadable"),
    ("separators at the wrong place are refused", "12,34.5", "amount_unreadable"),
    ("a decimal comma is refused", "1234,5", "amount_unreadable"),
    ("words for a number are refused", "壹万贰仟元整", "amount_unreadable"),
    ("'none' is no amount", "无", "amount_unreadable"),
    ("a tenth of a fen is refused", "12.345", "amount_too_fine"),
    ("an amount beyond every range is refused", "999999999999999", "value_out_of_range"),
    ("an amount longer than any integer is refused", "9" * 40, "amount_unreadable"),
    ("a number too large for its digits is refused", 1e20, "number_unreadable"),
    ("a day where an amount belongs is refused", date(2026, 4, 1), "amount_unreadable"),
    ("no amount is refused where one is needed", "", "cell_required"),
    ("dollars are refused", "$100", "amount_unreadable"),
    ("an error of the spreadsheet as text is refused", "#REF!", "cell_error"),
)

DAYS: tuple[tuple[str, Cell, Outcome], ...] = (
    ("2026/4/1 is read", "2026/4/1", {}),
    ("20260401 is read", "20260401", {}),
    ("2026.4.1 is read", "2026.4.1", {}),
    ("2026年4月1日 is read", "2026年4月1日", {}),
    ("2026年04月01号 is read", "2026年04月01号", {}),
    ("full-width digits of a day are read", "２０２６年４月１日", {}),
    ("a day with midnight is read", "2026-04-01 00:00:00", {}),
    ("a day cell is read", date(2026, 4, 1), {}),
    ("a day's number is read", 46113, {}),
    ("a day's number as text is read", "46113", {}),
    ("a summer-time birthday's kind of day stays that day", "1988-07-01", {"happened_on": "1988-07-01"}),
    ("a leap day is read", "2024-02-29", {"happened_on": "2024-02-29"}),
    ("a day with an hour is refused", datetime(2026, 4, 1, 9, 30), "date_unreadable"),  # noqa: DTZ001 - has no zone
    ("day before month is refused", "1/4/2026", "date_unreadable"),
    ("two digits of a year are refused", "26-4-1", "date_unreadable"),
    ("a month without a day is refused", "2026年4月", "date_unreadable"),
    ("'unknown' is refused", "不详", "date_unreadable"),
    ("last April is refused", "去年四月", "date_unreadable"),
    ("half a day is refused", 46113.5, "date_unreadable"),
    ("a day of the lunar calendar is refused", "农历二月十四", "date_calendar"),
    ("a year of the Republic is refused", "民国115年4月1日", "date_calendar"),
    ("30 February is refused", "2026-02-30", "date_impossible"),
    ("29 February of a common year is refused", "2025-02-29", "date_impossible"),
    ("month 13 is refused", "20261301", "date_impossible"),
    ("the year 1026 is refused", "1026-04-01", "date_impossible"),
    ("no day is refused where one is needed", "", "cell_required"),
)

DOCUMENTS: tuple[tuple[str, Cell, Outcome], ...] = (
    ("a formula as text is kept as text and never computed", "=1+1", {"document_no": "=1+1"}),
    ("a rare character of four bytes is kept", "虚㛃𠮷9号", {"document_no": "虚㛃𠮷9号"}),
    ("invisible characters are dropped", "虚\u200b执\u200f9号", {"document_no": "虚执9号"}),
    ("a line break becomes a blank", "虚执\n9号", {"document_no": "虚执 9号"}),
    ("markup is text", "<b>虚执9号</b>", {"document_no": "<b>虚执9号</b>"}),
    ("quotes and semicolons of a database are text", "'; DROP TABLE x;--", {"document_no": "; DROP TABLE x;--"}),
    ("characters that were lost are refused", "锟斤拷9号", "cell_damaged"),
    ("a mark of replacement is refused", "虚\ufffd9号", "cell_damaged"),
    ("a story in the place of a number is refused", "长" * 61, "cell_too_long"),
    ("a full stop says nothing", "。", "text_says_nothing"),
    ("a dash says nothing", "——", "text_says_nothing"),
    ("blanks are no number", " \u3000", "cell_required"),
)

NAMES: tuple[tuple[str, Cell, Outcome], ...] = (
    ("the blank that aligns a short name is dropped", "张 小三", {}),
    ("ideographic blanks are dropped", "张　小　三", {}),
    ("no name is read where the number stands", "", {}),
    ("another's name with this number comes back", "李四", "name_differs"),
    ("a name that lost a character comes back", "张\ufffd三", "cell_damaged"),
)


def cases() -> Iterator[Case]:
    """Every cell as a workbook of its own."""
    for header, table in ((PERSON, NUMBERS), (AMOUNT, AMOUNTS), (FILED, DAYS), (DOCUMENT, DOCUMENTS), (WHO, NAMES)):
        for says, cell, outcome in table:
            yield _case(f"{header}: {says}", header, cell, outcome)
    yield Case("a day of tomorrow comes back", partial(_book, FILED, "2026-06-02"), (_wrong_day(),), GOOD)
    yield Case("a day far ahead comes back", partial(_book, FILED, "2036-01-01"), (_wrong_day(),), GOOD)
    for says, cell, outcome in (AMOUNTS[0], AMOUNTS[3], AMOUNTS[13]):
        yield _text_case(f"as text, {says}", AMOUNT, cell, outcome)
    for says, cell, outcome in (NUMBERS[0], NUMBERS[8], NUMBERS[15], NUMBERS[17]):
        yield _text_case(f"as text, {says}", PERSON, cell, outcome)
    yield Case(
        "a number cell of an .xls is refused whatever it shows",
        lambda: xls([HEADS, line(), line(2, PERSON=990101198005010000.0)]),
        (("id_number_float", 3, PERSON),),
        GOOD,
        "报送.xls",
    )


def _wrong_day() -> tuple[str, int, str]:
    return "day_of_fact_wrong", 3, "立案日期"


def _case(says: str, header: str, cell: Cell, outcome: Outcome) -> Case:
    told, staged = _expected(header, outcome)
    return Case(says, partial(_book, header, cell), told, staged)


def _text_case(says: str, header: str, cell: Cell, outcome: Outcome) -> Case:
    told, staged = _expected(header, outcome)
    return Case(says, lambda: text(_rows(header, cell)).encode("gb18030"), told, staged, "报送.csv")


def _expected(header: str, outcome: Outcome) -> tuple[tuple[tuple[str, int | None, str | None], ...], Any]:
    if isinstance(outcome, str):
        of_row = outcome in ("no_ground", "name_differs")
        return ((outcome, 3, None if of_row else header),), GOOD
    return (), {**GOOD, 3: {**fact(2), **outcome}}


def _rows(header: str, cell: Cell) -> list[Any]:
    assert NAME
    return [HEADS, line(), line(2, **{KEYS[header]: cell})]


def _book(header: str, cell: Cell) -> bytes:
    return xlsx(_rows(header, cell))
