"""Puts the notes of who looked under the log: many notes, one act. Safe to run twice and to be killed in between."""

from __future__ import annotations

from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
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
    columns = [field.name for field in PendingRead._meta.concrete_fields]
    known = set(ReadRecord.objects.filter(id__in=[note.id for note in notes]).values_list("id", flat=True))
    records = [ReadRecord(**{name: getattr(note, name) for name in columns}) for note in notes if note.id not in known]
    if records:
        with act("reads.sealed", by=system("sealer"), payload={"count": len(records)}) as sealing:
            ReadRecord.objects.bulk_create(records, batch_size=500)
            sealing.wrote(*records)
    return len(records)
