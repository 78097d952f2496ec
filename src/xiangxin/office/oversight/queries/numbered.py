"""What a number that a person was told leads to: one look at them, or the acts about one receipt.

Whoever looks here has looked at the persons found: it is noted as every other look. No person's name is shown; the
auditor tells the caller who it was, and learns nothing about the caller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.queries import logins_of
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.accounts.words import act_words
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.models import Entry, Part, PendingRead, ReadRecord
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.models import Consent
from xiangxin.office.consent.numbers import read_number
from xiangxin.office.oversight.queries.log import GROUND, PURPOSE, SHOWN, call
from xiangxin.office.oversight.queries.looks import ground_words, number_of
from xiangxin.office.oversight.wording import field_words, page_words, purpose_words
from xiangxin.office.shell.limits import limits_of

_LIMITS = limits_of("xiangxin.office.oversight")
YEARS = _LIMITS["years_of_a_number"]
ROWS = _LIMITS["rows_of_an_entry"]
_NUMBER = re.compile(r"\A(\d{2})(\d{2})-(\d{6})\Z", re.ASCII)
_ACCOUNT = re.compile(r"account:([0-9a-f-]{36})")


@dataclass(frozen=True, slots=True)
class Numbered:
    """One look as the auditor tells it: ``logins`` are those of who acted, and of whom they acted for."""

    number: str
    at: datetime
    actor: str
    logins: tuple[str, ...]
    role: str
    institution: str
    purpose: Text
    ground: str
    page: Text
    fields: tuple[Text, ...]
    person: UUID


@dataclass(frozen=True, slots=True)
class Receipted:
    """The acts that wrote one consent, the last one first, at most as many as fit."""

    number: str
    person: UUID
    entries: tuple[tuple[Entry, Text], ...]


def looks_numbered(viewer: Viewer, typed: str) -> list[Numbered] | None:
    """The looks with the number that was typed, the last one first; None where it is no number of a look.

    A number says day and month and six digits: two looks of a day may share one, and the same day of another year.
    """
    match = _NUMBER.match("".join(typed.split()).replace("－", "-").replace("—", "-"))
    if match is None:
        return None
    month, day, digits = (int(part) for part in match.groups())
    rows: dict[UUID, ReadRecord | PendingRead] = {}
    for start in _days(month, day):
        for model in (ReadRecord, PendingRead):
            notes = model.objects.filter(digits=digits, at__gte=start, at__lt=start + timedelta(days=1))
            rows |= {row.id: row for row in notes}
    with reading(viewer.actor, purpose=PURPOSE, ground=GROUND, what="oversight.number") as look:
        look.showed({row.person for row in rows.values()}, SHOWN)
    return _told(sorted(rows.values(), key=lambda row: row.at, reverse=True))


def receipt_numbered(viewer: Viewer, typed: str) -> Receipted | None:
    """The acts about the consent whose receipt bears the number; None where there is none."""
    number = read_number(typed)
    with reading(viewer.actor, purpose=PURPOSE, ground=GROUND, what="oversight.number") as look:
        row = None if number is None else Consent.objects.filter(receipt_no=number).only("id", "person").first()
        look.showed([] if row is None else [row.person], SHOWN)
    if row is None or number is None:
        return None
    wrote = Part.objects.filter(table=Consent._meta.db_table, key=str(row.id)).values("entry_id")
    entries = list(Entry.objects.filter(seq__in=wrote).order_by("-seq")[:ROWS])
    call(entries)
    return Receipted(number, row.person, tuple((entry, act_words(entry.act)) for entry in entries))


def _days(month: int, day: int) -> list[datetime]:
    """The midnights that begin this day of the month, of this year and the years before it that a number reaches."""
    found = []
    for year in range(timezone.localdate().year, timezone.localdate().year - YEARS, -1):
        try:
            found.append(datetime.combine(date(year, month, day), time(), tzinfo=timezone.get_current_timezone()))
        except ValueError:  # no such day, or none in this year
            continue
    return found


def _told(rows: list[ReadRecord | PendingRead]) -> list[Numbered]:
    accounts = {row.id: _ACCOUNT.findall(row.actor) for row in rows}
    logins = logins_of(UUID(one) for found in accounts.values() for one in found)
    places = {row.institution for row in rows if row.institution is not None}
    names = dict(Institution.objects.filter(id__in=places).values_list("id", "name"))
    return [
        Numbered(
            number=number_of(row.id, row.at),
            at=row.at,
            actor=row.actor,
            logins=tuple(logins[UUID(one)] for one in accounts[row.id] if UUID(one) in logins),
            role=str(Role(row.role).label) if row.role in Role.values else row.role,
            institution="" if row.institution is None else names.get(row.institution, ""),
            purpose=purpose_words(row.purpose),
            ground=ground_words(row.role, row.ground),
            page=page_words(row.what),
            fields=tuple(dict.fromkeys(field_words(name) for name in row.fields.split(",") if name)),
            person=row.person,
        )
        for row in rows
    ]
