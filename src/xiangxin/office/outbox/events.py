"""What other rooms use: declare a kind of event once, emit one within the act it tells of.

WITHDRAWN = declare("consent.withdrawn", Text("同意已撤回", "A consent was withdrawn"), ("person", "consent", "on"))

with act("consent.withdrawn", …) as done:
    …
    emit(WITHDRAWN, {"person": person, "consent": row.id, "on": today}, receiver=row.receiver_id)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.audit.context import innermost
from xiangxin.office.outbox.errors import EventUnfit
from xiangxin.office.outbox.models import Delivery, Endpoint, Event

Value = UUID | date | int | bool | str | None
_KIND = re.compile(r"[a-z_]+\.[a-z_]+")
_CODE = re.compile(r"[a-z][a-z0-9_.-]{0,59}")
_AREA = re.compile(r"[0-9]{12}")


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of event and what it may say: names of ids, codes, days and counts."""

    name: str
    label: Text
    fields: tuple[str, ...]


KINDS: dict[str, EventKind] = {}


def declare(name: str, label: Text, fields: tuple[str, ...]) -> EventKind:
    """Register a kind of event, ``room.what_happened``. Nothing undeclared can be emitted."""
    if _KIND.fullmatch(name) is None:
        raise EventUnfit(f"{name} is not the name of a kind of event")
    KINDS[name] = EventKind(name, label, fields)
    return KINDS[name]


def emit(kind: EventKind, payload: Mapping[str, Value], receiver: UUID) -> Event:
    """Write an event for ``receiver`` and a delivery for each endpoint that wants it, in the act that is open.

    ``EventUnfit`` outside of an act, for an undeclared field, and for a value that could be a name or a number.
    """
    frame = innermost()
    if frame is None or frame.kind != "act":
        raise EventUnfit(f"{kind.name} tells of no act")
    if set(payload) != set(kind.fields):
        raise EventUnfit(f"{kind.name} says {sorted(payload)} and declares {sorted(kind.fields)}")
    now = timezone.now()
    told = {name: _plain(kind, name, value) for name, value in payload.items()}
    event = Event.objects.create(kind=kind.name, institution=receiver, payload=told, at=now)
    listening = Endpoint.objects.filter(institution=receiver, ended_at=None)
    wanted = [one for one in listening if kind.name in one.kinds]
    Delivery.objects.bulk_create(Delivery(event=event, endpoint=one, due_at=now) for one in wanted)
    return event


def _plain(kind: EventKind, name: str, value: Value) -> str | int | None:
    """The value as JSON, if it is an id, a day, a count, a code or an area: never free text, never a long number."""
    match value:
        case None | bool():
            return value
        case UUID():
            return str(value)
        case int() if abs(value) < 10**15:
            return value
        case date() if not isinstance(value, datetime):
            return value.isoformat()
        case str() if _CODE.fullmatch(value) or (name == "area" and _AREA.fullmatch(value)):
            return value
    raise EventUnfit(f"{kind.name}.{name} is neither an id nor a day, count or code")
