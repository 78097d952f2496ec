"""One county's list of areas as a table: read with all its findings, compared with what is there.

Nothing is written here. An area that is missing from the list is told, never ended: a list may be incomplete, and the
end of an area is a fact of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xiangxin.interop.book import Raw, open_book
from xiangxin.interop.cells import CellProblem, written
from xiangxin.kernel.canonical import digest
from xiangxin.kernel.divisions import Level, level_of, parent_of, prefix_of
from xiangxin.kernel.errors import Finding, Location, UnreadableInput
from xiangxin.office.areas.choices import AreaLevel
from xiangxin.office.areas.models import Area
from xiangxin.office.areas.new import AREA_NAME_LIMIT, NewArea
from xiangxin.office.areas.queries import areas_inside
from xiangxin.office.shell.errors import messages_of

COLUMNS: tuple[tuple[str, frozenset[str]], ...] = (
    ("area_code", frozenset({"area_code", "区划代码", "代码"})),
    ("level", frozenset({"level", "级别"})),
    ("name", frozenset({"name", "名称"})),
)
"""Each column with the headers it may have."""

LEVELS: dict[str, str] = {
    **{word: word for word in ("county", "township", "village", "community")},
    "县": "county",
    "乡镇": "township",
    "街道": "township",
    "乡": "township",
    "镇": "township",
    "村": "village",
    "社区": "community",
}
"""How a list may write a level."""

_ABOVE: dict[Level, Level] = {"village": "township", "township": "county"}
tell = messages_of("xiangxin.office.areas").tell


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list that could be read; ``row`` counts from 1."""

    row: int
    new: NewArea


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What accepting the list would do on ``from_on``. ``absent`` areas stay as they are."""

    county: str
    from_on: date
    added: tuple[NewArea, ...]
    renamed: tuple[tuple[Area, str], ...]
    same: int
    absent: tuple[Area, ...]

    @property
    def digest(self) -> str:
        """Names this plan; another state of the office or another list gives another digest."""
        return digest(
            [
                self.county,
                self.from_on,
                [[one.code, one.level, one.name] for one in self.added],
                [[old.code, old.name, name] for old, name in self.renamed],
                [one.code for one in self.absent],
            ]
        )


def read_list(path: Path, county: str, shown: str = "") -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    """The rows of the list in ``path`` and everything that is wrong with it; ``shown`` is what the file is called."""
    file = shown or path.name
    try:
        with open_book(path) as book:
            sheet = book.sheets[0]
            rows = [(number, row) for number, row in enumerate(sheet.read(), start=1) if any(map(_filled, row))]
            place = Location(file=file, sheet=sheet.name or None)
    except UnreadableInput as error:
        return (), error.findings
    if not rows:
        return (), (tell("list.empty", place),)
    at = _columns(rows[0][1])
    missing = [name for name, _ in COLUMNS if name not in at]
    if missing:
        return (), tuple(tell("list.header", _at(place, rows[0][0], name), column=name) for name in missing)
    if len(rows) == 1:
        return (), (tell("list.empty", place),)
    return _lines(rows[1:], at, county, place)


def plan_list(lines: Sequence[NewArea], county: str, from_on: date) -> ListPlan:
    """The difference between the list and the areas of ``county`` in force on ``from_on``."""
    present = {one.code: one for one in areas_inside(county, from_on)}
    listed = {one.code: one for one in lines}
    added = sorted((one for code, one in listed.items() if code not in present), key=lambda one: one.code)
    kept = [(present[code], one.name) for code, one in sorted(listed.items()) if code in present]
    renamed = tuple((old, name) for old, name in kept if old.name != name)
    absent = tuple(one for code, one in sorted(present.items()) if code not in listed)
    return ListPlan(county, from_on, tuple(added), renamed, len(kept) - len(renamed), absent)


def _filled(cell: Raw) -> bool:
    return cell not in ("", None)


def _columns(header: Sequence[Raw]) -> dict[str, int]:
    at: dict[str, int] = {}
    for position, cell in enumerate(header):
        try:
            words = written(cell).lower()
        except CellProblem:
            continue
        for name, headers in COLUMNS:
            if words in headers:
                at.setdefault(name, position)
    return at


def _at(place: Location, row: int, field: str) -> Location:
    return Location(file=place.file, sheet=place.sheet, row=row, field=field)


def _lines(
    rows: Sequence[tuple[int, Sequence[Raw]]], at: dict[str, int], county: str, place: Location
) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    lines: list[Line] = []
    findings: list[Finding] = []
    for number, row in rows:
        cells: dict[str, str] = {}
        for name, position in at.items():
            try:
                cells[name] = written(row[position])
            except CellProblem:
                findings.append(tell("list.cell", _at(place, number, name)))
        if len(cells) == len(at):
            new = NewArea(cells["area_code"], LEVELS.get(cells["level"].lower(), ""), cells["name"])
            problems = list(_problems(new, county))
            findings += [tell(code, _at(place, number, field)) for code, field in problems]
            lines += [] if problems else [Line(number, new)]
    findings += _doubles(lines, place)
    return tuple(lines), tuple(sorted(findings, key=lambda one: one.where.row or 0))


def _problems(new: NewArea, county: str) -> Iterator[tuple[str, str]]:
    try:
        level = level_of(new.code)
    except ValueError:
        yield "list.code", "area_code"
        return
    if not new.code.startswith(prefix_of(county)):
        yield "list.county", "area_code"
    if ("village" if new.level == AreaLevel.COMMUNITY else new.level) != level:
        yield "list.level", "level"
    if not 0 < len(new.name) <= AREA_NAME_LIMIT or not any(character.isalnum() for character in new.name):
        yield "list.name", "name"


def _doubles(lines: Sequence[Line], place: Location) -> Iterator[Finding]:
    codes: dict[str, int] = {}
    names: dict[tuple[str, str], int] = {}
    for line in lines:
        code, row = line.new.code, line.row
        level = level_of(code)
        above = parent_of(code, "township" if level == "village" else "county")
        if codes.setdefault(code, row) != row:
            yield tell("list.twice", _at(place, row, "area_code"), row=codes[code])
        elif names.setdefault((above, line.new.name), row) != row:
            yield tell("list.name_twice", _at(place, row, "name"), row=names[above, line.new.name])


def without_parent(lines: Sequence[Line], county: str, from_on: date, file: str) -> tuple[Finding, ...]:
    """A finding for each row whose area above is neither listed nor in force."""
    known = {line.new.code for line in lines}
    known |= set(areas_inside(county, from_on).values_list("code", flat=True))
    found = []
    for line in lines:
        level = level_of(line.new.code)
        if level in _ABOVE and parent_of(line.new.code, _ABOVE[level]) not in known:
            found.append(tell("list.parent", Location(file=file, row=line.row, field="area_code")))
    return tuple(found)
