"""Persons out of the tables, one after the other, with all their rows: what the interpreter is given.

Rows are taken as they stand; no gate is applied and nothing is left out here. Every row is a mapping by physical
column, ids are UUIDs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

import pyarrow.parquet as pq
from pyarrow import ArrowException

from xiangxin.kernel.errors import Location, UnreadableInput
from xiangxin.scoring.assessment import PersonInput, Row
from xiangxin.scoring.messages import tell

Rows = Mapping[UUID, Sequence[Row]]


class People:
    """The applicants of one set of files. ``tables``: path by table name; one that is absent has no rows."""

    def __init__(self, tables: Mapping[str, Path]) -> None:
        self._applicants = read_rows(tables["applicants"])
        consents = read_rows(tables["consents"])
        self._consents = _by_person(consents)
        self._rows = {
            name: _by_person(read_rows(tables[name])) if name in tables else {}
            for name in ("records", "coverage", "reviews", "members")
        }

    def __len__(self) -> int:
        return len(self._applicants)

    def __iter__(self) -> Iterator[PersonInput]:
        return (self._person(row) for row in self._applicants)

    def find(self, person_id: UUID) -> PersonInput | None:
        """One applicant, if there."""
        return next((self._person(row) for row in self._applicants if row["person_id"] == person_id), None)

    def _person(self, row: Row) -> PersonInput:
        person_id: UUID = row["person_id"]
        members = self._rows["members"].get(person_id, ())
        return PersonInput(
            person_id=person_id,
            household_id=row["household_id"],
            village_code=row["village_code"],
            fields=row,
            consents=self._consents.get(person_id, ()),
            records=self._rows["records"].get(person_id, ()),
            coverage=self._rows["coverage"].get(person_id, ()),
            reviews=self._rows["reviews"].get(person_id, ()),
            members=members,
            member_consents={member["member_id"]: self._consents.get(member["member_id"], ()) for member in members},
        )


def read_rows(path: Path) -> list[Row]:
    """Every row of a Parquet file; ``UnreadableInput`` when it is none."""
    try:
        rows: list[Row] = pq.read_table(path).to_pylist()
    except (ArrowException, OSError) as error:
        raise UnreadableInput([tell("table_not_parquet", Location(str(path)))]) from error
    return rows


def _by_person(rows: Sequence[Row]) -> dict[UUID, list[Row]]:
    grouped: dict[UUID, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["person_id"], []).append(row)
    return grouped
