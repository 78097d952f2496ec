"""Deletion by law: what an entry says and the salts of a row go, heads and digests stay, a tombstone says so.

The rows themselves are deleted by their own room, with ``removed``. Afterwards nothing of the content can be found or
guessed, and the log still verifies. That somebody looked, and who, is not erased.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet

from xiangxin.kernel.portions import portions
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import ROWS_A_STATEMENT, ROWS_AN_ACT, Act, act, stored
from xiangxin.office.audit.beside import logged_models
from xiangxin.office.audit.context import opened
from xiangxin.office.audit.models import Entry, Logged, Part, Payload, Tombstone
from xiangxin.office.audit.reads import is_any
from xiangxin.office.audit.rows import table_of

L = TypeVar("L", bound=Logged)
Row = tuple[str, str]
"""A row of the log: table and key."""


def erase(
    by: Actor,
    *,
    reason: str,
    rows: Iterable[Row] = (),
    entries: Iterable[int] = (),
    persons: Iterable[UUID] = (),
) -> int:
    """Erase the salts of ``rows`` (table, key) and the payloads of ``entries``; how many tombstones were set.

    The rows must be gone, or go in the same transaction: a row that lives on without its salt cannot be verified. Of
    ``persons`` it erases the payloads of the acts about each, and the salts of those of their rows that are gone.
    ``reason`` is a code, such as ``cool_off`` or ``retention``.
    """
    people, wanted_rows, wanted = list(persons), set(rows), set(entries)
    for some in portions(people, ROWS_A_STATEMENT):
        wanted |= set(Entry.objects.filter(person__in=some).values_list("seq", flat=True))
        wanted_rows |= _gone(Part.objects.filter(person__in=some).values_list("table", "key").distinct())
    known = _with_payload(sorted(wanted))
    stones = [Tombstone(entry_id=seq, reason=reason) for seq in known]
    stones += [Tombstone(table=table, key=key, reason=reason) for table, key in sorted(wanted_rows)]
    if not stones:
        return 0
    with act("audit.erased", by=by, payload={"reason": reason, "count": len(stones)}) as erasing:
        Tombstone.objects.bulk_create(stones, batch_size=ROWS_A_STATEMENT)
        erasing.wrote(*stones)
        with opened("erasing"):
            for table, group in groupby(sorted(wanted_rows), itemgetter(0)):
                for some_keys in portions([key for _, key in group], ROWS_A_STATEMENT):
                    Part.objects.filter(table=table, key__in=some_keys).update(salt=None, cells=None)
            for some_entries in portions(known, ROWS_A_STATEMENT):
                Payload.objects.filter(entry_id__in=some_entries)._raw_delete("default")
    return len(stones)


def delete_rows(done: Act, rows: Sequence[Logged], reason: str, entries: Iterable[int] = ()) -> None:
    """Delete rows in an act, and what the log says of their cells; a tombstone says that something was there.

    Children come before what they hang on. ``entries``: entries of the log whose payload goes too.
    """
    done.removed(*rows)
    by_model: dict[type[Logged], list[object]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row.pk)
    for model, keys in by_model.items():
        for some in portions(keys, ROWS_A_STATEMENT):
            model._default_manager.filter(pk__in=some)._raw_delete("default")
    erase(done.by, reason=reason, rows=[(row._meta.db_table, str(row.pk)) for row in rows], entries=entries)


def forget(
    by: Actor,
    name: str,
    due: QuerySet[L],
    reason: str,
    payload: Mapping[str, object] | None = None,
    *,
    counted: str = "rows",
    said: bool = False,
    beside: Callable[[Act, list[L]], None] | None = None,
) -> int:
    """Delete the rows that are due, some in an act called ``name``; how many. Safe to run twice.

    Where nothing is due, nothing is written. ``counted``: how the payload calls the number of an act's rows. ``said``:
    whether what the log says about single ones of them goes too. ``beside``: what else an act does for its rows, before
    they go.
    """
    gone, ordered = 0, due if due.ordered else due.order_by("pk")
    while is_any(by, due):
        with act(name, by=by, payload=payload) as done:
            rows = list(ordered[:ROWS_AN_ACT])
            if beside is not None:
                beside(done, rows)
            delete_rows(done, rows, reason, entries_about(rows) if said else ())
            done.payload[counted] = len(rows)
        gone += len(rows)
    return gone


def entries_about(rows: Iterable[models.Model]) -> list[int]:
    """Entries of acts about single ones of these rows."""
    named = [f"{row._meta.label_lower}:{row.pk}" for row in rows]
    return [
        seq
        for some in portions(named, ROWS_A_STATEMENT)
        for seq in Entry.objects.filter(object__in=some).values_list("seq", flat=True)
    ]


def _with_payload(seqs: Sequence[int]) -> list[int]:
    """Those whose payload is still there: what was erased is not erased again."""
    return [
        seq
        for some in portions(seqs, ROWS_A_STATEMENT)
        for seq in Payload.objects.filter(entry_id__in=some).order_by("entry_id").values_list("entry_id", flat=True)
    ]


def _gone(rows: Iterable[Row]) -> set[Row]:
    """Those rows that are in no table any more."""
    logged = {model._meta.db_table: model for model in logged_models()}
    left: set[Row] = set()
    for name, group in groupby(sorted(rows), itemgetter(0)):
        keys = [key for _, key in group]
        model = logged.get(name)
        there = {} if model is None else stored(table_of(model), [_key(model, key) for key in keys])
        left |= {(name, key) for key in keys if key not in there}
    return left


def _key(model: type[models.Model], key: str) -> object:
    try:
        return model._meta.pk.to_python(key)
    except ValidationError:
        return key
