"""The live tables against the log: for every logged row, the last thing the log says of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.apps import apps
from django.db.models import Q

from xiangxin.kernel.errors import Finding
from xiangxin.office.audit.cells import cells_of, columns_in, differing
from xiangxin.office.audit.models import Logged, Part, Tombstone
from xiangxin.office.audit.verify.told import tell
from xiangxin.proof.entry import row_digest

CHUNK = 2000


class Last(NamedTuple):
    """The last word of the log on one row."""

    seq: int
    op: str
    digest: bytes
    salt: bytes | None
    cells: str | None


def logged_models() -> list[type[Logged]]:
    """Every model whose rows stand in the log, by table."""
    found = (model for model in apps.get_models() if issubclass(model, Logged))
    return sorted(found, key=lambda model: model._meta.db_table)


def check_tables() -> Iterator[Finding]:
    """What differs, table by table. Memory grows with the largest table, not with the log."""
    for model in logged_models():
        yield from _check_table(model)
    yield from _check_leftovers()


def _check_table(model: type[Logged]) -> Iterator[Finding]:
    table = model._meta.db_table
    last = _last_words(table)
    for row in model._base_manager.order_by("pk").iterator(chunk_size=CHUNK):
        word = last.pop(str(row.pk), None)
        if word is None:
            yield tell("row_unlogged", table=table, key=str(row.pk))
        elif word.op == "delete":
            yield tell("row_returned", table=table, key=str(row.pk), seq=word.seq)
        elif (columns := _differing(row, word)) is not None:
            yield tell("cell_changed", table=table, key=str(row.pk), column=", ".join(columns) or "?", seq=word.seq)
    for key, word in last.items():
        if word.op == "write":
            yield tell("row_missing", table=table, key=key, seq=word.seq)


def _last_words(table: str) -> dict[str, Last]:
    parts = Part.objects.filter(table=table).order_by("entry_id", "index")
    columns = ("key", "entry_id", "op", "digest", "salt", "cells")
    return {
        key: Last(seq, op, bytes(digest), None if salt is None else bytes(salt), cells)
        for key, seq, op, digest, salt, cells in parts.values_list(*columns).iterator(chunk_size=CHUNK)
    }


def _differing(row: Logged, word: Last) -> list[str] | None:
    """Names of the columns that differ; ``None`` when the row is as logged. A value that does not read differs."""
    if word.salt is None or word.cells is None:
        return []
    try:
        cells = cells_of(row)
    except (TypeError, ValueError):
        return []
    known = columns_in(word.cells)
    compared = {column: value for column, value in cells.items() if column in known}
    if row_digest(word.salt, compared) == word.digest:
        return None
    return differing(word.salt, word.cells, cells)


def _check_leftovers() -> Iterator[Finding]:
    """Salts that were taken away need a tombstone."""
    gone = Part.objects.filter(Q(salt=None) | Q(cells=None)).values_list("table", "key", "entry_id")
    stones = set(Tombstone.objects.filter(entry=None).values_list("table", "key"))
    for table, key, seq in gone.iterator(chunk_size=CHUNK):
        if (table, key) not in stones:
            yield tell("rows_changed", seq=seq)
