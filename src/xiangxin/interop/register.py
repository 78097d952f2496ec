"""Puts the people of all files together: who is an applicant, who a member, who is only on a roster.

One number is one person. Two rows that say different things about one number are both left out, because nobody knows
which to believe; the person is then not taken from another file either, until somebody has mended the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from xiangxin.interop.contacts import Contact, Contacts
from xiangxin.interop.messages import tell
from xiangxin.interop.sheets import MEMBER, NAME, PERSON
from xiangxin.interop.tableread import Row
from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.ids import IdNumber, derived_id, person_id
from xiangxin.kernel.text import Text

Values = dict[str, object]


@dataclass(slots=True)
class People:
    """Applicants and members as rows of the engine's tables, and everything that is known of who they are."""

    key: bytes
    applicants: dict[UUID, Values] = field(default_factory=dict)
    members: list[Values] = field(default_factory=list)
    contacts: Contacts = field(default_factory=Contacts)
    names: dict[UUID, str] = field(default_factory=dict)
    refused: set[UUID] = field(default_factory=set)
    member_numbers: dict[UUID, IdNumber] = field(default_factory=dict, repr=False)
    findings: list[Finding] = field(default_factory=list)

    def id_of(self, row: Row, column: str = PERSON) -> UUID:
        return person_id(cast(IdNumber, row.values[column]), self.key)

    def refuse_name(self, row: Row, person: UUID) -> bool:
        """Whether the row names its person differently than the register does; then it is told."""
        name, known = row.values.get(NAME), self.names.get(person)
        if name is None or known is None or name == known:
            return False
        self.findings.append(tell("name_differs", row.where))
        return True


def one_each(
    rows: Sequence[Row], identify: Callable[[Row], Hashable], findings: list[Finding], code: str = "person_twice"
) -> list[Row]:
    """Rows that say something of their own: the first of equal ones, none of those that contradict each other."""
    groups: dict[Hashable, list[Row]] = {}
    for row in rows:
        groups.setdefault(identify(row), []).append(row)
    kept: list[Row] = []
    for group in groups.values():
        first, *others = group
        if all(row.values == first.values for row in others):
            kept.append(first)
            findings.extend(tell("row_repeated", row.where, place=place_of([first])) for row in others)
        else:
            findings.extend(
                tell(code, row.where, place=place_of(other for other in group if other is not row)) for row in group
            )
    return kept


def place_of(rows: Iterable[Row]) -> Text:
    """Where rows stand, in words."""
    places = [row.where for row in rows]
    return Text("；".join(_place(where, "zh") for where in places), "; ".join(_place(where, "en") for where in places))


def _place(where: Location, language: str) -> str:
    if language == "zh":
        return f"{where.file}“{where.sheet}”第 {where.row} 行"
    return f"{where.file}, sheet “{where.sheet}”, row {where.row}"


def add_applicants(people: People, rows: Sequence[Row], refused: Sequence[Row]) -> None:
    """Take the rows of the applicants' sheets. ``refused``: rows left out already, whose persons stay out."""
    people.refused |= {people.id_of(row) for row in refused if PERSON in row.values}
    kept = one_each(rows, people.id_of, people.findings)
    people.refused |= {people.id_of(row) for row in rows} - {people.id_of(row) for row in kept}
    for row in kept:
        _add_applicant(people, row)


def _add_applicant(people: People, row: Row) -> None:
    number = cast(IdNumber, row.values[PERSON])
    person = people.id_of(row)
    if person in people.refused:
        people.findings.append(tell("person_refused", row.where))
        return
    values = dict(row.values)
    written_birth = values.get("birth_on")
    if written_birth is not None and written_birth != number.birth_on:
        people.findings.append(tell("birth_date_differs", row.where))
        people.refused.add(person)
        return
    village = str(values["village_code"])
    household = derived_id(people.key, "household", village, str(values.pop("household_no")))
    name, phone = str(values.pop(NAME)), values.pop("phone", None)
    values.pop(PERSON)
    values.update(person_id=person, household_id=household, village_code=village, birth_on=number.birth_on)
    people.applicants[person] = values
    people.names[person] = name
    people.contacts.add(Contact(person, village, name, number, str(phone or "")))


def add_members(people: People, rows: Sequence[Row]) -> None:
    """Take the rows of the members' sheets: each belongs to an applicant and has a number of its own."""

    def pair(row: Row) -> tuple[UUID, UUID]:
        return people.id_of(row), people.id_of(row, MEMBER)

    for row in one_each(rows, pair, people.findings):
        person, member = pair(row)
        if person == member:
            people.findings.append(tell("same_person_twice", row.where))
        elif person not in people.applicants:
            people.findings.append(unknown_person(people, row, person))
        else:
            values = {name: value for name, value in row.values.items() if name not in (PERSON, MEMBER)}
            people.members.append({"person_id": person, "member_id": member, **values})
            people.member_numbers[member] = cast(IdNumber, row.values[MEMBER])


def unknown_person(people: People, row: Row, person: UUID) -> Finding:
    """The finding for a row about somebody who is not there, told apart from somebody whose own row was left out."""
    return tell("person_refused" if person in people.refused else "person_unknown", row.where)


def add_from_roster(people: People, contact: Contact) -> None:
    """Somebody who consented but has no row of their own: an applicant of whom nothing is known but the birth date.

    Without a household number they stand for a household of one; nobody is put into another's household by guess.
    """
    number = contact.id_number
    people.applicants[contact.person_id] = {
        "person_id": contact.person_id,
        "household_id": derived_id(people.key, "household", contact.village_code, "person", number.number),
        "village_code": contact.village_code,
        "birth_on": number.birth_on,
    }
    people.names[contact.person_id] = contact.name
    people.contacts.add(contact)
