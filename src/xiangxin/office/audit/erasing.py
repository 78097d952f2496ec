"""Deletion by law: what an entry says and the salts of a row go, heads and digests stay, a tombstone says so.

The rows themselves are deleted by their own room, in the same act, with ``removed``. Afterwards nothing of the content
can be found or guessed, and the log still verifies.
"""

from __future__ import annotations

from collections.abc import Iterable

from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.models import Entry, Part, Payload, Tombstone


def erase(by: Actor, *, reason: str, rows: Iterable[tuple[str, str]] = (), entries: Iterable[int] = ()) -> int:
    """Erase the salts of ``rows`` (table, key) and the payloads of ``entries``; how many tombstones were set.

    The rows must be gone, or go in the same transaction: a row that lives on without its salt cannot be verified.
    ``reason`` is a code, such as ``cool_off`` or ``retention``.
    """
    known = set(Entry.objects.filter(seq__in=list(entries)).values_list("seq", flat=True))
    stones = [Tombstone(entry_id=seq, reason=reason) for seq in sorted(known)]
    stones += [Tombstone(table=table, key=key, reason=reason) for table, key in sorted(set(rows))]
    if not stones:
        return 0
    with act("audit.erased", by=by, payload={"reason": reason, "count": len(stones)}) as erasing:
        Tombstone.objects.bulk_create(stones, batch_size=500)
        erasing.wrote(*stones)
        for stone in stones:
            if stone.table:
                Part.objects.filter(table=stone.table, key=stone.key).update(salt=None, cells=None)
        Payload.objects.filter(entry_id__in=known).delete()
    return len(stones)
