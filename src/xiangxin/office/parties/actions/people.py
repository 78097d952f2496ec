"""Persons: registered once, corrected by dated rows, moved, and registered as having died.

Registering the same person again answers the row that is there and changes nothing; two at once end in one. A number
that is somebody's already counts as a look-up, whoever they are, and stands among the looks that person reads, so that
the form cannot be used to ask about people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from xiangxin.kernel.ids import IdNumber, person_id
from xiangxin.office.accounts.actions.deaths import open_household_again, shut_household
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.audit.reads import reading
from xiangxin.office.parties.actions.arrivals import hidden_elsewhere
from xiangxin.office.parties.actions.asking import count_asking, must_not_be_locked
from xiangxin.office.parties.actions.households import leave_within
from xiangxin.office.parties.actions.telling import tell_replaced
from xiangxin.office.parties.checks import born_by, day_of, id_number_of, name_of, phone_of
from xiangxin.office.parties.choices import Asked, Left
from xiangxin.office.parties.errors import (
    AlreadySo,
    NameDiffers,
    NumberArriving,
    NumberNotTaken,
    PersonDead,
    RegisteredElsewhere,
)
from xiangxin.office.parties.likeness import indexes_of
from xiangxin.office.parties.models import Contact, FormerName, Household, Membership, Person
from xiangxin.office.parties.new import NewPerson
from xiangxin.office.parties.opening import opened, same_text
from xiangxin.office.parties.scope import CADRES, person_kept_by, village_anywhere, village_of
from xiangxin.office.vault.keys import ring
from xiangxin.office.vault.sealing import blind_index, seal_on

PURPOSE = "register"
COMPARED, MET = ("registered", "name", "area"), ("registered",)
"""What a person is told when their number was entered: by who keeps the register where they live, and by others."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Somebody to be registered, with everything as the register takes it. ``key`` is the opaque id of the number."""

    key: UUID
    number: IdNumber = field(repr=False)
    name: str = field(repr=False)
    phone: str = field(repr=False)
    area: str


def register_person(by: Viewer, new: NewPerson, on: date) -> Person:
    """Register somebody who stands before the viewer; the row that is there where they are registered already.

    Who looks like somebody else is not asked here: ``register_at_desk`` asks it for whoever keeps the register.
    Errors at the field: ``NameWrong``, ``IdNumberWrong``, ``PhoneWrong``, ``AreaNoVillage``, ``AreaNotYours``,
    ``DayWrong``; ``AskedTooOften`` for a locked account, whatever it enters. To who keeps the register ``NameDiffers``
    and ``RegisteredElsewhere`` where the number is somebody's of their area, ``NumberArriving`` where a submission is
    just bringing it, ``NumberNotTaken`` for all others. Who does not keep it gets none of these four, and must be shown
    the same whatever comes back.
    """
    one = checked_person(by, new, on)
    return known_person(by, one) or register_checked(by, one, on)


def checked_person(by: Viewer, new: NewPerson, on: date) -> Checked:
    """What was entered, checked; the errors at the field of ``register_person``."""
    number, name, phone = id_number_of(new.id_number), name_of(new.name), phone_of(new.phone)
    area = village_of(by, new.area, on)
    day_of(on, timezone.localdate())
    born_by(number, on)
    must_not_be_locked(by, Asked.LOOK_UP)
    return Checked(person_id(number, ring().person_key), number, name, phone, area)


def register_checked(by: Viewer, one: Checked, on: date) -> Person:
    """Register somebody who is not there; the row of whoever was quicker where somebody was."""
    try:
        return _register(by, one, on)
    except IntegrityError:
        known = known_person(by, one)
        if known is None:
            raise
        return known


def build_person(key: UUID, number: IdNumber, name: str, area: str, on: date) -> Person:
    """An unsaved row with everything sealed."""
    row = Person(id=key, birth_on=number.birth_on, area=area, registered_on=on)
    row.id_number_index = blind_index("id_number", number.number)
    row.alike_birth_index, row.alike_rest_index = indexes_of(name, number)
    seal_on(row, "name_sealed", name)
    seal_on(row, "id_number_sealed", number.number)
    return row


def build_contact(person: UUID, phone: str, on: date, station: UUID | None = None) -> Contact:
    """An unsaved row of a phone from ``on``; ``station`` where a station wrote it down."""
    row = Contact(person_id=person, from_on=on, station=station, phone_index=blind_index("phone", phone))
    seal_on(row, "phone_sealed", phone)
    return row


def station_of(by: Viewer) -> UUID | None:
    """The station at which this viewer writes something down; None for everybody else."""
    return by.institution if by.role == Role.STATION_KEEPER else None


def correct_name(by: Viewer, id_: UUID, name: str, on: date) -> Person:
    """From ``on`` the person is called ``name``; the former name stays as a dated row."""
    name = name_of(name)
    with act("parties.name_corrected", by=by.actor, person=id_, purpose=PURPOSE, payload={"on": on}) as done:
        person = _living(by, id_, done)
        if same_text(person, "name_sealed", name):
            raise AlreadySo("name")
        before = FormerName(person=person, to_on=_since(person, on))
        seal_on(before, "name_sealed", opened(person, "name_sealed"))
        seal_on(person, "name_sealed", name)
        number = IdNumber(opened(person, "id_number_sealed"), person.birth_on)
        person.alike_birth_index, person.alike_rest_index = indexes_of(name, number)
        before.save(force_insert=True)
        person.save(update_fields=["name_sealed", "alike_birth_index", "alike_rest_index"])
        done.wrote(before, person)
    return person


def change_phone(by: Viewer, id_: UUID, phone: str, on: date) -> Person:
    """From ``on`` the person is reached at ``phone``, or at none. A new number is not verified.

    A number that a station wrote down, written again by who keeps the register, stands on its word alone no longer.
    """
    phone = phone_of(phone)
    with act("parties.phone_changed", by=by.actor, person=id_, purpose=PURPOSE, payload={"on": on}) as done:
        person = _living(by, id_, done)
        _since(person, on)
        present = list(Contact.objects.filter(person=person, to_on__isnull=True))
        if _vouched(done, present, phone):
            return person
        if [one.phone_index for one in present] == ([blind_index("phone", phone)] if phone else []):
            raise AlreadySo("phone")
        end_contacts(done, present, on)
        tell_replaced(present)
        if phone:
            row = build_contact(person.id, phone, on)
            row.save(force_insert=True)
            done.wrote(row)
    return person


def move_person(by: Viewer, id_: UUID, area: str, on: date) -> Person:
    """From ``on`` the person is looked after in another village of the county; they leave their household.

    The place that lets go does it, so that nobody is drawn into a list by whoever knows their number.
    """
    with act("parties.person_moved", by=by.actor, person=id_, purpose=PURPOSE) as done:
        person = _living(by, id_, done)
        village_anywhere(area, on)
        if person.area == area:
            raise AlreadySo("area")
        done.payload = {"on": on, "from": person.area, "to": area}
        _since(person, on)
        _leave_all(done, person, on, Left.MOVED)
        person.area = area
        person.save(update_fields=["area"])
        done.wrote(person)
    return person


def record_death(by: Viewer, id_: UUID, on: date) -> Person:
    """The person died on ``on``: phone, household and account end, so that no notice goes out."""
    with act("parties.death_recorded", by=by.actor, person=id_, purpose=PURPOSE, payload={"on": on}) as done:
        person = _living(by, id_, done)
        person.died_on = day_of(on, timezone.localdate(), person.birth_on)
        person.save(update_fields=["died_on"])
        done.wrote(person)
        present = list(Contact.objects.filter(person=person, to_on__isnull=True))
        end_contacts(done, present, on)
        _leave_all(done, person, on, Left.DEATH)
        shut_household(by.actor, person.id, person.area)
    return person


def correct_death(by: Viewer, id_: UUID) -> Person:
    """The person lives: the death was registered by mistake. Household and phone are registered anew."""
    with act("parties.death_corrected", by=by.actor, person=id_, purpose=PURPOSE) as done:
        person = person_kept_by(by, id_)
        done.area = person.area
        if person.died_on is None:
            raise AlreadySo
        done.payload = {"died_on": person.died_on}
        person.died_on = None
        person.save(update_fields=["died_on"])
        done.wrote(person)
        open_household_again(by.actor, person.id, person.area)
    return person


def known_person(by: Viewer, one: Checked) -> Person | None:
    """The person who is there, as far as the viewer may know; the look is noted before anything is told."""
    with reading(
        by.actor, purpose=PURPOSE, ground="duty", what="parties.registering", institution=by.institution
    ) as look:
        look.showed_nobody()
        person = Person.every.filter(id=one.key).first()
        if person is None:
            return None
        count_asking(by, Asked.LOOK_UP, found=True)
        kept = by.role in CADRES and by.covers(person.area)
        look.showed([one.key], COMPARED if kept else MET)
        arriving = bool(hidden_elsewhere([person], None))
        differs = kept and not same_text(person, "name_sealed", one.name)
    if by.role not in CADRES:
        return person
    if not kept:
        raise NumberNotTaken("id_number")
    if arriving:
        raise NumberArriving("id_number")
    if person.area != one.area:
        raise RegisteredElsewhere("id_number")
    if differs:
        raise NameDiffers("name")
    return person


def _register(by: Viewer, one: Checked, on: date) -> Person:
    with act("parties.person_registered", by=by.actor, person=one.key, purpose=PURPOSE, area=one.area) as done:
        person = build_person(one.key, one.number, one.name, one.area, on)
        person.save(force_insert=True)
        done.about = f"parties.person:{one.key}"
        done.wrote(person)
        if one.phone:
            contact = build_contact(one.key, one.phone, on, station_of(by))
            contact.save(force_insert=True)
            done.wrote(contact)
    return person


def _living(by: Viewer, id_: UUID, done: Act) -> Person:
    person = person_kept_by(by, id_)
    done.area = person.area
    done.about = f"parties.person:{person.id}"
    if person.died_on is not None:
        raise PersonDead
    return person


def _since(person: Person, on: date) -> date:
    return day_of(on, timezone.localdate(), person.birth_on)


def _vouched(done: Act, present: list[Contact], phone: str) -> bool:
    """Whether this is the number that a station wrote down; from now on the register says the same."""
    same = [one for one in present if phone and one.station and one.phone_index == blind_index("phone", phone)]
    for one in same:
        one.station = None
        one.save(update_fields=["station"])
        done.wrote(one)
    return bool(same)


def end_contacts(done: Act, contacts: list[Contact], on: date) -> None:
    """These phones are the person's until ``on`` only."""
    for one in contacts:
        one.to_on = max(on, one.from_on)
        one.save(update_fields=["to_on"])
        done.wrote(one)


def _leave_all(done: Act, person: Person, on: date, left: Left) -> None:
    """Out of the household they belong to; whoever was reached through them is reached by somebody else."""
    for membership in Membership.objects.filter(person=person, left_on__isnull=True).select_related("household"):
        leave_within(done, membership, max(on, membership.joined_on), left)
    for household in Household.objects.filter(contact=person, ended_on__isnull=True):
        household.contact = None
        household.save(update_fields=["contact"])
        done.wrote(household)
