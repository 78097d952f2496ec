"""Puts the notes of who looked under the log: many notes, one act. Safe to run twice, at once, or to be killed."""

from __future__ import annotations

from django.db import connections, transaction

from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import ROWS_A_STATEMENT, act
from xiangxin.office.audit.appending import MAIN, locked_state
from xiangxin.office.audit.models import PendingRead, ReadRecord

BATCH = 2000


def seal_reads() -> int:
    """How many notes were put under the log; notes that an interrupted run had sealed are only taken away."""
    sealed = 0
    while notes := list(PendingRead.objects.order_by("at", "id")[:BATCH]):
        sealed += _seal(notes)
        PendingRead.objects.filter(id__in=[note.id for note in notes]).delete()
    return sealed


def _seal(notes: list[PendingRead]) -> int:
    """Under the log's lock from the beginning, so that two sealers do not seal one note."""
    columns = [field.name for field in PendingRead._meta.concrete_fields]
    connection = connections[MAIN]
    with transaction.atomic(using=MAIN):
        with connection.cursor() as cursor:
            locked_state(connection, cursor)
        known = set(ReadRecord.objects.filter(id__in=[one.id for one in notes]).values_list("id", flat=True))
        fresh = [ReadRecord(**{name: getattr(one, name) for name in columns}) for one in notes if one.id not in known]
        if fresh:
            with act("reads.sealed", by=system("sealer"), payload={"count": len(fresh)}) as sealing:
                ReadRecord.objects.bulk_create(fresh, batch_size=ROWS_A_STATEMENT)
                sealing.wrote(*fresh)
    return len(fresh)
