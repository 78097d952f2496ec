"""The phone of whoever stands at a station's desk: masked on the page, whole only for sending a code to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.parties.checks import masked_phone
from xiangxin.office.parties.models import Contact
from xiangxin.office.parties.opening import opened
from xiangxin.office.parties.queries.access import looking


@dataclass(frozen=True, slots=True)
class PhoneHere:
    """A phone in the register. ``repr`` shows no number."""

    number: str = field(repr=False)
    masked: str
    verified_on: date | None


def phone_here(viewer: Viewer, person: UUID) -> PhoneHere | None:
    """The phone under which the register reaches this person now; None for nobody who is open to the viewer."""
    with looking(viewer, "station.phone", ("phone",)) as look:
        rows = Contact.objects.filter(person__in=look.persons, person=person, to_on__isnull=True)
        row = rows.order_by("from_on", "id").last()
        look.showed([] if row is None else [person], ("phone",))
        if row is None:
            return None
        number = opened(row, "phone_sealed")
        return PhoneHere(number, masked_phone(number), row.verified_on)
