"""Who stands before a keeper just now. Asked anew each time: a visit that ended opens nothing on the next request."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.kernel.typed import compact
from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.models import Mandate
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.choices import Channel, Ground
from xiangxin.office.consent.models import Consent
from xiangxin.office.consent.parts import named
from xiangxin.office.consent.queries.texts import notice_for
from xiangxin.office.parties.queries.access import looking
from xiangxin.office.parties.queries.cards import PersonCard, card_of
from xiangxin.office.station.choices import Shown
from xiangxin.office.station.errors import NobodyIsHere
from xiangxin.office.station.models import MandatePaper, Visit
from xiangxin.office.station.terms import LIMITS

"""A keeper reads so that the person can use a right."""
_SHEET = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class MandateLine:
    """One mandate; who holds it is on the paper."""

    id: UUID
    from_on: date
    to_on: date
    paper_ref: str


@dataclass(frozen=True, slots=True)
class SheetHere:
    """A signed sheet, as far as whoever takes it compares it. ``shows``: what was ticked, where there is a choice."""

    number: str
    card: PersonCard
    title: Text
    receiver: Text
    given_at: datetime
    shows: Text | None


def open_visits(viewer: Viewer, on: date | None = None) -> QuerySet[Visit]:
    """The visit that is open at this keeper's desk, at most one; read inside a ``reading`` or an act.

    A mandate that was ended meanwhile ends the visit.
    """
    now = timezone.now()
    day = on or timezone.localdate(now)
    holds = Mandate.objects.filter(
        id=OuterRef("mandate"), person=OuterRef("person"), ended_at=None, from_on__lte=day, to_on__gte=day
    )
    return Visit.objects.filter(
        Q(shown=Shown.CARD) | Exists(holds),
        keeper=viewer.account,
        station=viewer.institution,
        ended_at__isnull=True,
        began_at__lte=now,
        ends_at__gt=now,
    ).order_by(F("began_at").desc())


def served(viewer: Viewer, purpose: str, on: date) -> QuerySet[Visit, UUID]:
    """Ids of whom the keeper serves now, for the gate."""
    return open_visits(viewer, on).values_list("person", flat=True)


def card_at_desk(viewer: Viewer) -> PersonCard | None:
    """Whom the keeper serves, masked, to be compared with the card on the desk."""
    with looking(viewer, "station.card", PersonCard.SHOWN) as look:
        found = look.persons.first()
        look.showed([] if found is None else [found.id], PersonCard.SHOWN)
        return None if found is None else card_of(found)


def visit_of(viewer: Viewer) -> Visit | None:
    """The open visit at the viewer's desk; the person can see that it was looked at."""
    with reading(
        viewer.actor, purpose=OBJECTION, ground=Ground.MANDATE, what="station.desk", institution=viewer.institution
    ) as look:
        found = open_visits(viewer).first()
        look.showed([] if found is None else [found.person], ["contact"])
    return found


def visit_here(viewer: Viewer) -> Visit:
    """The open visit; ``NobodyIsHere`` where it has ended meanwhile."""
    found = visit_of(viewer)
    if found is None:
        raise NobodyIsHere(minutes=LIMITS["visit_minutes"])
    return found


def awaiting_sheet(sheet_no: str) -> QuerySet[Consent]:
    """The consent, still to be confirmed, whose sheet bears this number; to be read inside a reading or an act."""
    digits = compact(sheet_no).lower()
    if _SHEET.fullmatch(digits) is None:
        return Consent.objects.none()
    first, last = (UUID(hex=digits + fill * 20) for fill in "0f")
    return Consent.objects.filter(
        delivery_id__gte=first, delivery_id__lte=last, withdrawn_on__isnull=True, confirmed_at__isnull=True
    ).exclude(channel=Channel.PAPER)


def sheet_of(viewer: Viewer, sheet_no: str) -> SheetHere | None:
    """What the sheet before a township's cadre says: whose it is, masked, to what and for whom; None for none here."""
    with looking(viewer, "station.sheet", PersonCard.SHOWN) as look:
        row = awaiting_sheet(sheet_no).select_related("receiver", "delivery__text", "delivery__panel").first()
        found = None if row is None else look.persons.filter(id=row.person, died_on__isnull=True).first()
        look.showed([] if found is None else [found.id], PersonCard.SHOWN)
        if row is None or found is None:
            return None
        told = notice_for(row.delivery.text, row.receiver, row.delivery.panel)
        return SheetHere(
            row.delivery_id.hex[:12].upper(),
            card_of(found),
            told.title,
            row.receiver.called,
            row.given_at,
            named(part for part in told.parts if part.id in row.parts.split()) if told.parts else None,
        )


def mandates_given(viewer: Viewer, person: UUID) -> list[MandateLine]:
    """Mandates in force of the person who is here, with the number of the paper behind each."""
    today = timezone.localdate()
    with reading(
        viewer.actor, purpose=OBJECTION, ground=Ground.MANDATE, what="station.mandates", institution=viewer.institution
    ) as look:
        here = open_visits(viewer).filter(person=person).exists()
        held = Mandate.objects.filter(person=person, ended_at=None, to_on__gte=today).order_by("to_on") if here else ()
        papers = dict(MandatePaper.objects.filter(person=person).values_list("mandate", "paper_ref"))
        found = [MandateLine(one.id, one.from_on, one.to_on, papers.get(one.id, "")) for one in held]
        look.showed([person] if here else [], ["mandates"])
    return found
