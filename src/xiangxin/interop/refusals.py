"""Who said no: so that nobody is visited for it again at every run.

A refusal is no consent row and has no other effect: the engine never sees it. Whoever says no after having said yes has
withdrawn, and the consent is closed on that day. A later consent speaks for itself.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from xiangxin.interop.register import People, Values, unknown_person
from xiangxin.interop.sheets import REFUSED, WITHDRAWN
from xiangxin.interop.tableread import Row


@dataclass(frozen=True, slots=True)
class Refusal:
    """A day somebody said no. ``receiver`` is empty where it was said of all."""

    receiver: str
    refused_on: date


Refusals = Mapping[UUID, tuple[Refusal, ...]]


def read_refusals(people: People, rows: Iterable[Row], listed: Container[UUID]) -> Refusals:
    """The refusals of people who are known, on a roster only (``listed``) or with a file.

    A row that names its person otherwise than the register is told, and still no reason to call on them again.
    """
    found: dict[UUID, tuple[Refusal, ...]] = {}
    for row in rows:
        person = people.id_of(row)
        if person not in people.applicants and person not in people.member_numbers and person not in listed:
            people.findings.append(unknown_person(people, row, person))
            continue
        people.refuse_name(row, person)
        said = Refusal(str(row.values.get("receiver") or ""), cast(date, row.values[REFUSED]))
        found[person] = (*found.get(person, ()), said)
    return found


def refused_on(refusals: Refusals, person: UUID, receiver: str) -> date | None:
    """The latest day on which the person said no to ``receiver``."""
    days = (said.refused_on for said in refusals.get(person, ()) if said.receiver in ("", receiver))
    return max(days, default=None)


def close_consents(consents: Iterable[Values], refusals: Refusals) -> None:
    """A consent that began before its person said no ends on that day, as by any withdrawal."""
    for row in consents:
        said = refused_on(refusals, cast(UUID, row["person_id"]), str(row["receiver"]))
        from_on = cast("date | None", row.get("from_on"))
        if said is not None and row.get(WITHDRAWN) is None and (from_on is None or from_on <= said):
            row[WITHDRAWN] = said
