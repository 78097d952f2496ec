"""A cadre writes down an honour of somebody of their area who agrees to it. It counts once the county confirms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.dates import add_years
from xiangxin.kernel.typed import sentence
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.consent.numbers import new_number
from xiangxin.office.incentives import documents, errors
from xiangxin.office.incentives.choices import State
from xiangxin.office.incentives.models import Document, Entry, PointsList
from xiangxin.office.incentives.queries.lists import list_on, points_of
from xiangxin.office.incentives.scope import PROPOSERS, PURPOSE, office_of
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.errors import AddressUnknown


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An honour as its document says it. ``ends_on``: its own last day, where it has one."""

    kind: str
    level: str
    awarded_on: date
    document_no: str
    authority: str
    document: bytes = field(repr=False)
    ends_on: date | None = None


def propose_entry(by: Viewer, person: UUID, new: NewEntry) -> Entry:
    """Propose an entry for a person of the viewer's area.

    Errors: ``AddressUnknown`` for whoever is not of the area, ``NotAgreed``, ``NoList``, ``KindUnknown``, ``DayWrong``,
    ``DocumentMissing``, ``DocumentUnfit``, ``DocumentTwice``.
    """
    today = timezone.localdate()
    with act("incentives.entry_proposed", by=by.actor, person=person, purpose=PURPOSE) as done:
        found = Person.objects.select_for_update().filter(id=person, died_on__isnull=True).first()
        if found is None or by.role not in PROPOSERS or not by.covers(found.area):
            raise AddressUnknown
        office = office_of(person, today)
        if office is None:
            raise errors.NotAgreed()
        listed = list_on(today)
        row = _entry(by, person, new, listed, today)
        row.receiver = office
        if Entry.objects.filter(
            person=person, kind=row.kind, document_no=row.document_no, state__in=[State.PROPOSED, State.CONFIRMED]
        ).exists():
            raise errors.DocumentTwice("document_no")
        scan = Document(person_id=person, entry=row, media=documents.media_of(new.document))
        scan.content_sealed = documents.sealed(scan, new.document)
        row.save(force_insert=True)
        scan.save(force_insert=True)
        done.area, done.about = found.area, f"incentives.entry:{row.id}"
        done.payload = {"kind": row.kind, "level": row.level, "points": row.points, "document": row.document_sha256}
        done.wrote(row, scan)
    return row


def _entry(by: Viewer, person: UUID, new: NewEntry, listed: PointsList, today: date) -> Entry:
    points = points_of(listed)
    worth = points.kinds.get(new.kind, {}).get(new.level)
    if worth is None:
        raise errors.KindUnknown("kind")
    document_no, authority = sentence(new.document_no), sentence(new.authority)
    if not document_no or not authority or not new.document:
        raise errors.DocumentMissing("document_no" if not document_no else "authority" if not authority else "document")
    last = add_years(new.awarded_on, points.years) - timedelta(days=1)
    expires_on = last if new.ends_on is None else min(last, new.ends_on)
    if new.awarded_on > today or expires_on < max(today, new.awarded_on):
        raise errors.DayWrong("awarded_on")
    return Entry(
        number=new_number(),
        person_id=person,
        list=listed,
        kind=new.kind,
        level=new.level,
        points=worth,
        awarded_on=new.awarded_on,
        expires_on=expires_on,
        document_no=document_no,
        authority=authority,
        document_sha256=documents.sha256_of(new.document),
        state=State.PROPOSED,
        proposed_by=by.account,
        proposed_for=by.on_behalf,
        proposed_on=today,
    )
