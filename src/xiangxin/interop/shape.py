"""What a sheet is like before its values are read: how far it reaches, what is hidden, merged, in error.

The parser behind us reports an error cell (``#N/A``) and a formula nobody computed as empty, knows nothing of hidden
rows, and reserves memory for the whole rectangle that two far corners span. So each format is walked once before it:
the walk refuses what is too large and notes what the values alone would not tell. Rows and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xiangxin.interop.messages import tell
from xiangxin.interop.settings import LIMITS
from xiangxin.kernel.errors import Location, UnreadableInput

Cell = tuple[int, int]
"""(row, column)"""

Span = tuple[int, int, int, int]
"""(first row, first column, last row, last column) of merged cells"""


class DaysFrom1904(Exception):
    """The workbook counts days from 1904: a bare day number would mean another day than everywhere else."""


@dataclass(slots=True)
class Shape:
    """Facts of one sheet. ``errors``: cells that show an error; ``uncomputed``: formulas without a stored result."""

    name: str
    hidden: bool = False
    last_row: int = 0
    last_column: int = 0
    cells: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    errors: set[Cell] = field(default_factory=set)
    uncomputed: set[Cell] = field(default_factory=set)
    merged: list[Span] = field(default_factory=list)

    def reach(self, file: str, row: int, column: int, cells: int = 1) -> None:
        """Note that there is something up to ``row`` and ``column``; ``UnreadableInput`` beyond the limits."""
        self.cells += cells
        if row > self.last_row or column > self.last_column or self.cells > LIMITS.cells:
            self.last_row = max(self.last_row, row)
            self.last_column = max(self.last_column, column)
            self._check(Location(file=file, sheet=self.name))

    def _check(self, where: Location) -> None:
        if self.last_row > LIMITS.rows:
            raise UnreadableInput([tell("sheet_too_many_rows", where, limit=LIMITS.rows)])
        if self.last_column > LIMITS.columns:
            raise UnreadableInput([tell("sheet_too_many_columns", where, limit=LIMITS.columns)])
        if self.cells > LIMITS.cells:
            raise UnreadableInput([tell("sheet_too_many_cells", where, limit=LIMITS.cells)])

    def column_is_hidden(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)


def merged_over(spans: list[Span]) -> Iterator[tuple[Cell, Span]]:
    """Each cell that a merge covers (its upper left one included) with its span, within the limits of a sheet."""
    for span in spans:
        first_row, first_column, last_row, last_column = span
        for row in range(first_row, min(last_row, LIMITS.rows) + 1):
            for column in range(first_column, min(last_column, LIMITS.columns) + 1):
                yield (row, column), span
