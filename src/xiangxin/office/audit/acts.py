"""The one way to change anything: ``with act("consent.given", by=…) as given: … given.wrote(row)``.

An act is one transaction and one entry of the log. Where the entry cannot be written, nothing happened. Payloads hold
ids, codes, dates and figures; never a name, a number or free text about a person.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from xiangxin.kernel.canonical import encode
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.cells import cells_of, short_digests
from xiangxin.office.audit.context import Frame, opened
from xiangxin.office.audit.errors import WriteOutsideAct
from xiangxin.office.audit.models import Entry, Head, Logged, Part, Payload
from xiangxin.proof import entry as proof
from xiangxin.proof.cells import cell, instant
from xiangxin.proof.tree import Frontier

BATCH = 500


@dataclass(slots=True)
class Act:
    """What is being done. ``payload`` may be filled until the act ends; ``entry`` is set when it has ended."""

    name: str
    by: Actor
    about: str = ""
    person: UUID | None = None
    purpose: str | None = None
    area: str | None = None
    payload: dict[str, object] = field(default_factory=dict)
    entry: Entry | None = None
    _rows: dict[tuple[str, str], tuple[proof.Op, Logged]] = field(default_factory=dict)

    def wrote(self, *rows: Logged) -> None:
        """Name rows that were written; they count as they stand when the act ends. Bulk writes are named row by row."""
        for row in rows:
            self._rows[row._meta.db_table, str(row.pk)] = ("write", row)

    def removed(self, *rows: Logged) -> None:
        """Name rows that were deleted, before or after the deletion."""
        for row in rows:
            self._rows[row._meta.db_table, str(row.pk)] = ("delete", row)


@contextmanager
def act(
    name: str,
    *,
    by: Actor,
    about: str | models.Model = "",
    person: UUID | None = None,
    purpose: str | None = None,
    area: str | None = None,
    payload: Mapping[str, object] | None = None,
) -> Iterator[Act]:
    """Open an act; its entry is written when the block ends without an error, in the block's transaction.

    ``about`` is what the act is about, as ``app.model:key`` or a row. An act inside an act is an entry of its own in
    the same transaction. ``WriteOutsideAct`` when the block wrote more rows of a logged table than it named.
    """
    doing = Act(name, by, _label(about), person, purpose, area, dict(payload or {}))
    with transaction.atomic():
        with opened("act") as frame:
            yield doing
        _require_named(frame, doing)
        doing.entry = _append(doing)


def _label(row: str | models.Model) -> str:
    return row if isinstance(row, str) else f"{row._meta.label_lower}:{row.pk}"


def _require_named(frame: Frame, doing: Act) -> None:
    named = Counter(table for table, _ in doing._rows)
    for table, count in frame.wrote.items():
        # A statement that changed nothing needs no name; where the driver does not count (-1), it changed something.
        if named[table] < (1 if count < 0 else count):
            raise WriteOutsideAct(table)


def _append(doing: Act) -> Entry:
    """Write the entry under the head's lock, which is taken last and held until the commit."""
    parts = [_part(op, row) for op, row in doing._rows.values()]
    salt = secrets.token_bytes(proof.SALT_BYTES)
    body = encode({key: cell(value) for key, value in doing.payload.items()})
    head = _locked_head()
    now = _now()
    made = proof.Entry(
        seq=head.size,
        at=instant(now),
        actor=str(doing.by),
        act=doing.name,
        object=doing.about,
        person=None if doing.person is None else str(doing.person),
        purpose=doing.purpose,
        area=doing.area,
        commitment=proof.commitment(salt, body),
        rows=proof.rows_root(proof.Row(part.table, part.key, _op(part), bytes(part.digest)) for part in parts),
        rows_count=len(parts),
    )
    entry = Entry(
        seq=made.seq,
        version=proof.VERSION,
        at=now,
        actor=made.actor,
        act=made.act,
        object=made.object,
        person=doing.person,
        purpose=made.purpose,
        area=made.area,
        commitment=made.commitment,
        rows=made.rows,
        rows_count=made.rows_count,
        leaf=made.leaf(),
    )
    entry.save(force_insert=True)
    Payload(entry=entry, salt=salt, body=body).save(force_insert=True)
    for index, part in enumerate(parts):
        part.entry, part.index = entry, index
    Part.objects.bulk_create(parts, batch_size=BATCH)
    frontier = Frontier.from_bytes(bytes(head.frontier)) if head.size else Frontier()
    frontier.append(made.leaf())
    Head.objects.filter(id=1).update(size=head.size + 1, frontier=frontier.to_bytes())
    return entry


def _locked_head() -> Head:
    head = Head.objects.select_for_update().filter(id=1).first()
    return head if head is not None else Head.objects.select_for_update().get_or_create(id=1)[0]


def _now() -> datetime:
    now = timezone.now()
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _part(op: proof.Op, row: Logged) -> Part:
    """What the log keeps of a row; a deleted one has no cells."""
    salt = secrets.token_bytes(proof.SALT_BYTES)
    cells = cells_of(row) if op == "write" else {}
    return Part(
        table=row._meta.db_table,
        key=str(row.pk),
        op=op,
        digest=proof.row_digest(salt, cells),
        salt=salt,
        cells=short_digests(salt, cells),
    )


def _op(part: Part) -> proof.Op:
    return "delete" if part.op == "delete" else "write"
