"""What of frozen tables may still be read: by class whose ground stands, and what is still in the file.

It only takes away. Nobody and nothing comes in that was not frozen; rows of whoever is within reach stay as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import pyarrow as pa

from xiangxin.interop.county import county_tables
from xiangxin.kernel.portions import portions
from xiangxin.law.load import load_law
from xiangxin.law.model import Field
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.consent.choices import FILE
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.creditfile.registry import classes_in_use, classes_of, kinds
from xiangxin.office.creditfile.snapshot_digests import CONSENTS, id_bytes
from xiangxin.office.creditfile.snapshot_rows import REVIEW, agreed_rows, member_classes
from xiangxin.scoring.arrow import rows_of, to_arrow

Row = dict[str, Any]
Open = Callable[[str, set[UUID]], Set[UUID]]
"""Given a class of data and persons: those of them whose ground stands."""
_KIND = ("person_id", "purpose", "receiver", "field_class")
"""What makes two consents the same kind, as in the engine's table."""


@dataclass(frozen=True, slots=True)
class Reach:
    """``open_``: persons by class; ``facts``: versions that are still kept; ``values``: whose value of which kind is.

    ``consents``: rows of consents as they are now.
    """

    open_: Mapping[str, Set[UUID]]
    facts: Set[UUID]
    values: Set[tuple[UUID, str]]
    consents: Set[tuple[object, ...]]
    on: date

    def has(self, person: UUID, kind: str) -> bool:
        """Whether facts of a kind about a person may be read, by every class that the kind needs."""
        return kind in kinds() and all(person in self.open_[name] for name in classes_of(kind, self.on))

    def counts(self, member: UUID) -> bool:
        """Whether somebody may be counted as a member of a household."""
        return any(member in self.open_[name] for name in member_classes())

    def holds(self, row: Row) -> bool:
        """Whether a record or an answer may be read: a record whose fact has been deleted may not."""
        return self.has(row["person_id"], row["kind"]) and ("record_id" not in row or row["record_id"] in self.facts)


def persons_in(tables: Mapping[str, pa.Table]) -> set[UUID]:
    """Everybody of whom something is in the tables."""
    found = {key for name in tables for key in _keys(tables[name], "person_id")}
    return found | _keys(tables["members"], "member_id")


def reach(tables: Mapping[str, pa.Table], open_: Open, purpose: str, receiver: UUID, on: date) -> Reach:
    """What of these tables may be read on a day. Inside a reading or an act."""
    persons = persons_in(tables)
    facts: set[UUID] = set()
    values: set[tuple[UUID, str]] = set()
    consents: set[tuple[object, ...]] = set()
    for some in portions(sorted(persons), ROWS_A_STATEMENT):
        of_some = Fact.objects.filter(person__in=some)
        facts.update(of_some.values_list("id", flat=True))
        values.update(of_some.order_by().values_list("person", "kind").distinct())
        consents.update(_said(row) for row in agreed_rows(purpose, receiver, on, some))
    return Reach({name: open_(name, persons) for name in classes_in_use(on)}, facts, values, consents, on)


def within(tables: Mapping[str, pa.Table], reached: Reach) -> dict[str, pa.Table]:
    """The tables without what is out of reach; a table of which nothing went is the same one."""
    rows = {name: rows_of(table) for name, table in tables.items()}
    found = {"applicants": [row for row in rows["applicants"] if row["person_id"] in reached.open_[FILE]]}
    there = {row["person_id"] for row in found["applicants"]}
    found["members"] = [
        row for row in rows["members"] if row["person_id"] in there and reached.counts(row["member_id"])
    ]
    for name, person in (("applicants", "person_id"), ("members", "member_id")):
        found[name] = [_valued(row, row[person], reached) for row in found[name]]
    for name in ("records", "coverage"):
        found[name] = [row for row in rows[name] if row["person_id"] in there and reached.holds(row)]
    people = there | {row["member_id"] for row in found["members"]}
    found[CONSENTS] = list(_unchanged(rows[CONSENTS], people, reached.consents))
    shown = {(row["person_id"], row["receiver"]) for row in found[CONSENTS] if row["purpose"] == REVIEW}
    found["reviews"] = [row for row in rows["reviews"] if row["person_id"] in there and _pair(row) in shown]
    specs = county_tables(load_law())
    return {
        name: table if found[name] == rows[name] else to_arrow(specs[name], found[name])
        for name, table in tables.items()
    }


def _valued(row: Row, person: UUID, reached: Reach) -> Row:
    """A row with those of its values that may be read."""
    return {
        column: None if value is not None and not _may_stand(column, person, reached) else value
        for column, value in row.items()
    }


def _may_stand(column: str, person: UUID, reached: Reach) -> bool:
    kind = _kind_of_column().get(column)
    return kind is None or ((person, kind) in reached.values and reached.has(person, kind))


@cache
def _kind_of_column() -> dict[str, str]:
    return {spec.column: name for name, spec in kinds().items() if isinstance(spec, Field)}


def _unchanged(rows: Iterable[Row], people: Set[UUID], now: Set[tuple[object, ...]]) -> Iterator[Row]:
    """Consents of kinds of which no row has been closed or has gone since: a closed kind grounds nothing any more."""
    listed = list(rows)
    changed = {tuple(row[name] for name in _KIND) for row in listed if _said(row) not in now}
    for row in listed:
        if row["person_id"] in people and tuple(row[name] for name in _KIND) not in changed:
            yield row


def _pair(row: Row) -> tuple[object, object]:
    """A review row's person and panel, as the consent to it names them."""
    return row["person_id"], row["panel"]


def _said(row: Mapping[str, object]) -> tuple[object, ...]:
    """A row as it can be compared, whichever columns it came with."""
    return tuple(sorted((name, value) for name, value in row.items() if value is not None))


def _keys(table: pa.Table, column: str) -> set[UUID]:
    return {UUID(bytes=key) for key in set(id_bytes(table, column))} if column in table.column_names else set()
