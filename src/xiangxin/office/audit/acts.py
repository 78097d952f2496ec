"""The one way to change anything: ``with act("consent.given", by=…) as given: … given.wrote(row)``.

An act is one transaction and one entry of the log. Where the entry cannot be written, nothing happened. Payloads hold
ids, codes, dates and figures; never a name, a number or free text about a person.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from xiangxin.kernel.canonical import encode
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.context import opened
from xiangxin.office.audit.errors import WriteOutsideAct
from xiangxin.office.audit.models import Entry, Head, Logged, Part, Payload

VERSION = 1


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
    _rows: list[tuple[str, Logged]] = field(default_factory=list)

    def wrote(self, *rows: Logged) -> None:
        """Name rows as they now stand in the database. Rows written in bulk are named too."""
        self._rows.extend(("write", row) for row in rows)

    def removed(self, *rows: Logged) -> None:
        """Name rows that were deleted."""
        self._rows.extend(("delete", row) for row in rows)


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
    the same transaction. ``WriteOutsideAct`` when the block wrote a logged table and named no row of it.
    """
    doing = Act(name, by, _label(about), person, purpose, area, dict(payload or {}))
    with transaction.atomic(), opened("act") as frame:
        yield doing
        unnamed = frame.wrote - {row._meta.db_table for _, row in doing._rows}
        if unnamed:
            raise WriteOutsideAct(min(unnamed))
        doing.entry = _append(doing)


def _label(row: str | models.Model) -> str:
    return row if isinstance(row, str) else f"{row._meta.label_lower}:{row.pk}"


def _append(doing: Act) -> Entry:
    head = Head.objects.select_for_update().get_or_create(id=1)[0]
    salt = secrets.token_bytes(16)
    body = encode(doing.payload)
    now = timezone.now()
    entry = Entry.objects.create(
        seq=head.size,
        version=VERSION,
        at=now.replace(microsecond=now.microsecond // 1000 * 1000),
        actor=str(doing.by),
        act=doing.name,
        object=doing.about,
        person=doing.person,
        purpose=doing.purpose,
        area=doing.area,
        commitment=hmac.digest(salt, body, hashlib.sha256),
        rows_count=len(doing._rows),
    )
    Payload.objects.create(entry=entry, salt=salt, body=body)
    Part.objects.bulk_create(_part(entry, index, *row) for index, row in enumerate(doing._rows))
    Head.objects.filter(id=1).update(size=head.size + 1)
    return entry


def _part(entry: Entry, index: int, op: str, row: Logged) -> Part:
    return Part(
        entry=entry,
        index=index,
        table=row._meta.db_table,
        key=str(row.pk),
        op=op,
        salt=secrets.token_bytes(16),
        digest=b"",
    )
