"""A person's phone is verified at a station, while the person is there and reads out what was sent to it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.parties.actions.people import build_contact, end_contacts, station_of
from xiangxin.office.parties.actions.telling import tell_replaced
from xiangxin.office.parties.checks import day_of, phone_of
from xiangxin.office.parties.errors import AlreadySo, PersonDead, PhoneWrong
from xiangxin.office.parties.models import Contact, Person
from xiangxin.office.shell.errors import AddressUnknown, NotAllowed
from xiangxin.office.vault.sealing import blind_index

PURPOSE = "register"


def verify_phone(by: Viewer, person: UUID, typed: str, on: date) -> Contact:
    """A code sent to this number came back from the person, at a station, on ``on``: it is the person's phone now.

    The register's own number becomes verified. Another one takes its place, on the station's word alone until the
    register says the same, and a verified number that it replaces is told so. Errors: ``NotAllowed`` for any other post
    (whoever keeps the register or lends must not open a person's door), ``AddressUnknown`` outside of the station's
    area, ``PhoneWrong``, ``PersonDead``, ``AlreadySo``.
    """
    if by.role != Role.STATION_KEEPER:
        raise NotAllowed
    number = phone_of(typed)
    if not number:
        raise PhoneWrong("phone")
    with act("parties.phone_verified", by=by.actor, person=person, purpose=PURPOSE, payload={"on": on}) as done:
        found = Person.objects.select_for_update().filter(id=person).first()
        if found is None or not by.covers(found.area):
            raise AddressUnknown
        if found.died_on is not None:
            raise PersonDead
        done.area = found.area
        present = list(Contact.objects.filter(person=found, to_on__isnull=True))
        row = next((one for one in present if one.phone_index == blind_index("phone", number)), None)
        if row is not None and row.verified_on is not None:
            raise AlreadySo("phone")
        others = [one for one in present if one is not row]
        end_contacts(done, others, on)
        tell_replaced(others)
        if row is None:
            row = build_contact(found.id, number, on, station_of(by))
        row.verified_on = day_of(on, timezone.localdate(), row.from_on)
        row.save()
        done.about, done.payload["replaced"] = f"parties.contact:{row.id}", len(others)
        done.wrote(row)
    return row
