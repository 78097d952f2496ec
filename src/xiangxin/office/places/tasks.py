"""Work of the room in the background: the list of areas and institutions as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.areas.queries import areas_inside, institutions_on
from xiangxin.office.jobs.job import Work, job

TABLE = "places.table"
_FORMULA = tuple("=+-@\t\r＝＋－＠")


@job(TABLE, Text("导出区划与机构", "Areas and institutions as a file"))
def write_table(work: Work) -> None:
    """One row for each area and institution inside ``area`` on the day the job was started for."""
    area, on = str(work.arguments["area"]), timezone.localdate()
    rows = [*_areas(area, on), *_institutions(area, on)]
    with work.file(".csv").open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["kind", "code", "name", "area", "from_on"])
        for row in work.each(rows):
            table.writerow([_plain(cell) for cell in row])
    work.result(rows=len(rows))


def _areas(area: str, on: date) -> Iterator[tuple[str, ...]]:
    for row in areas_inside(area, on):
        yield row.level, row.code, row.name, row.code, row.from_on.isoformat()


def _institutions(area: str, on: date) -> Iterator[tuple[str, ...]]:
    for row in institutions_on(on, area):
        yield row.kind, row.slug, row.name, row.area, row.from_on.isoformat()


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
