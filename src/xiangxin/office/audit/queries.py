"""What stands in the log, for those whose door opens it, and who looked at a person, for that person.

Heads hold no name and no number; payloads hold ids, codes, dates and figures. Whoever calls has checked the viewer.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from xiangxin.office.audit.beside import Beside, beside
from xiangxin.office.audit.models import Checkpoint, Entry, Head, Part, Payload, PendingRead, ReadRecord
from xiangxin.office.audit.sealing import BATCH as SEALED_AT_ONCE


def entries(
    *,
    act: str = "",
    actor: str = "",
    person: UUID | None = None,
    area: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
) -> QuerySet[Entry]:
    """Entries, newest first. ``act`` and ``actor`` are beginnings, ``area`` is a prefix, the days are inclusive."""
    found = Entry.objects.order_by("-seq")
    if act:
        found = found.filter(act__startswith=act)
    if actor:
        found = found.filter(actor__startswith=actor)
    if person is not None:
        found = found.filter(person=person)
    if area:
        found = found.filter(area__startswith=area)
    if from_on is not None:
        found = found.filter(at__gte=_midnight(from_on))
    if to_on is not None:
        found = found.filter(at__lt=_midnight(to_on, days=1))
    return found


def payload_of(entry: Entry) -> bytes | None:
    """The canonical bytes of what an entry says; ``None`` when they were erased."""
    payload = Payload.objects.filter(entry=entry).first()
    return None if payload is None else bytes(payload.body)


def notes_of(person: UUID, *, since: datetime | None = None) -> tuple[QuerySet[ReadRecord], QuerySet[PendingRead]]:
    """Who looked at ``person``: what is under the log, and what waits for it and is not there yet."""
    wanted: dict[str, object] = {"person": person} | ({} if since is None else {"at__gte": since})
    waiting = PendingRead.objects.filter(**wanted)
    # A note lies in both only between the two steps of the sealer, so there are few; they may be in two databases.
    ids = list(waiting.order_by("at", "id").values_list("id", flat=True)[:SEALED_AT_ONCE])
    known = list(ReadRecord.objects.filter(id__in=ids).values_list("id", flat=True)) if ids else []
    return ReadRecord.objects.filter(**wanted), waiting.exclude(id__in=known) if known else waiting


def last_deleted(person: UUID, act: str) -> datetime | None:
    """When an act of this name last deleted a row of the person; its content is gone and only this is known."""
    gone = Part.objects.filter(person=person, op="delete", entry__act=act).order_by("-entry")
    return gone.values_list("entry__at", flat=True).first()


def deleted_since(act: str, since: datetime) -> QuerySet[Part, Any]:
    """Whose rows acts of this name deleted after an instant."""
    gone = Part.objects.filter(op="delete", entry__act=act, entry__at__gt=since, person__isnull=False)
    return gone.values_list("person", flat=True)


def log_size() -> int:
    """How many entries there are."""
    head = Head.objects.filter(id=1).first()
    return 0 if head is None else head.size


def checkpoints() -> QuerySet[Checkpoint]:
    """Every signed statement of the log's size and root that has left this machine."""
    return Checkpoint.objects.all()


def not_compared() -> list[Beside]:
    """Tables and columns that no verification compares, and why, by table."""
    return sorted(beside().values(), key=lambda one: one.table)


def _midnight(day: date, days: int = 0) -> datetime:
    start = datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())
    return start + timedelta(days=days)
