"""Frozen inputs of a run: the engine's tables of a file, written once as Parquet files, each with its hash.

Who is in them is asked of the gate, class by class, at the moment of freezing. A snapshot is never written again, and
one whose files differ is not used.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pyarrow as pa
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.creditfile.errors import SnapshotUnreadable
from xiangxin.office.creditfile.models import Snapshot
from xiangxin.office.creditfile.snapshot_rows import FILE, Asked, gather
from xiangxin.scoring.arrow import write_tables
from xiangxin.scoring.aside import file_hash, folder_aside

FOLDER = "snapshots"
SHOWN = ("credit_file",)
"""What a person is told when their file went into a run."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which area, for whom, and the two days. ``receiver``: who receives the results.

    ``persons``: who is assessed; without it everybody who agreed to a file. Who agreed and is not assessed counts as a
    member of their household, by their own consent.
    """

    area: str
    purpose: str
    receiver: UUID
    as_of: date
    known_on: date
    persons: frozenset[UUID] | None = None


def tables(by: Viewer, wanted: Wanted) -> dict[str, pa.Table]:
    """The engine's tables, in the columns of ``scoring.tables``, of everybody who is open to the viewer.

    Errors: those of the gate; an area outside the viewer's gives nobody.
    """
    today = timezone.localdate()
    file = persons_open_to(by, wanted.purpose, [FILE], today)

    def opened(field_class: str, column: str) -> Q:
        gate = file if field_class == FILE else persons_open_to(by, wanted.purpose, [field_class], today, file.ground)
        return gate.where(column)

    among = inside(by.area) & inside(wanted.area)
    asked = Asked(among, wanted.persons, opened, wanted.purpose, wanted.receiver, wanted.as_of, wanted.known_on, today)
    with reading(
        by.actor, purpose=wanted.purpose, ground=file.ground, what="creditfile.snapshot", institution=by.institution
    ) as look:
        found = gather(asked)
        look.showed(found.persons, SHOWN)
    return found.tables()


def freeze(by: Viewer, wanted: Wanted) -> Snapshot:
    """Write the tables into files of their own and note what each is. Nothing is left behind where that fails."""
    made = tables(by, wanted)
    row = Snapshot(
        id=uuid4(),
        purpose=wanted.purpose,
        receiver_id=wanted.receiver,
        area=wanted.area,
        as_of=wanted.as_of,
        known_on=wanted.known_on,
        made_at=timezone.now(),
        persons=made["applicants"].num_rows,
    )
    target = folder_of(row.id)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with folder_aside(target) as aside:
        paths = write_tables(aside, made)
        row.tables = {
            name: {"hash": file_hash(path), "rows": made[name].num_rows} for name, path in sorted(paths.items())
        }
    try:
        payload = {"as_of": row.as_of, "known_on": row.known_on, "persons": row.persons}
        with act(
            "creditfile.snapshot_made", by=by.actor, about=row, purpose=row.purpose, area=row.area, payload=payload
        ) as done:
            row.save(force_insert=True)
            done.wrote(row)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    return row


def files_of(snapshot: Snapshot) -> dict[str, Path]:
    """The files of a snapshot by table, for a run; ``SnapshotUnreadable`` where one is gone or differs."""
    paths = {name: folder_of(snapshot.id) / f"{name}.parquet" for name in snapshot.tables}
    for name, path in paths.items():
        if not path.is_file() or file_hash(path) != snapshot.tables[name]["hash"]:
            raise SnapshotUnreadable()
    return paths


def folder_of(snapshot: UUID) -> Path:
    """Where the files of a snapshot lie."""
    folder: Path = settings.HOME.folder
    return folder / FOLDER / str(snapshot)
