"""Many persons at once, as one act with one entry: a county's first list, or a bank's.

Rows that cannot stand are answered with what is wrong and change nothing; the others are registered. Running the same
list again registers nobody twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from xiangxin.kernel.ids import IdNumber, person_id
from xiangxin.kernel.portions import portions
from xiangxin.office.areas.choices import VILLAGE_LEVELS
from xiangxin.office.areas.queries import areas_on
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import ROWS_A_STATEMENT, Act, act
from xiangxin.office.parties.actions.arrivals import hidden_elsewhere, lock_arrival
from xiangxin.office.parties.actions.people import build_contact, build_person
from xiangxin.office.parties.checks import born_by, id_number_of, name_of, phone_of
from xiangxin.office.parties.choices import Joined
from xiangxin.office.parties.errors import AreaNoVillage, NameDiffers, NumberArriving, RegisteredElsewhere
from xiangxin.office.parties.models import Contact, Household, Membership, Person
from xiangxin.office.parties.new import NewPerson
from xiangxin.office.parties.opening import same_text
from xiangxin.office.parties.queries.households import standing_households
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.vault.keys import ring


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of a list. ``refused``: the place of a row in the list and what is wrong with it."""

    persons: tuple[UUID, ...]
    known: int
    households: int
    refused: tuple[tuple[int, OfficeError], ...]


@dataclass(frozen=True, slots=True)
class _Row:
    place: int
    id: UUID
    number: IdNumber
    name: str
    phone: str
    area: str
    household: UUID | None


def register_many(by: Actor, rows: Iterable[NewPerson], on: date, arrival: UUID | None = None) -> Registered:
    """Register every row that stands, and the households that rows with one household id form, from ``on``.

    ``arrival``: the submission that brings them and until whose end nobody meets them; ``ArrivalUnknown`` where it has
    ended. Whoever another submission is bringing, with household, is refused.
    """
    with act("parties.people_registered", by=by, purpose="register", payload={"on": on}) as done:
        lock_arrival(arrival)
        checked, refused = _check(rows, on)
        standing = standing_households(row.household for row in checked if row.household is not None)
        checked = [replace(row, household=row.household and standing[row.household]) for row in checked]
        known, fresh, differing = _compare(checked, arrival)
        refused += differing
        _write(done, fresh, on, arrival)
        households = _house(done, fresh, on, arrival)
        done.payload |= {
            "persons": len(fresh),
            "known": known,
            "households": households,
            "refused": len(refused),
        }
    return Registered(tuple(row.id for row in fresh), known, households, tuple(sorted(refused, key=lambda one: one[0])))


def _check(rows: Iterable[NewPerson], on: date) -> tuple[list[_Row], list[tuple[int, OfficeError]]]:
    villages = set(areas_on(on).filter(level__in=VILLAGE_LEVELS).values_list("code", flat=True))
    key = ring().person_key
    checked: dict[UUID, _Row] = {}
    refused: list[tuple[int, OfficeError]] = []
    for place, new in enumerate(rows):
        try:
            row = _row(place, new, villages, key, on)
            first = checked.setdefault(row.id, row)
            if (first.name, first.area) != (row.name, row.area):
                raise NameDiffers("name")
        except OfficeError as error:
            refused.append((place, error))
    return list(checked.values()), refused


def _row(place: int, new: NewPerson, villages: set[str], key: bytes, on: date) -> _Row:
    number = born_by(id_number_of(new.id_number), on)
    name, phone = name_of(new.name), phone_of(new.phone)
    if new.area not in villages:
        raise AreaNoVillage("area")
    return _Row(place, person_id(number, key), number, name, phone, new.area, new.household)


def _compare(rows: Sequence[_Row], arrival: UUID | None) -> tuple[int, list[_Row], list[tuple[int, OfficeError]]]:
    """How many are there already, who is new, and who is there differently."""
    there: dict[UUID, Person] = {}
    for some in portions(rows, ROWS_A_STATEMENT):
        there |= Person.every.in_bulk([row.id for row in some])
    homes = _in_bulk([row.household for row in rows if row.household is not None])
    elsewhere = hidden_elsewhere([*there.values(), *homes.values()], arrival)
    known = 0
    fresh: list[_Row] = []
    differing: list[tuple[int, OfficeError]] = []
    for row in rows:
        person = there.get(row.id)
        if row.id in elsewhere or (person is None and row.household in elsewhere):
            differing.append((row.place, NumberArriving("id_number")))
        elif person is None:
            fresh.append(row)
        elif person.area != row.area:
            differing.append((row.place, RegisteredElsewhere("id_number")))
        elif not same_text(person, "name_sealed", row.name):
            differing.append((row.place, NameDiffers("name")))
        else:
            known += 1
    return known, fresh, differing


def _write(done: Act, rows: Sequence[_Row], on: date, arrival: UUID | None) -> None:
    people = [build_person(row.id, row.number, row.name, row.area, on) for row in rows]
    contacts = [build_contact(row.id, row.phone, on) for row in rows if row.phone]
    for new in (*people, *contacts):
        new.arrival = arrival
    Person.objects.bulk_create(people, batch_size=ROWS_A_STATEMENT)
    Contact.objects.bulk_create(contacts, batch_size=ROWS_A_STATEMENT)
    done.wrote(*people, *contacts)


def _house(done: Act, rows: Sequence[_Row], on: date, arrival: UUID | None) -> int:
    """New persons of one household id of one village join it, or form it; the first one is whom to reach.

    Nobody joins a household that has ended: another is formed in its place.
    """
    grouped: dict[UUID, list[_Row]] = {}
    for row in rows:
        if row.household is not None:
            grouped.setdefault(row.household, []).append(row)
    there = _in_bulk(list(grouped))
    households, members = [], []
    for key, group in grouped.items():
        area = there[key].area if key in there else group[0].area
        if key not in there:
            first = group[0].id
            households.append(Household(id=key, area=area, contact_id=first, formed_on=on, arrival=arrival))
        members += [
            Membership(
                household_id=key,
                person_id=row.id,
                joined_on=on,
                joined_by=Joined.FORMED,
                joined_known_on=on,
                arrival=arrival,
            )
            for row in group
            if row.area == area
        ]
    Household.objects.bulk_create(households, batch_size=ROWS_A_STATEMENT)
    Membership.objects.bulk_create(members, batch_size=ROWS_A_STATEMENT)
    done.wrote(*households, *members)
    return len(households)


def _in_bulk(keys: Sequence[UUID]) -> dict[UUID, Household]:
    found: dict[UUID, Household] = {}
    for some in portions(keys, ROWS_A_STATEMENT):
        found |= Household.every.in_bulk(some)
    return found
