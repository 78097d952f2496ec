"""The one way to read personal rows: ``with reading(viewer, purpose=…, ground=…, what=…) as read: … read.showed(…)``.

What was shown is noted before the answer leaves; where the note cannot be written, nothing is shown. The person sees
the notes. Notes go to an outbox on a connection of their own, and the sealer puts them under the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.context import opened
from xiangxin.office.audit.errors import LookNotNoted, ReadNotTold
from xiangxin.office.audit.inserting import insert
from xiangxin.office.audit.models import PendingRead, digits_of


@dataclass(slots=True)
class Reading:
    """One look at personal rows; ``showed`` says whose and which fields, ``showed_nobody`` that there are none."""

    shown: dict[UUID, set[str]] = field(default_factory=dict)
    told: bool = False

    def showed(self, persons: Iterable[UUID], fields: Iterable[str]) -> None:
        """Say whose rows leave this block, and which fields of them."""
        self.told = True
        names = set(fields)
        for person in persons:
            self.shown.setdefault(person, set()).update(names)

    def showed_nobody(self) -> None:
        """Say that nobody's row leaves this block: work, counts, or what another look tells of."""
        self.showed([], [])


@contextmanager
def reading(by: Actor, *, purpose: str, ground: str, what: str, institution: UUID | None = None) -> Iterator[Reading]:
    """Read personal rows for ``purpose`` on ``ground``; ``what`` is the page, export or task in a dotted name.

    ``ReadNotTold`` when personal rows were read and ``showed`` was not called; ``LookNotNoted`` when the note fails.
    """
    look = Reading()
    with opened("reading") as frame:
        yield look
    if frame.read and not look.told:
        raise ReadNotTold(what)
    if not look.shown:
        return
    now = timezone.now()
    notes = [
        PendingRead(
            id=key,
            digits=digits_of(key),
            at=now,
            actor=str(by),
            role=by.role,
            institution=institution,
            purpose=purpose,
            ground=ground,
            what=what,
            person=person,
            fields=",".join(sorted(fields)),
        )
        for key, (person, fields) in ((uuid4(), one) for one in look.shown.items())
    ]
    try:
        insert(notes)
    except DatabaseError as error:
        raise LookNotNoted from error


@contextmanager
def on_duty(by: Actor, what: str) -> Iterator[None]:
    """Read personal rows for work that the office owes, such as keeping terms and grounds, and that shows nobody."""
    with reading(by, purpose="audit", ground="duty", what=what) as look:
        look.showed_nobody()
        yield


def is_any(by: Actor, due: QuerySet[Any]) -> bool:
    """Whether there is anything to do, for work that opens an act only then."""
    with on_duty(by, "audit.due"):
        return due.exists()
