"""Of frozen inputs goes what has lost its ground, and at the end of their term everything but the hashes.

Each piece is safe to run twice: the row says what is kept before the files that it does not name are deleted.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.reads import on_duty
from xiangxin.office.consent.queries.keeping import still_kept
from xiangxin.office.creditfile import snapshot_files as files
from xiangxin.office.creditfile.errors import SnapshotUnreadable
from xiangxin.office.creditfile.models import Snapshot
from xiangxin.office.creditfile.snapshot_reach import reach, within
from xiangxin.office.creditfile.snapshots import kept_tables, put_tables


def clear_snapshots(by: Actor, on: date) -> int:
    """Delete what may not stay in frozen inputs on ``on``, and leftovers of killed runs; how many snapshots changed."""
    changed = sum(_clear(by, row, on) for row in Snapshot.objects.filter(deleted_at__isnull=True).order_by("made_at"))
    for row in Snapshot.objects.all():
        files.keep_only(row.id, _named(row))
    files.forget_killed()
    files.forget_unknown(set(Snapshot.objects.values_list("id", flat=True)))
    return changed


def _clear(by: Actor, row: Snapshot, on: date) -> bool:
    if row.delete_on <= on:
        with act("creditfile.snapshot_deleted", by=by, about=row, area=row.area, payload={"on": on}) as done:
            row.deleted_at = timezone.now()
            row.save(update_fields=["deleted_at"])
            done.wrote(row)
        return True
    try:
        return _narrow(by, row, on)
    except SnapshotUnreadable:
        return False  # nobody can read a row of it, whoever opens it is told, and the others wait for their turn


def _narrow(by: Actor, row: Snapshot, on: date) -> bool:
    """Write again, without them, what holds rows of persons whose ground has ended or facts that were deleted."""

    def kept(field_class: str, persons: set[UUID]) -> Set[UUID]:
        return still_kept(persons, field_class, on)

    there = kept_tables(row)
    with on_duty(by, "creditfile.retention"):
        left = within(there, reach(there, kept, row.purpose, row.receiver_id, on))
    less = {name: table for name, table in left.items() if table is not there[name]}
    if not less:
        return False
    noted = put_tables(row.id, less)
    with act("creditfile.snapshot_narrowed", by=by, about=row, area=row.area, payload={"on": on}) as done:
        row.tables = {
            name: {**one, "kept": noted[name]["kept"]} if name in noted else one for name, one in row.tables.items()
        }
        row.save(update_fields=["tables"])
        done.wrote(row)
        done.payload["rows"] = sum(there[name].num_rows - table.num_rows for name, table in less.items())
    return True


def _named(row: Snapshot) -> set[str]:
    """The files that belong to a snapshot now."""
    if row.deleted_at is not None:
        return {files.DIGESTS}
    return {files.DIGESTS, *(files.name_of(name, noted["kept"]) for name, noted in row.tables.items())}
