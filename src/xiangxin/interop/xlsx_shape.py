"""Walks the parts of an .xlsx package and notes the shape of each sheet, without building anything in memory.

Uses the streaming parser with document types refused, so no entity is ever expanded. The walk sees what the reader
behind it will see: only cells with a value, a formula or inline text count.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from xml.parsers import expat
from zipfile import ZipFile

from xiangxin.interop.shape import DaysFrom1904, Shape
from xiangxin.interop.xmlwalk import XmlDamaged, local_name, walk

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_TRUE = ("1", "true", "on")
_LETTERS = re.compile(r"[A-Z]{1,3}")
_DIGITS = "0123456789"
_Handler = Callable[[dict[str, str]], None]
_WORKSHEET = "/relationships/worksheet"
_WORKBOOK = "/relationships/officeDocument"


def shapes(package: ZipFile, file: str) -> list[Shape]:
    """The shape of each worksheet in the order of the workbook.

    Raises ``XmlDamaged``, ``DaysFrom1904``, ``UnreadableInput``.
    """
    workbook = _related(package, "").by_type(_WORKBOOK)
    if len(workbook) != 1:
        raise XmlDamaged("no workbook part")
    related = _related(package, workbook[0])
    found = []
    for name, relation, state in _listed_sheets(package, workbook[0]):
        part = related.targets.get(relation)
        if part is None:
            raise XmlDamaged("a sheet without a part")
        if related.types[relation].endswith(_WORKSHEET):
            found.append(_SheetWalk(file, Shape(name=name, hidden=state != "visible")).run(package, part))
    return found


def column_number(letters: str) -> int:
    """``A`` → 1, ``AA`` → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class _Relations:
    """The relationships of one part: id → target part and type."""

    def __init__(self, base: str) -> None:
        self._base = base
        self.targets: dict[str, str] = {}
        self.types: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(self._base, target)
            self.targets[attributes.get("Id", "")] = posixpath.normpath(path)
            self.types[attributes.get("Id", "")] = attributes.get("Type", "")

    def by_type(self, ending: str) -> list[str]:
        return [self.targets[key] for key, type_ in self.types.items() if type_.endswith(ending)]


def _related(package: ZipFile, part: str) -> _Relations:
    folder, name = posixpath.split(part)
    relations = _Relations(folder)
    walk(package, posixpath.join(folder, "_rels", f"{name}.rels"), relations.start)
    return relations


def _listed_sheets(package: ZipFile, part: str) -> list[tuple[str, str, str]]:
    """(name, relation id, state) of each sheet as the workbook lists them."""
    listed: list[tuple[str, str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "workbookPr" and attributes.get("date1904") in _TRUE:
            raise DaysFrom1904
        if local_name(tag) == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            listed.append((attributes.get("name", ""), relation, attributes.get("state", "visible")))

    walk(package, part, start)
    return listed


class _SheetWalk:
    """Takes the elements of one sheet as they come; knows only the cell it stands in."""

    def __init__(self, file: str, shape: Shape) -> None:
        self._file = file
        self._shape = shape
        self._row = 0
        self._row_text = "0"
        self._column = 0
        self._columns_by_letters: dict[str, int] = {}
        self._open = False
        self._is_error = False
        self._has_formula = False
        self._has_value = False
        self._collecting = False
        self._parser: expat.XMLParserType | None = None
        self._by_tag: dict[str, _Handler | None] = {}
        self._by_name: dict[str, _Handler] = {
            "c": self._cell,
            "v": self._value,
            "is": self._value,
            "f": self._formula,
            "row": self._new_row,
            "col": self._columns,
            "mergeCell": self._merge,
        }

    def run(self, package: ZipFile, part: str) -> Shape:
        walk(package, part, self._start, on_parser=self._keep_parser)
        if self._open:
            self._finish_cell()
        return self._shape

    def _keep_parser(self, parser: expat.XMLParserType) -> None:
        self._parser = parser

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        try:
            handler = self._by_tag[tag]
        except KeyError:
            handler = self._by_tag[tag] = self._by_name.get(local_name(tag))
        if handler is not None:
            handler(attributes)

    def _new_row(self, attributes: dict[str, str]) -> None:
        if self._open:
            self._finish_cell()
        self._to_row(_whole(attributes.get("r"), self._row + 1))
        self._column = 0
        if attributes.get("hidden") in _TRUE:
            self._shape.hidden_rows.add(self._row)

    def _cell(self, attributes: dict[str, str]) -> None:
        if self._open:
            self._finish_cell()
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip(_DIGITS)
            self._column = self._columns_by_letters.get(letters) or self._learn_column(letters)
            if reference[len(letters) :] != self._row_text:
                self._to_row(_whole(reference[len(letters) :], 0))
        if "t" in attributes and attributes["t"] == "e":
            self._open = self._is_error = True

    def _learn_column(self, letters: str) -> int:
        if _LETTERS.fullmatch(letters) is None:
            raise XmlDamaged("a cell without a place")
        self._columns_by_letters[letters] = column_number(letters)
        return self._columns_by_letters[letters]

    def _to_row(self, row: int) -> None:
        self._row, self._row_text = row, str(row)

    def _value(self, _attributes: dict[str, str]) -> None:
        """The result a formula stored counts only if it has text, so there the text is listened to."""
        self._open = True
        if self._has_formula:
            self._listen(True)
        else:
            self._has_value = True

    def _formula(self, _attributes: dict[str, str]) -> None:
        self._open = self._has_formula = True

    def _text(self, text: str) -> None:
        self._has_value = self._has_value or bool(text.strip())

    def _listen(self, listening: bool) -> None:
        if self._parser is not None:
            self._parser.CharacterDataHandler = self._text if listening else None
            self._collecting = listening

    def _finish_cell(self) -> None:
        self._shape.reach(self._file, self._row, self._column)
        if self._is_error:
            self._shape.errors.add((self._row, self._column))
        elif not self._has_value:
            self._shape.uncomputed.add((self._row, self._column))
        self._open = self._is_error = self._has_formula = self._has_value = False
        if self._collecting:
            self._listen(False)

    def _columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in _TRUE:
            first = _whole(attributes.get("min"), 1)
            self._shape.hidden_columns.append((first, _whole(attributes.get("max"), first)))

    def _merge(self, attributes: dict[str, str]) -> None:
        corners = [_REFERENCE.fullmatch(part) for part in attributes.get("ref", "").split(":")]
        places = [(int(corner[2]), column_number(corner[1])) for corner in corners if corner is not None]
        if not places or len(places) != len(corners):
            raise XmlDamaged("a merge without a place")
        (first_row, first_column), (last_row, last_column) = places[0], places[-1]
        self._shape.merged.append((first_row, first_column, last_row, last_column))


def _whole(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isascii() or not text.isdigit():
        raise XmlDamaged("a number that is none")
    return int(text)
