"""Walks ``content.xml`` of an .ods package and notes the shape of each sheet.

Repeated rows and columns are written once with a count, so a few bytes may stand for a billion cells: the counts are
added up here before the reader behind would lay them out.
"""

from __future__ import annotations

from zipfile import ZipFile

from xiangxin.interop.shape import Shape
from xiangxin.interop.xmlwalk import XmlDamaged, local_name, walk

_CONTENT = "content.xml"
_FILLER = frozenset({"covered-table-cell", "table-cell"})


def shapes(package: ZipFile, file: str) -> list[Shape]:
    """The shape of each sheet in order. Raises ``XmlDamaged``, ``UnreadableInput`` beyond the limits."""
    content = _ContentWalk(file)
    walk(package, _CONTENT, content.start, end=content.end)
    return content.shapes


class _ContentWalk:
    """Styles come first (they say which sheets are not displayed), then the tables."""

    def __init__(self, file: str) -> None:
        self.shapes: list[Shape] = []
        self._file = file
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._row = 0
        self._row_times = 1
        self._row_hidden = False
        self._column = 0
        self._columns_seen = 0
        self._row_cells: list[tuple[int, int]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local_name(tag)
        own = {local_name(key): value for key, value in attributes.items()}
        if name == "style":
            self._style = own.get("name", "")
        elif name == "table-properties" and own.get("display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "table":
            self._open_table(own)
        elif name == "table-column":
            self._see_columns(own)
        elif name == "table-row":
            self._open_row(own)
        elif name in _FILLER:
            self._see_cell(own)

    def end(self, tag: str) -> None:
        if local_name(tag) == "table-row":
            self._close_row()

    def _open_table(self, own: dict[str, str]) -> None:
        hidden = own.get("style-name") in self._hidden_styles or own.get("display") == "false"
        self.shapes.append(Shape(name=own.get("name", ""), hidden=hidden))
        self._row = 0
        self._columns_seen = 0

    def _see_columns(self, own: dict[str, str]) -> None:
        times = _times(own, "number-columns-repeated")
        if own.get("visibility", "visible") != "visible":
            self._shape.hidden_columns.append((self._columns_seen + 1, self._columns_seen + times))
        self._columns_seen += times

    def _open_row(self, own: dict[str, str]) -> None:
        self._row_times = _times(own, "number-rows-repeated")
        self._column = 0
        self._row_cells = []
        self._row_hidden = own.get("visibility", "visible") != "visible"

    def _see_cell(self, own: dict[str, str]) -> None:
        times = _times(own, "number-columns-repeated")
        first = self._column + 1
        self._column += times
        self._see_merge(own, first)
        value_type = own.get("value-type")
        if value_type is None and "formula" not in own:
            return
        self._row_cells.append((first, self._column))
        if value_type == "error":
            self._shape.errors.add((self._row + 1, first))
        elif value_type is None:
            self._shape.uncomputed.add((self._row + 1, first))

    def _see_merge(self, own: dict[str, str], column: int) -> None:
        wide = _times(own, "number-columns-spanned")
        high = _times(own, "number-rows-spanned")
        if wide > 1 or high > 1:
            row = self._row + 1
            self._shape.merged.append((row, column, row + high - 1, column + wide - 1))

    def _close_row(self) -> None:
        last = self._row + self._row_times
        for first_column, last_column in self._row_cells:
            cells = self._row_times * (last_column - first_column + 1)
            self._shape.reach(self._file, last, last_column, cells)
        if self._row_hidden and self._row_cells:
            self._shape.hidden_rows.update(range(self._row + 1, last + 1))
        self._row = last

    @property
    def _shape(self) -> Shape:
        if not self.shapes:
            raise XmlDamaged("a cell outside a table")
        return self.shapes[-1]


def _times(own: dict[str, str], key: str) -> int:
    text = own.get(key, "1")
    if not text.isascii() or not text.isdigit():
        raise XmlDamaged("a number that is none")
    return int(text)
