"""Who still agrees to what a case rests on: asked each time, never remembered. Inside a reading or an act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from xiangxin.office.consent.queries.keeping import Receiving, consenting
from xiangxin.office.grants.models import Grant
from xiangxin.office.runs.rules import SCORING


def agreeing(persons: Iterable[UUID], classes: str, on: date, receiving: Receiving) -> set[UUID]:
    """Those of ``persons`` who agree to every one of ``classes``, as a row names them: joined by semicolons."""
    kept = set(persons)
    for name in classes.split(";"):
        kept = consenting(kept, name, on, receiving)
    return kept


def grounded(grants: Iterable[Grant], on: date) -> set[UUID]:
    """The cases whose persons agree to every class the case rests on, asked a bank and a class at a time."""
    groups: dict[tuple[UUID, str], list[Grant]] = {}
    for grant in grants:
        groups.setdefault((grant.receiver_id, grant.classes), []).append(grant)
    found: set[UUID] = set()
    for (receiver, classes), rows in groups.items():
        persons = agreeing((row.person_id for row in rows), classes, on, Receiving(receiver, SCORING))
        found |= {row.id for row in rows if row.person_id in persons}
    return found
