"""The county's table of areas: the codes and names of its townships and villages.

A code outside it is not an area of the county, whatever it looks like. Names are found without their endings being
guessed: a village is named as the table names it, alone or with its township before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from xiangxin.interop.book import Raw, open_book
from xiangxin.interop.cells import CellProblem, normal, written
from xiangxin.interop.messages import tell
from xiangxin.kernel.divisions import level_of, parent_of
from xiangxin.kernel.errors import Finding, Location

HEADER = ("area_code", "level", "name")


@dataclass(frozen=True, slots=True)
class Area:
    """An area of the county."""

    code: str
    level: str
    name: str


class Areas:
    """The areas by code, and villages by the names under which a file may call them."""

    def __init__(self, county: str, areas: Iterable[Area]) -> None:
        self.county = county
        self.by_code: Mapping[str, Area] = {area.code: area for area in areas}
        self._villages: dict[str, set[str]] = {}
        for area in self.of_level("village"):
            for called in self._names(area):
                self._villages.setdefault(called, set()).add(area.code)

    def of_level(self, level: str) -> Iterator[Area]:
        return (area for area in self.by_code.values() if area.level == level)

    def full_name(self, code: str) -> str:
        """Township and village; the code itself where it is not known."""
        area = self.by_code.get(code)
        if area is None:
            return code
        if area.level != "village":
            return area.name
        township = self.by_code.get(parent_of(code, "township"))
        return f"{township.name if township else ''}{area.name}"

    def listed(self, code: str) -> str:
        """A village as a drop-down offers it, and as ``village`` reads it; the code itself where it is not known."""
        return f"{code} {self.full_name(code)}" if code in self.by_code else code

    def village_in(self, text: str) -> str | None:
        """The one village that a heading or a file name speaks of, or ``None`` where it is none or several.

        The longest name counts (a village may be called like the end of another), and a township's name beside it
        decides between villages of one name.
        """
        text = normal(text).replace(" ", "")
        named = [area for area in self.of_level("village") if area.name in text]
        longest = [area for area in named if not any(area.name in other.name != area.name for other in named)]
        townships = {area.code for area in self.of_level("township") if area.name in text}
        within = [area for area in longest if parent_of(area.code, "township") in townships]
        found = within or ([] if townships else longest)
        return found[0].code if len(found) == 1 else None

    def village(self, raw: Raw) -> str | None:
        """The code of the village a cell names by code, name, or township and name. Raises ``CellProblem``."""
        text = written(raw).replace(" ", "")
        if not text:
            return None
        if text.isdigit() and len(text) == 12:
            return self._coded(text)
        found = self._villages.get(text, set())
        if len(found) > 1:
            raise CellProblem("area_ambiguous")
        if not found:
            raise CellProblem("area_unknown")
        return next(iter(found))

    def _coded(self, code: str) -> str:
        area = self.by_code.get(code)
        if area is not None and area.level == "village":
            return code
        raise CellProblem("area_unknown" if code[:6] == self.county[:6] else "area_other_county")

    def _names(self, area: Area) -> Iterator[str]:
        yield normal(area.name)
        yield normal(self.full_name(area.code))
        yield normal(f"{area.code}{self.full_name(area.code)}")


def read_areas(path: Path, county: str) -> tuple[Areas, tuple[Finding, ...]]:
    """The table in ``path`` (a header and three columns; text or workbook). Raises ``UnreadableInput``."""
    findings: list[Finding] = []
    areas: dict[str, Area] = {}
    with open_book(path) as book:
        for number, row in enumerate(book.sheets[0].read(), start=1):
            area = _area(row, county)
            if number == 1 or not any(row):
                continue
            if area is None or area.code in areas:
                findings.append(tell("areas_row", Location(file=path.name, row=number)))
            else:
                areas[area.code] = area
    return Areas(county, areas.values()), tuple(findings)


def _area(row: list[Raw], county: str) -> Area | None:
    try:
        code, level, name = (written(cell) for cell in (*row, "", "", "")[:3])
        fits = level_of(code) == level and code[:6] == county[:6] and bool(name)
    except (CellProblem, ValueError):
        return None
    return Area(code, level, name) if fits else None
