"""Reads a delimited text file (.csv, .txt) of unknown encoding into rows of texts.

The encoding is told from the bytes alone, strictly: a mark at the start, else UTF-8 without one broken character,
else GB18030 (which holds GBK and GB2312). A file that is half one and half the other is refused, because every byte
sequence of UTF-8 Chinese also reads as *some* Chinese in GBK and nobody would notice.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from xiangxin.interop.messages import tell
from xiangxin.interop.settings import LIMITS
from xiangxin.kernel.errors import Location, UnreadableInput

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ",\t;"
_IDEOGRAPHS = range(0x4E00, 0xA000)
_MIXED_FROM = 2
"""So many ideographs in one line that read as UTF-8 are no accident of GBK (the famous accident reads as none)."""
_FIELD_BYTES = 10_000


def decode(content: bytes, where: Location) -> str:
    """The text of the file; ``UnreadableInput`` (``encoding_unknown``, ``encoding_mixed``) where it is not certain."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding is None:
        return _decode_unmarked(content, where)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableInput([tell("encoding_unknown", where)]) from error


def rows(text: str, where: Location) -> Iterator[list[str]]:
    """The rows of the text, by the delimiter that its first lines use most. Raises ``UnreadableInput``."""
    head = text[:_FIELD_BYTES]
    delimiter = max(_DELIMITERS, key=head.count)
    csv.field_size_limit(_FIELD_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            if number > LIMITS.rows:
                raise UnreadableInput([tell("sheet_too_many_rows", where, limit=LIMITS.rows)])
            if len(row) > LIMITS.columns and any(row[LIMITS.columns :]):
                raise UnreadableInput([tell("sheet_too_many_columns", where, limit=LIMITS.columns)])
            yield row[: LIMITS.columns]
    except csv.Error as error:
        raise UnreadableInput([tell("text_table_broken", where, line=reader.line_num)]) from error


def _decode_unmarked(content: bytes, where: Location) -> str:
    if b"\0" in content:
        raise UnreadableInput([tell("encoding_unknown", where)])
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if any(_reads_as_utf8(line) for line in content.splitlines()):
        raise UnreadableInput([tell("encoding_mixed", where)])
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise UnreadableInput([tell("encoding_unknown", where)]) from error


def _reads_as_utf8(line: bytes) -> bool:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return sum(ord(character) in _IDEOGRAPHS for character in text) >= _MIXED_FROM
