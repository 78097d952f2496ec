"""Files that are no honest table: renamed, cut off, locked, bombs, markup that no spreadsheet program writes.

Nothing of such a file is staged: reading a part of it would lose people without anybody noticing.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from corpus.case import GOOD, HEADS, Case, fact, line
from corpus.files import SHEET_PART, ods, ods_markup, text, with_markup, with_member, xls, xlsx, xlsx_of, zipped
from xiangxin.interop.settings import LIMITS
from xiangxin.interop.tests import binary

ROWS = [HEADS, line()]
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PAGE = "<html><table><tr><td>身份证号码</td><td>姓名</td></tr></table></html>".encode()
ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'


def cases() -> Iterator[Case]:
    """Small ones."""
    yield from _names()
    yield from _cut()
    yield from _packages()
    yield from _old_kinds()


def _whole(says: str, code: str, make: Callable[[], bytes], file: str = "报送.xlsx") -> Case:
    return Case(says, make, ((code, None, None),), {}, file)


def _at_the_door(says: str, file: str, code: str = "file_kind_unknown", content: bytes | None = None) -> Case:
    return Case(says, lambda: xlsx(ROWS) if content is None else content, (), {}, file, door=code)


def _names() -> Iterator[Case]:
    for suffix in (".zip", ".xlsm", ".xlsb", ".et", ".rar", ".pdf", ".html", ".exe", ".xlsx.exe", ".docx", ""):
        yield _at_the_door(f"a file named {suffix or 'without an ending'} is not taken in", f"报送{suffix}")
    yield _at_the_door("an empty file is not taken in", "报送.xlsx", "file_missing", b"")
    yield _at_the_door("an empty text is not taken in", "报送.csv", "file_missing", b"")
    yield Case("a name in capitals is the same kind", lambda: xlsx(ROWS), (), GOOD, "报送.XLSX")
    yield Case("a name that is a path is only a name", lambda: xlsx(ROWS), (), GOOD, "../../etc/报送.xlsx")
    yield Case("a name of two hundred characters is cut", lambda: xlsx(ROWS), (), GOOD, "长" * 200 + ".xlsx")
    yield _whole("a page renamed .xls is refused", "file_renamed", lambda: PAGE, "报送.xls")
    yield _whole("a page renamed .xlsx is refused", "file_renamed", lambda: PAGE)
    yield _whole("a page renamed .csv is refused", "file_renamed", lambda: PAGE, "报送.csv")
    yield _whole("an .xls renamed .xlsx is refused", "file_renamed", lambda: xls(ROWS))
    yield _whole("an .xlsx renamed .xls is refused", "file_renamed", lambda: xlsx(ROWS), "报送.xls")
    yield _whole("an .xlsx renamed .csv is refused", "file_renamed", lambda: xlsx(ROWS), "报送.csv")
    yield _whole("an .xlsx renamed .ods is refused", "file_renamed", lambda: xlsx(ROWS), "报送.ods")
    yield _whole("an .ods renamed .xlsx is refused", "file_renamed", lambda: ods(ROWS))
    yield _whole("a text renamed .xlsx is refused", "file_renamed", lambda: text(ROWS).encode())
    yield _whole("a text renamed .xls is refused", "file_renamed", lambda: text(ROWS).encode(), "报送.xls")
    yield _whole("a picture renamed .xlsx is refused", "file_renamed", lambda: PICTURE)
    yield _whole("a paper renamed .xlsx is refused", "file_renamed", lambda: b"%PDF-1.7 paper")
    yield _whole("a paper renamed .csv is refused", "file_renamed", lambda: b"%PDF-1.7 paper", "报送.csv")
    yield _whole("a zip of another kind renamed .xlsx is refused", "file_renamed", lambda: zipped({"a.txt": b"a"}))
    yield _whole("a zip with a workbook inside is refused", "file_renamed", lambda: zipped({"a.xlsx": xlsx(ROWS)}))
    yield _whole("a program renamed .xls is refused", "file_renamed", lambda: b"MZ\x90\0" * 50, "报送.xls")


def _cut() -> Iterator[Case]:
    for at in range(1, 16):

        def make(part: int = at) -> bytes:
            content = xlsx(ROWS)
            return content[: len(content) * part // 16]

        yield _whole(f"a workbook cut off after {at}/16 is refused", "file_damaged", make)
    for at in range(1, 4):

        def make_ods(part: int = at) -> bytes:
            content = ods(ROWS)
            return content[: len(content) * part // 4]

        yield _whole(f"an .ods cut off after {at}/4 is refused", "file_damaged", make_ods, "报送.ods")

        def make_xls(part: int = at) -> bytes:
            content = xls(ROWS)
            return content[: len(content) * part // 4]

        yield _whole(f"an .xls cut off after {at}/4 is refused", "file_damaged", make_xls, "报送.xls")
    yield _whole("a broken archive is refused", "file_damaged", lambda: b"PK\x03\x04broken")
    yield _whole(
        "markup that breaks off is refused",
        "file_damaged",
        lambda: with_markup(xlsx(ROWS), b"</sheetData>", b""),
    )
    yield _whole(
        "a sheet without its part is refused",
        "file_damaged",
        lambda: with_markup(xlsx(ROWS), b"worksheets/sheet1.xml", b"worksheets/x.xml", "xl/_rels/workbook.xml.rels"),
    )
    yield _whole(
        "a cell without a place is refused", "file_damaged", lambda: with_markup(xlsx(ROWS), b'r="A2"', b'r="?2"')
    )


def _packages() -> Iterator[Case]:
    for says, part in (("an external entity", ENTITY), ("entities within entities", LAUGHS)):
        for name in ("xl/sharedStrings.xml", SHEET_PART, "docProps/core.xml", "xl/other.xml"):
            make = partial(lambda part, name: with_member(xlsx(ROWS), name, part), part, name)
            yield _whole(f"{says} in {name} is refused", "file_entities", make)
        make = partial(lambda part: with_member(ods(ROWS), "content.xml", part), part)
        yield _whole(f"{says} in an .ods is refused", "file_entities", make, "报送.ods")
    locked = binary.container({"EncryptedPackage": b"x"})
    yield _whole("a workbook locked with a password is refused", "file_password", lambda: locked)
    yield _whole(
        "a workbook whose days count from 1904 is refused", "file_days_from_1904", lambda: xlsx(ROWS, date_1904=True)
    )
    yield _whole("a cell in the last row is refused", "sheet_too_many_rows", lambda: xlsx(ROWS, _write(1_048_575, 0)))
    yield _whole(
        "a cell in the last column is refused", "sheet_too_many_columns", lambda: xlsx(ROWS, _write(1, 16_383))
    )
    yield _whole(
        "a cell at XFD1048576 is refused", "sheet_too_many_rows", lambda: xlsx(ROWS, _write(1_048_575, 16_383))
    )
    repeated = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000" '
        'office:value-type="string"/></table:table-row>'
    )
    yield _whole(
        "a billion cells in one line of markup are refused",
        "sheet_too_many_rows",
        lambda: ods_markup(f'<table:table table:name="a">{repeated}</table:table>'),
        "报送.ods",
    )
    yield _whole(
        "more sheets than anybody fills are refused",
        "file_too_many_sheets",
        lambda: xlsx_of({f"表{at}": ROWS for at in range(LIMITS.sheets + 1)}),
    )
    yield _whole(
        "more parts than a workbook has are refused",
        "file_too_many_members",
        lambda: zipped({f"xl/{at}.bin": b"x" for at in range(LIMITS.members + 1)}),
    )
    yield Case(
        "a workbook with a macro inside is read as a table and the macro never runs",
        lambda: with_member(xlsx(ROWS), "xl/vbaProject.bin", b"Sub Auto_Open()"),
        (),
        GOOD,
    )
    yield Case(
        "a link to elsewhere is followed by nobody",
        lambda: xlsx(ROWS, lambda _, sheet: sheet.write_url(1, len(HEADS), "http://192.0.2.1/x", string="见附件")),
        (),
        GOOD,
    )


def _old_kinds() -> Iterator[Case]:
    yield Case("an .xls is read", lambda: xls(ROWS), (), GOOD, "报送.xls")
    yield Case("an .ods is read", lambda: ods(ROWS), (), GOOD, "报送.ods")
    yield Case("a .txt with tabs is read", lambda: text(ROWS, "\t").encode("gb18030"), (), GOOD, "报送.txt")
    twice = {2: fact(), 3: fact(2, happened_on="2026-03-31")}
    rows = [*ROWS, line(2, FILED=date(2026, 3, 31))]
    yield Case("day cells and text days stand in one column", lambda: xlsx(rows), (), twice)


def _write(row: int, column: int) -> Callable[[Any, Any], object]:
    return lambda _, sheet: sheet.write_string(row, column, "远")


def large() -> Iterator[Case]:
    """Ones that take seconds."""
    yield _whole(
        "a part of zeros packed a thousand times is refused",
        "file_packed_too_tight",
        lambda: with_member(xlsx(ROWS), "xl/blank.bin", bytes(LIMITS.ratio_free_bytes * 2)),
    )
    yield _whole(
        "a bomb beyond every disk is refused",
        "file_unpacks_too_large",
        lambda: with_member(xlsx(ROWS), "xl/blank.bin", bytes(LIMITS.unpacked_bytes)),
    )
    many = [HEADS, *(line(at) for at in range(LIMITS.rows))]
    yield _whole("one row too many is refused", "sheet_too_many_rows", lambda: xlsx(many))
    yield _whole("one row too many of text is refused", "sheet_too_many_rows", lambda: text(many).encode(), "报送.csv")
    yield _at_the_door(
        "a file larger than the limit is not taken in",
        "报送.csv",
        "file_too_large",
        bytes(LIMITS.file_bytes + 1),
    )
