"""Opens one file of a county, whatever it is, as a book of sheets with rows of raw cells.

The door of the room: what a file claims to be is compared with what its bytes are, its limits are checked before it
is parsed, and every failure of the libraries behind becomes a named finding. A raw cell is what the file holds; what
it means is decided in ``cells``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from xiangxin.interop import ods_shape, textfile, xls_shape, xlsx_shape
from xiangxin.interop.content import Content
from xiangxin.interop.messages import tell
from xiangxin.interop.package import check_markup, open_package
from xiangxin.interop.settings import LIMITS
from xiangxin.interop.shape import DaysFrom1904, Shape
from xiangxin.interop.xmlwalk import XmlDamaged, XmlEntities
from xiangxin.kernel.errors import Location, UnreadableInput

Raw = str | float | int | bool | date | datetime | time | timedelta

SUFFIXES = (".xlsx", ".xls", ".ods", ".csv", ".txt")
_ZIP = b"PK"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its shape and a way to read its rows from the first, each padded to the sheet's width.

    ``is_text``: cells were parted by a delimiter, so a row has as many as stand in its line.
    """

    shape: Shape
    read: Callable[[], Iterator[list[Raw]]]
    is_text: bool = False

    @property
    def name(self) -> str:
        return self.shape.name

    def head(self) -> list[list[Raw]]:
        """The rows in which a header may stand."""
        return list(islice(self.read(), LIMITS.header_rows))


@dataclass(frozen=True, slots=True)
class Book:
    """A file with its sheets in order. ``file`` is the name without a path, as findings show it."""

    file: str
    sheets: tuple[Sheet, ...]


@contextmanager
def open_book(given: Path | Content) -> Iterator[Book]:
    """The book in a file; ``UnreadableInput`` when it is too large, damaged, renamed, locked or of no known kind.

    Rows are read while the book is open, and reading them may raise the same.
    """
    content = Content.of(given)
    where = Location(file=content.name)
    _check_size(content, where)
    kind = _kind(content, where)
    if kind in (".csv", ".txt"):
        yield _text_book(content, where)
    else:
        shapes = _checked_shapes(content, kind, where)
        with _workbook(content, where) as workbook:
            yield Book(content.name, tuple(_sheets(workbook, shapes, where)))


def _check_size(content: Content, where: Location) -> None:
    try:
        size = content.size
    except OSError as error:
        raise UnreadableInput([tell("file_missing", where)]) from error
    if size == 0:
        raise UnreadableInput([tell("file_empty", where)])
    if size > LIMITS.file_bytes:
        raise UnreadableInput([tell("file_too_large", where, limit=LIMITS.file_bytes // 1_000_000)])


def _kind(content: Content, where: Location) -> str:
    """The suffix, if the bytes agree with it."""
    suffix = content.suffix
    if suffix not in SUFFIXES:
        raise UnreadableInput([tell("file_type_unknown", where)])
    found = _content_kind(content.start(512))
    expected = {".xlsx": "zip", ".ods": "zip", ".xls": "ole"}.get(suffix, "text")
    if found == expected:
        return suffix
    if suffix == ".xlsx" and found == "ole":
        raise UnreadableInput([tell(_container_problem(content), where)])
    raise UnreadableInput([tell("file_renamed", where)])


def _content_kind(start: bytes) -> str:
    if start.startswith(_ZIP):
        return "zip"
    if start.startswith(_OLE):
        return "ole"
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "markup" if head.startswith((b"<", b"%pdf", b"{\\rtf")) else "text"


def _container_problem(content: Content) -> str:
    """An .xlsx in an OLE container is locked with a password, or an .xls with a new name."""
    try:
        locked = xls_shape.is_encrypted_package(content.read())
    except (xls_shape.XlsDamaged, ValueError, LookupError):
        locked = False
    return "file_password" if locked else "file_renamed"


def _checked_shapes(content: Content, kind: str, where: Location) -> list[Shape]:
    try:
        shapes = _shapes(content, kind)
    except XmlEntities as error:
        raise UnreadableInput([tell("file_entities", where)]) from error
    except DaysFrom1904 as error:
        raise UnreadableInput([tell("file_days_from_1904", where)]) from error
    except xls_shape.XlsPassword as error:
        raise UnreadableInput([tell("file_password", where)]) from error
    except (XmlDamaged, xls_shape.XlsDamaged) as error:
        raise UnreadableInput([tell("file_damaged", where)]) from error
    if len(shapes) > LIMITS.sheets:
        raise UnreadableInput([tell("file_too_many_sheets", where, limit=LIMITS.sheets)])
    return shapes


def _shapes(content: Content, kind: str) -> list[Shape]:
    if kind == ".xls":
        return xls_shape.shapes(content.read(), content.name)
    with open_package(content) as package:
        return _package_shapes(package, kind, content.name)


def _package_shapes(package: ZipFile, kind: str, file: str) -> list[Shape]:
    """Told apart by what is inside: an .ods renamed .xlsx is as wrong as a picture."""
    check_markup(package)
    names = set(package.namelist())
    inside = ".ods" if "content.xml" in names else ".xlsx" if "[Content_Types].xml" in names else ""
    if inside != kind:
        raise UnreadableInput([tell("file_renamed", Location(file=file))])
    return xlsx_shape.shapes(package, file) if kind == ".xlsx" else ods_shape.shapes(package, file)


@contextmanager
def _workbook(content: Content, where: Location) -> Iterator[CalamineWorkbook]:
    with _damage_named(where):
        workbook = CalamineWorkbook.from_object(content.source())
    try:
        yield workbook
    finally:
        workbook.close()


@contextmanager
def _damage_named(where: Location) -> Iterator[None]:
    """Whatever the reader behind raises, a panic of its own included, means that the file is damaged."""
    try:
        yield
    except PasswordError as error:
        raise UnreadableInput([tell("file_password", where)]) from error
    except CalamineError as error:
        raise UnreadableInput([tell("file_damaged", where)]) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the class exists only inside the reader
            raise UnreadableInput([tell("file_damaged", where)]) from error
        raise


def _sheets(workbook: CalamineWorkbook, shapes: list[Shape], where: Location) -> Iterator[Sheet]:
    names = [meta.name for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    if names != [shape.name for shape in shapes]:
        raise UnreadableInput([tell("file_damaged", where)])
    for shape in shapes:
        yield Sheet(shape, partial(_rows, workbook, shape.name, where))


def _rows(workbook: CalamineWorkbook, name: str, where: Location) -> Iterator[list[Raw]]:
    """Rows from the first, each beginning with column A."""
    with _damage_named(where):
        sheet = workbook.get_sheet_by_name(name)
        left: list[Raw] = [""] * (sheet.start[1] if sheet.start else 0)
        for row in sheet.iter_rows():
            yield left + row


def _text_book(content: Content, where: Location) -> Book:
    text = textfile.decode(content.read(), where)
    rows: list[list[Raw]] = [list(row) for row in textfile.rows(text, where)]
    shape = Shape(name=content.stem, last_row=len(rows), last_column=max((len(row) for row in rows), default=0))
    return Book(content.name, (Sheet(shape, partial(iter, rows), is_text=True),))
