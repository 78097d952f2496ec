"""Frozen inputs of a run: the engine's tables of a file, for one purpose, one receiver and one area, sealed at rest.

Who is in them is asked of the gate, class by class, at the moment of freezing, and again whenever they are opened: who
withdrew in between is not in what is opened. Decision 26 says why, and how long the content stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pyarrow as pa
from django.utils import timezone

from xiangxin.kernel.portions import portions
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.acts import ROWS_A_STATEMENT, act
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.gate import can_have_ground, persons_open_to
from xiangxin.office.consent.queries import receivers_of
from xiangxin.office.creditfile import snapshot_files as files
from xiangxin.office.creditfile.errors import SnapshotDeleted, SnapshotUnreadable
from xiangxin.office.creditfile.models import Snapshot
from xiangxin.office.creditfile.snapshot_digests import digests_of
from xiangxin.office.creditfile.snapshot_reach import persons_in, reach, within
from xiangxin.office.creditfile.snapshot_rows import Asked, gather
from xiangxin.office.creditfile.terms import LIMITS
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.vault.errors import SealBroken

WHAT = "creditfile.snapshot"
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

    Errors: those of the gate; ``AddressUnknown`` for a receiver for whom the viewer does not act. An area outside the
    viewer's gives nobody.
    """
    today = timezone.localdate()
    _require_receiver(by, wanted.purpose, wanted.receiver, today)
    file = persons_open_to(by, wanted.purpose, [FILE], today)

    def open_(field_class: str, persons: Iterable[UUID]) -> Set[UUID]:
        if not can_have_ground(by, wanted.purpose, [field_class]):
            return frozenset()
        gate = file if field_class == FILE else persons_open_to(by, wanted.purpose, [field_class], today, file.ground)
        return gate.among(persons)

    among = inside(by.area) & inside(wanted.area) & file.where("id")
    asked = Asked(among, wanted.persons, open_, wanted.purpose, wanted.receiver, wanted.as_of, wanted.known_on, today)
    with reading(by.actor, purpose=wanted.purpose, ground=file.ground, what=WHAT, institution=by.institution) as look:
        found = gather(asked)
        look.showed(found.persons, SHOWN)
    return found.tables()


def freeze(by: Viewer, wanted: Wanted) -> Snapshot:
    """Seal the tables into files of their own and note what each is. Nothing is left behind where that fails."""
    return _frozen(by, wanted)[0]


@contextmanager
def frozen_files(by: Viewer, wanted: Wanted) -> Iterator[tuple[Snapshot, dict[str, Path]]]:
    """Freeze, and have the tables as files for one block too, as ``files_of`` would give them right after.

    Nobody is asked a second time and nobody is told of a second look: whoever uses them asks again before results stay.
    """
    row, contents = _frozen(by, wanted)
    with files.in_files(contents) as paths:
        yield row, paths


def _frozen(by: Viewer, wanted: Wanted) -> tuple[Snapshot, dict[str, bytes]]:
    made = tables(by, wanted)
    contents = {name: files.parquet(table) for name, table in made.items()}
    now = timezone.now()
    row = Snapshot(
        id=uuid4(),
        purpose=wanted.purpose,
        receiver_id=wanted.receiver,
        area=wanted.area,
        as_of=wanted.as_of,
        known_on=wanted.known_on,
        made_at=now,
        delete_on=timezone.localdate(now) + timedelta(days=LIMITS["snapshot_days"]),
        persons=made["applicants"].num_rows,
    )
    try:
        row.tables = {name: _put(row.id, name, made[name], contents[name]) for name in sorted(made)}
        files.put(row.id, files.DIGESTS, b"".join(sorted(digests_of(made).values())))
        payload = {"as_of": row.as_of, "known_on": row.known_on, "persons": row.persons}
        with act(
            "creditfile.snapshot_made", by=by.actor, about=row, purpose=row.purpose, area=row.area, payload=payload
        ) as done:
            row.save(force_insert=True)
            done.wrote(row)
    except BaseException:
        files.drop(row.id)
        raise
    return row, contents


@contextmanager
def passing_files(by: Viewer, wanted: Wanted) -> Iterator[dict[str, Path]]:
    """The tables as Parquet files for one block, and nothing kept after it; noted as any opening is. As ``tables``."""
    contents = {name: files.parquet(table) for name, table in tables(by, wanted).items()}
    with files.in_files(contents) as paths:
        yield paths


def put_tables(snapshot: UUID, made: Mapping[str, pa.Table]) -> dict[str, dict[str, object]]:
    """Seal tables; of each, the hash and rows as frozen, and the hash of what is kept of it, which is all of it now."""
    return {name: _put(snapshot, name, made[name], files.parquet(made[name])) for name in sorted(made)}


def _put(snapshot: UUID, name: str, table: pa.Table, content: bytes) -> dict[str, object]:
    hashed = files.hash_of(content)
    files.put(snapshot, files.name_of(name, hashed), content)
    return {"hash": hashed, "rows": table.num_rows, "kept": hashed}


def kept_tables(snapshot: Snapshot) -> dict[str, pa.Table]:
    """Everything that is kept of a snapshot, for who asks the grounds next; nothing of it leaves before.

    ``SnapshotDeleted`` after its term, ``SnapshotUnreadable`` where a file is gone or differs.
    """
    if snapshot.deleted_at is not None:
        raise SnapshotDeleted()
    found = {}
    for name, noted in snapshot.tables.items():
        try:
            content = files.opened(snapshot.id, files.name_of(name, noted["kept"]))
        except SealBroken:
            raise SnapshotUnreadable() from None
        if not content or files.hash_of(content) != noted["kept"]:
            raise SnapshotUnreadable()
        found[name] = files.read(content)
    return found


def open_tables(by: Viewer, snapshot: Snapshot) -> dict[str, pa.Table]:
    """The frozen tables as far as the viewer may read them today, for the snapshot's own purpose; each person is noted.

    ``AddressUnknown`` for who does not act for its receiver; else those of the gate and of ``kept_tables``.
    """
    today = timezone.localdate()
    _require_receiver(by, snapshot.purpose, snapshot.receiver_id, today)
    file = persons_open_to(by, snapshot.purpose, [FILE], today)
    kept = kept_tables(snapshot)

    def open_(field_class: str, persons: set[UUID]) -> Set[UUID]:
        if not can_have_ground(by, snapshot.purpose, [field_class]):
            return frozenset()
        gate = persons_open_to(by, snapshot.purpose, [field_class], today, file.ground)
        among = Person.objects.filter(inside(by.area), inside(snapshot.area), gate.where("id"))
        return {
            key
            for some in portions(sorted(persons), ROWS_A_STATEMENT)
            for key in among.filter(id__in=some).values_list("id", flat=True)
        }

    with reading(by.actor, purpose=snapshot.purpose, ground=file.ground, what=WHAT, institution=by.institution) as look:
        found = within(kept, reach(kept, open_, snapshot.purpose, snapshot.receiver_id, today))
        look.showed(persons_in(found), SHOWN)
    return found


@contextmanager
def files_of(by: Viewer, snapshot: Snapshot) -> Iterator[dict[str, Path]]:
    """The same as Parquet files by table, for a run: readable by their owner alone, and gone after the block."""
    contents = {name: files.parquet(table) for name, table in open_tables(by, snapshot).items()}
    with files.in_files(contents) as paths:
        yield paths


def still_same(by: Viewer, snapshot: Snapshot, persons: Iterable[UUID]) -> frozenset[UUID]:
    """Those of ``persons`` whose rows, made again from the file, are what was frozen: by digest, after its content too.

    ``persons``: who was assessed. Errors as of ``tables``.
    """
    among = frozenset(persons)
    again = Wanted(snapshot.area, snapshot.purpose, snapshot.receiver_id, snapshot.as_of, snapshot.known_on, among)
    found = digests_of(tables(by, again))
    whole = files.opened(snapshot.id, files.DIGESTS)
    frozen = {whole[at : at + files.DIGEST_BYTES] for at in range(0, len(whole), files.DIGEST_BYTES)}
    return frozenset(person for person, said in found.items() if person in among and said in frozen)


def _require_receiver(by: Viewer, purpose: str, receiver: UUID, on: date) -> None:
    """``AddressUnknown`` unless the viewer's institution may rely on what was agreed to with the receiver."""
    if not receivers_of(by.institution, purpose, on).filter(id=receiver).exists():
        raise AddressUnknown()
