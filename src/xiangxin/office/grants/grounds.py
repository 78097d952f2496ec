"""Who still agrees to what a case rests on: asked each time, never remembered. Inside a reading or an act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from xiangxin.office.consent.queries.keeping import Receiving, consenting
from xiangxin.office.grants.models import Grant
from xiangxin.office.runs.models import Result
from xiangxin.office.runs.rules import SCORING


def agreeing(persons: Iterable[UUID], classes: str, on: date, receiving: Receiving) -> set[UUID]:
    """Those of ``persons`` who agree to every one of ``classes``, as a row names them: joined by semicolons."""
    kept = set(persons)
    for name in classes.split(";"):
        kept = consenting(kept, name, on, receiving)
    return kept


def resting(rows: Iterable[Grant | Result], on: date, receiving: Receiving) -> set[UUID]:
    """Those of these rows, by id, whose persons agree to every class the row rests on, asked a class at a time."""
    groups: dict[str, list[Grant | Result]] = {}
    for row in rows:
        groups.setdefault(row.classes, []).append(row)
    found: set[UUID] = set()
    for classes, alike in groups.items():
        persons = agreeing((row.person_id for row in alike), classes, on, receiving)
        found |= {row.id for row in alike if row.person_id in persons}
    return found


def grounded(grants: Iterable[Grant], on: date) -> set[UUID]:
    """The cases that still rest on consent, asked a bank at a time."""
    banks: dict[UUID, list[Grant]] = {}
    for grant in grants:
        banks.setdefault(grant.receiver_id, []).append(grant)
    return {one for bank, rows in banks.items() for one in resting(rows, on, Receiving(bank, SCORING))}
