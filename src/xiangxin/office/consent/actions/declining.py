"""Marks that somebody said no, where nothing else that is kept says so; and their end.

A mark lets nobody see anything: it keeps people off lists and rosters, and names nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import ROWS_A_STATEMENT, Act, act
from xiangxin.office.audit.erasing import forget
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.live import live_for_anything
from xiangxin.office.consent.models import Consent, Declined


def mark_erased(done: Act, rows: Iterable[Consent], on: date) -> None:
    """Of a file taken back in the cool-off nothing is left but this, so that no roster brings the person again."""
    wanted = {(row.person, row.purpose, row.receiver_id) for row in rows if row.field_class == FILE}
    for person, purpose, receiver in sorted(wanted, key=str):
        same = {"person": person, "purpose": purpose, "receiver_id": receiver}
        if not Declined.objects.filter(**same).exists():
            row = Declined(**same, declined_on=on)
            row.save(force_insert=True)
            done.wrote(row)


def note_declined(by: Viewer, persons: Collection[UUID], on: date, forget_on: date) -> int:
    """These people told a cadre at the door that they want to hear of no file; answers of how many that is new."""
    with act("consent.declined", by=by.actor, purpose=OBJECTION, area=by.area, payload={"on": on}) as done:
        wanted = set(persons)
        known = Declined.objects.filter(receiver__isnull=True, person__in=wanted).values_list("person", flat=True)
        rows = [
            Declined(person=person, declined_on=on, forget_on=forget_on)
            for person in sorted(wanted - set(known), key=str)
        ]
        Declined.objects.bulk_create(rows, batch_size=ROWS_A_STATEMENT)
        done.payload["persons"] = len(rows)
        done.wrote(*rows)
    return len(rows)


def forget_declined(on: date) -> int:
    """Delete the marks of who has agreed since, with that receiver or to a cadre's question with anybody, and those
    whose term is over; answers how many. Safe to run twice."""
    agreed = live_for_anything(on).filter(field_class=FILE, person=OuterRef("person"))
    same = agreed.filter(purpose=OuterRef("purpose"), receiver=OuterRef("receiver"))
    over = Q(forget_on__lt=on) | Q(Exists(same)) | Q(Exists(agreed), receiver__isnull=True)
    marks, by = Declined.objects.filter(over), system("consent.forget_declined")
    return forget(by, "consent.declined_forgotten", marks, "retention", {"on": on}, counted="marks")
