"""Which of the asked fields a person's file holds already, so that nobody is asked twice. It shows no value."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.creditfile.lenders import facts_for
from xiangxin.office.creditfile.queries import believed, holding
from xiangxin.office.visits.asking import asked_fields


def answered_fields(by: Viewer, persons: Iterable[UUID], on: date) -> dict[UUID, frozenset[str]]:
    """The asked fields that have a value on ``on`` which the viewer may read; inside a reading."""
    rows = believed(None).filter(holding(on), facts_for(by), person__in=list(persons), kind__in=list(asked_fields()))
    found: dict[UUID, set[str]] = {}
    for person, kind in rows.values_list("person_id", "kind"):
        found.setdefault(person, set()).add(kind)
    return {person: frozenset(kinds) for person, kinds in found.items()}
