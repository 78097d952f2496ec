"""A person's own registration: what stands there of me, and who saw my whole number, name or phone, and why.

Whoever asks for a whole value writes why, which is told here. Where whole values left without that, as in a table that
goes back to who sent it, this page says how often and leads to the notes of all looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.queries import notes_of
from xiangxin.office.consent.choices import Ground
from xiangxin.office.parties.checks import masked_phone
from xiangxin.office.parties.choices import Sealed, Why
from xiangxin.office.parties.models import Contact, Person, Trade, Unmasking
from xiangxin.office.parties.opening import opened
from xiangxin.office.parties.queries.access import looking
from xiangxin.office.parties.queries.cards import masked_number
from xiangxin.office.shell.errors import AddressUnknown

SHOWN = ("name", "id_number", "phone", "area", "trades", "registered_on")


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody saw whole values of mine. ``words`` are what they wrote."""

    at: datetime
    who: str
    fields: tuple[Sealed, ...]
    why: Why
    words: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """My registration. My name stands whole, the numbers masked: others may look over my shoulder.

    ``seen_otherwise``: how often whole values were shown to others who did not ask for them one by one.
    """

    name: str
    id_number: str
    phone: str
    phone_verified_on: date | None
    area: str
    registered_on: date
    trades: tuple[str, ...]
    seen: tuple[Seen, ...]
    seen_otherwise: int


def own_page(viewer: Viewer) -> OwnPage:
    """What is registered of the viewer, or of whom the viewer acts for; ``AddressUnknown`` without a registration."""
    with looking(viewer, "parties.own", SHOWN) as look:
        person = look.persons.first()
        if person is None:
            raise AddressUnknown
        page = _page(person)
        look.showed([person.id], SHOWN)
    return page


def _page(person: Person) -> OwnPage:
    contact = Contact.objects.filter(person=person, to_on__isnull=True).order_by("from_on", "id").last()
    trades = Trade.objects.filter(person=person, to_on__isnull=True).order_by("from_on", "id")
    return OwnPage(
        opened(person, "name_sealed"),
        masked_number(person),
        "" if contact is None else masked_phone(opened(contact, "phone_sealed")),
        None if contact is None else contact.verified_on,
        person.area,
        person.registered_on,
        tuple(opened(row, "name_sealed") for row in trades),
        tuple(_seen(person)),
        sum(_shown_otherwise(notes).count() for notes in notes_of(person.id)),
    )


def _shown_otherwise(notes: QuerySet[Any]) -> QuerySet[Any]:
    whole = notes.filter(fields__contains="_whole")
    return whole.exclude(what="parties.unmask").exclude(ground=Ground.OWN)


def _seen(person: Person) -> list[Seen]:
    rows = list(Unmasking.objects.filter(person=person).order_by("-at", "id"))
    names = dict(Account.objects.filter(id__in=[row.account for row in rows]).values_list("id", "display"))
    return [
        Seen(
            row.at,
            names.get(row.account, ""),
            tuple(Sealed(name) for name in row.fields.split(",")),
            Why(row.why),
            opened(row, "words_sealed"),
        )
        for row in rows
    ]
