"""The log for the auditor: entries, what one of them says, and the checkpoints over it.

Heads and payloads hold ids, codes and dates. Whoever searches for a person, or opens an entry about one, has looked at
that person: it is noted, and the person sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.queries import logins_of
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.accounts.words import act_words
from xiangxin.office.areas.models import Area
from xiangxin.office.audit import queries as audit
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.models import Checkpoint, Entry, Part, Witness
from xiangxin.office.audit.reads import reading
from xiangxin.office.oversight.errors import EntryUnknown
from xiangxin.office.oversight.payload import decode, lines
from xiangxin.office.oversight.proofs import is_leaf_of
from xiangxin.office.oversight.wording import purpose_words
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.limits import limits_of

_ACCOUNT = re.compile(r"account:([0-9a-f-]{36})(?: |\Z)")
SEALER = "system:sealer"
PURPOSE = "audit"
GROUND = "duty"
SHOWN = ("log",)
MOST_ROWS = limits_of("xiangxin.office.oversight")["rows_of_an_entry"]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry. ``said`` is None where the content was erased; ``covered`` is the newest checkpoint over it.

    ``fits``: whether the stored head still gives the leaf under which it stands in the tree.
    """

    entry: Entry
    act: Text
    purpose: Text | None
    said: tuple[tuple[str, str], ...] | None
    rows: Sequence[Part]
    covered: Checkpoint | None
    fits: bool

    @property
    def more_rows(self) -> int:
        """How many rows stand in the exported file only."""
        return self.entry.rows_count - len(self.rows)


def all_entries(*, sealer: bool = True) -> QuerySet[Entry]:
    """Every entry, the last one first; without those of the ``sealer``, which puts notes of looks under the log."""
    found = audit.entries()
    return found if sealer else found.exclude(actor=SEALER)


def call(rows: Iterable[Entry]) -> None:
    """Give entries the login of who acted, where it was an account, and the name of the area; ids stand beside."""
    rows = list(rows)
    ids = {row.seq: found[1] for row in rows if (found := _ACCOUNT.match(row.actor))}
    logins = logins_of(UUID(one) for one in set(ids.values()))
    for row in rows:
        if row.seq in ids and (login := logins.get(UUID(ids[row.seq]))) is not None:
            cast(Any, row).called = login
    codes = {row.area for row in rows if row.area}
    names = dict(Area.objects.filter(code__in=codes).order_by("from_on").values_list("code", "name")) if codes else {}
    for row in rows:
        if row.area in names:
            cast(Any, row).placed = names[row.area]


def note_search(viewer: Viewer, person: UUID) -> None:
    """Note that the log was searched for ``person``; where that fails, nothing may be shown."""
    with noted(viewer.actor, person, "oversight.log"):
        pass


def entry_page(viewer: Viewer, seq: int) -> EntryPage:
    """Entry ``seq``; ``EntryUnknown`` where there is none."""
    entry = entry_of(seq)
    call([entry])
    with noted(viewer.actor, entry.person, "oversight.entry"):
        body = audit.payload_of(entry)
    newest = newest_checkpoint()
    return EntryPage(
        entry=entry,
        act=act_words(entry.act),
        purpose=purpose_words(entry.purpose) if entry.purpose else None,
        said=None if body is None else tuple(lines(decode(body))),
        rows=list(Part.objects.filter(entry=entry).order_by("index")[:MOST_ROWS]),
        covered=newest if newest is not None and newest.size > seq else None,
        fits=is_leaf_of(entry),
    )


def entry_of(seq: int) -> Entry:
    """One entry by its number; ``EntryUnknown``."""
    found = audit.entries().filter(seq=seq).first() if seq < audit.log_size() else None
    if found is None:
        raise EntryUnknown(seq=seq)
    return found


def checkpoints() -> QuerySet[Checkpoint]:
    """All checkpoints, the newest first."""
    return audit.checkpoints().order_by("-size")


def newest_checkpoint() -> Checkpoint | None:
    """The newest of them."""
    return checkpoints().first()


def witnesses() -> QuerySet[Witness]:
    """Who keeps our checkpoints, and how far each has got."""
    return Witness.objects.select_related("state").order_by("name", "id")


@contextmanager
def noted(by: Actor, person: UUID | None, what: str) -> Iterator[None]:
    """Note a look at ``person`` when the block ends; an entry about nobody needs no note."""
    if person is None:
        yield
        return
    with reading(by, purpose=PURPOSE, ground=GROUND, what=what) as look:
        yield
        look.showed([person], SHOWN)


def checkpoint_of(size: int) -> Checkpoint:
    """The checkpoint over the first ``size`` entries; ``AddressUnknown`` where there is none."""
    found = checkpoints().filter(size=size).first() if size <= audit.log_size() else None
    if found is None:
        raise AddressUnknown()
    return found
