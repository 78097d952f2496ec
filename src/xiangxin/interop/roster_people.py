"""Matches the people of rosters with the register: who has a file, who consented, who is only to be notified.

Being on a roster creates nothing: no consent, no file, no result. A roster may not touch people of another village,
and one that names somebody differently than the register does is sent back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from typing import cast
from uuid import UUID

from xiangxin.interop.contacts import Contact
from xiangxin.interop.messages import tell
from xiangxin.interop.register import People, one_each
from xiangxin.interop.rosters import VILLAGE, Roster
from xiangxin.interop.sheets import NAME, PERSON
from xiangxin.interop.tableread import Row
from xiangxin.kernel.ids import IdNumber


class RosterPeople:
    """The people of all rosters that stand up to the register."""

    def __init__(self, people: People, rosters: Iterable[Roster]) -> None:
        self._people = people
        self._listed: dict[UUID, Contact] = {}
        rows = [row for roster in rosters for row in self._in_village(roster)]
        for row in one_each(rows, people.id_of, people.findings):
            self._list(row)

    def new_applicants(self, consenting: Set[UUID]) -> Iterator[Contact]:
        """Listed persons with a consent but without a file of their own."""
        for person, contact in self._listed.items():
            if person in consenting and person not in self._people.applicants:
                yield contact

    @property
    def listed(self) -> Set[UUID]:
        """Everybody on a roster that stands."""
        return self._listed.keys()

    def to_notify(self) -> tuple[Contact, ...]:
        """Listed persons who are no applicants: name and telephone, for the notice."""
        return tuple(contact for person, contact in self._listed.items() if person not in self._people.applicants)

    def _in_village(self, roster: Roster) -> Iterator[Row]:
        """The rows of a roster with their village, except those of another village than the heading's."""
        for row in roster.reading.rows:
            village = row.values.get(VILLAGE) or roster.village
            if village is None:
                self._people.findings.append(tell("cell_required", row.where, field="村"))
            elif roster.village is not None and village != roster.village:
                self._people.findings.append(tell("area_other_village", row.where))
            else:
                yield replace(row, values={**row.values, VILLAGE: village})

    def _list(self, row: Row) -> None:
        people = self._people
        village = str(row.values[VILLAGE])
        person = people.id_of(row)
        if person in people.refused:
            people.findings.append(tell("person_refused", row.where))
            return
        applicant = people.applicants.get(person)
        if applicant is not None and applicant["village_code"] != village:
            people.findings.append(tell("area_other_village", row.where))
            return
        if people.refuse_name(row, person):
            return
        number = cast(IdNumber, row.values[PERSON])
        contact = Contact(person, village, str(row.values[NAME]), number, str(row.values.get("phone") or ""))
        self._listed[person] = contact
        if applicant is not None:
            people.contacts.add(contact)
