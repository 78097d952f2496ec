"""Notes of looks, put together by the database: equal ones of a day are one group, and a page is cut before it is read.

On SQLite the notes that wait for the log lie in a database of their own; there are few, and they are the newest, so
they stand before the first page of the others, in one group with those they equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, CharField, Count, F, Max, Min, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber, TruncDate

from xiangxin.office.audit.queries import notes_of
from xiangxin.office.shell.limits import limits_of

_LIMITS = limits_of("xiangxin.office.oversight")
PAGE = _LIMITS["looks_on_a_page"]
TIMES = _LIMITS["times_of_a_look"]


class Key(NamedTuple):
    """What equal looks have in common. ``by``: an account, one ``instead`` of another, a system, a token."""

    day: date
    by: str
    role: str
    institution: UUID | None
    purpose: str
    ground: str
    fields: str


class Note(NamedTuple):
    """One look of a group."""

    at: datetime
    id: UUID
    what: str


@dataclass(frozen=True, slots=True)
class Group:
    """Equal looks of one day; ``times`` are the last of them."""

    key: Key
    count: int
    first: datetime
    last: datetime
    times: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Groups, the newest first."""

    groups: tuple[Group, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Equal:
    """A note, its group with the times of one page, and which page of how many."""

    note: Note
    group: Group
    page: int
    pages: int


def grouped(person: UUID, page: int) -> Page:
    """Page ``page`` of the groups; the nearest where there is none."""
    sealed, waiting = map(_keyed, notes_of(person))
    groups = _groups(sealed)
    pages = max(1, -(-groups.count() // PAGE))
    page = min(max(page, 1), pages)
    shown = _made(groups[(page - 1) * PAGE : page * PAGE])
    if page == 1:
        shown = _together([*_made(_groups(waiting)), *shown])
    return Page(tuple(_with_times(shown, (sealed, waiting) if page == 1 else (sealed,))), page, pages)


def equal_to(person: UUID, id_: UUID, page: int) -> Equal | None:
    """The note ``id_`` of a look at ``person``, and those equal to it; None where there is none."""
    both = [_keyed(notes) for notes in notes_of(person)]
    found = next((row for notes in both for row in notes.filter(id=id_).values_list(*Key._fields, *Note._fields)), None)
    if found is None:
        return None
    key, note = Key(*found[: len(Key._fields)]), Note(*found[len(Key._fields) :])
    like = [notes.filter(**key._asdict()) for notes in both]
    counts = [notes.count() for notes in like]
    pages = max(1, -(-sum(counts) // TIMES))
    page = min(max(page, 1), pages)
    times = _cut(like, counts, (page - 1) * TIMES)
    return Equal(note, Group(key, sum(counts), note.at, note.at, tuple(times)), page, pages)


def _cut(parts: Sequence[QuerySet[Any]], counts: Sequence[int], start: int) -> list[Note]:
    """So many times from ``start`` on, as if what waits stood before what is under the log."""
    sealed, waiting = parts
    before = counts[1]
    rows = [*_notes(waiting, start, start + TIMES)] if start < before else []
    begin = max(0, start - before)
    return [*rows, *_notes(sealed, begin, begin + TIMES - len(rows))]


def _notes(rows: QuerySet[Any], start: int, end: int) -> list[Note]:
    return [Note(*one) for one in rows.order_by("-at", "id").values_list(*Note._fields)[start:end]]


def _keyed(rows: QuerySet[Any]) -> QuerySet[Any]:
    keyed: QuerySet[Any] = rows.annotate(
        day=TruncDate("at"),
        by=Case(
            When(actor__startswith="system:", then=Value("system")),
            When(actor__startswith="token:", then=Value("token")),
            When(actor__contains=" for account:", then=Value("instead")),
            default=Value("account"),
            output_field=CharField(),
        ),
    )
    return keyed


def _groups(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    told = rows.order_by().values(*Key._fields).annotate(count=Count("id"), first=Min("at"), last=Max("at"))
    ordered: QuerySet[Any, Any] = told.order_by("-day", "-last", *Key._fields[1:])
    return ordered


def _made(rows: Iterable[dict[str, Any]]) -> list[Group]:
    return [Group(Key(*(row[name] for name in Key._fields)), row["count"], row["first"], row["last"]) for row in rows]


def _together(groups: Iterable[Group]) -> list[Group]:
    """Groups of one key as one, the newest first within its day."""
    known: dict[Key, Group] = {}
    for one in groups:
        had = known.get(one.key)
        known[one.key] = (
            one
            if had is None
            else replace(
                had, count=had.count + one.count, first=min(had.first, one.first), last=max(had.last, one.last)
            )
        )
    return sorted(known.values(), key=lambda one: (one.key.day, one.last), reverse=True)


def _with_times(groups: Sequence[Group], both: Iterable[QuerySet[Any]]) -> list[Group]:
    """The last times of each group, all groups at once."""
    if not groups:
        return []
    within = {"at__gte": min(one.first for one in groups), "at__lte": max(one.last for one in groups)}
    place = Window(
        RowNumber(), partition_by=[F(name) for name in Key._fields], order_by=[F("at").desc(), F("id").asc()]
    )
    times: dict[Key, list[Note]] = defaultdict(list)
    for notes in both:
        rows = notes.filter(**within).annotate(place=place).filter(place__lte=TIMES)
        for row in rows.values_list(*Key._fields, *Note._fields):
            times[Key(*row[: len(Key._fields)])].append(Note(*row[len(Key._fields) :]))
    newest = {key: tuple(sorted(found, key=lambda one: one.at, reverse=True)[:TIMES]) for key, found in times.items()}
    return [replace(one, times=newest.get(one.key, ())) for one in groups]
