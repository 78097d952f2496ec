"""Figures and words of file reading, in one place, each with where it comes from.

Nothing here is law or policy. A limit protects the machine from a file; a word list says which spellings of a plain
answer are understood. Whatever is not listed is refused, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost before anything in it is believed.

    Source: the upload corpus of the reliability bar (row 8 of its test matrix): an honest county register of 50,000
    rows stays below every figure, each known bomb lies above at least one. ``cells`` was added here: rows and columns
    at their limits at once would need more memory than the 400 MB of the same row.
    """

    file_bytes: int = 20_000_000
    unpacked_bytes: int = 200_000_000
    ratio: int = 100
    ratio_free_bytes: int = 10_000_000
    """A package this small unpacked may compress better than ``ratio``: blank formatted rows do so honestly."""
    members: int = 100
    rows: int = 50_100
    columns: int = 100
    cells: int = 1_500_000
    sheets: int = 60
    """One workbook held up to thirty sheets (one for each reviewer) at the banks whose forms were read; doubled."""
    header_rows: int = 20
    """Titles, units and dates stand above a header; nobody was seen to need more rows than that."""


LIMITS = Limits()

TABLES_NOT_READ = frozenset(
    {".et", ".ett", ".xlsm", ".xlsb", ".xltx", ".numbers", ".dbf", ".mdb", ".accdb", ".zip", ".rar", ".7z"}
)
"""Files that may hold people but are not read: in a county's folder they are told, so that nobody is missing unseen."""

TEXT_LIMIT = 60
"""Characters of a name, a number or an authority: longer is no longer one word but a text in the wrong cell."""

YES_WORDS = frozenset({"是", "有", "已", "√", "对", "yes", "y", "true"})
NO_WORDS = frozenset({"否", "无", "没有", "未", "×", "不", "no", "n", "false"})
"""Written answers of county forms; 1 and 0 are not here, because a count looks the same."""

TOTAL_WORDS = ("合计", "小计", "总计", "累计", "共计", "本页合计", "total", "subtotal", "sum")
"""A row that begins like this is a total of the rows above, not a person."""

FOOT_WORDS = ("注:", "说明:", "填表说明", "制表", "填表人", "审核", "复核", "负责人", "单位负责人", "盖章", "note:")
"""A row that begins like this is the foot of a form."""

NOT_A_DATE_WORDS = ("民国", "农历", "阴历", "正月", "腊月", "冬月", "初", "廿", "闰")
"""Calendars that are not converted: the same words meant different days in different offices."""

YUAN_OF_UNIT = {"元": 1, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000}
"""Units a header or a sheet's heading may state for its amounts."""

YUAN_OF_SUFFIX = {"元": 1, "块": 1, "千": 1_000, "千元": 1_000, "万": 10_000, "万元": 10_000, "亿": 100_000_000}
"""Units an amount may carry itself; in a column that is not in yuan that is refused, since one of the two is wrong."""

DAMAGED_MARKS = ("\ufffd", "锟斤拷", "烫烫烫", "ï¿½")
"""What remains of characters that some program could not write: the original cannot be recovered from them."""

FIRST_SERIAL = 61
LAST_SERIAL = 2_958_465
"""Day numbers of a spreadsheet that mean one day only: 1 March 1900 (before it Excel counts a 29 February that never
was) to 31 December 9999."""

EARLIEST_YEAR = 1900
LATEST_YEAR = 2200
"""A year outside is a slip of the keyboard in every column of ours (births, documents, terms of consent)."""
