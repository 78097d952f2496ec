"""People whom a submission brings: hidden while they are written, shown by one act, or removed to the last row.

The same as a batch of facts. Removing takes away what the submission brought and nothing else: a person to whom
something of somebody else's refers stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, ForeignObjectRel, OuterRef, Q
from django.utils import timezone

from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import ROWS_AN_ACT, act
from xiangxin.office.audit.erasing import delete_rows
from xiangxin.office.audit.models import Logged
from xiangxin.office.parties.errors import ArrivalUnknown
from xiangxin.office.parties.models import Arrival, Arriving, Contact, Household, Membership, Person, RosterContact

_BROUGHT: tuple[type[Arriving], ...] = (RosterContact, Contact, Membership, Household, Person)
"""Those that hang on others first."""


def open_arrival(by: Actor, submission: UUID) -> None:
    """From now on what is written for the submission is met by nobody. Safe to do twice."""
    if Arrival.objects.filter(id=submission).exists():
        return
    with act("parties.arrival_opened", by=by, about=f"parties.arrival:{submission}") as done:
        row = Arrival(id=submission, opened_at=timezone.now())
        row.save(force_insert=True)
        done.wrote(row)


def lock_arrival(submission: UUID | None) -> None:
    """Inside an act: ``ArrivalUnknown`` where what is written for the submission would be met at once."""
    if submission is not None and not Arrival.objects.select_for_update().filter(id=submission).exists():
        raise ArrivalUnknown()


def hidden_elsewhere(rows: Iterable[Arriving], submission: UUID | None) -> set[object]:
    """Keys of those rows that another submission is still bringing."""
    arrivals = set(Arrival.objects.values_list("id", flat=True)) - {submission}
    return {row.pk for row in rows if row.arrival in arrivals} if arrivals else set()


def show_arrival(by: Actor, submission: UUID) -> None:
    """Everybody whom the submission brought is met from now on. Nothing where it brought nobody."""
    with act("parties.arrival_shown", by=by, about=f"parties.arrival:{submission}") as done:
        row = Arrival.objects.select_for_update().filter(id=submission).first()
        if row is not None:
            done.removed(row)
            Arrival.objects.filter(id=submission).delete()


def drop_arrival(by: Actor, submission: UUID) -> int:
    """Remove everything that the submission has brought so far, in chunks; how many rows went. Safe to do again.

    One whose people are shown has nothing to be dropped. A person to whom anything else refers is met from then on.
    """
    gone = 0
    while Arrival.objects.filter(id=submission).exists():
        with act("parties.arrival_dropped", by=by, about=f"parties.arrival:{submission}") as done:
            row = Arrival.objects.select_for_update().filter(id=submission).first()
            if row is None:
                break
            some = _some_of(submission)
            done.payload["rows"] = len(some)
            if some:
                delete_rows(done, some, "dropped")
            else:
                done.removed(row)
                Arrival.objects.filter(id=submission).delete()
            gone += len(some)
    return gone


def _some_of(submission: UUID) -> list[Logged]:
    for model in _BROUGHT:
        rows = model.every.filter(arrival=submission)
        rows = rows.exclude(_referred_to()) if model is Person else rows
        found: list[Logged] = list(rows.order_by("pk")[:ROWS_AN_ACT])
        if found:
            return found
    return []


def _referred_to() -> Q:
    """A person to whom a row of any table points that may not outlive them."""
    found = Q()
    for one in Person._meta.get_fields(include_hidden=True):
        if isinstance(one, ForeignObjectRel) and getattr(one.field, "db_constraint", False):
            found |= Q(Exists(one.related_model._base_manager.filter(**{one.field.name: OuterRef("pk")})))
    return found
