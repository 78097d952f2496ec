"""Tables of the log, and the two kinds of rows that other rooms derive from."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from xiangxin.proof import entry as proof
from xiangxin.proof.cells import instant

WHOSE = "person"
"""The field that says whose row it is, unless a model says otherwise."""


class Logged(models.Model):
    """A row whose every write stands in the log: `verify` compares it, cell by cell, with what the log says.

    What changes without an act (counters, states of a delivery) has a table of its own, which derives from nothing, or
    is a column that stands in ``data/beside.yaml``, as such a table does.
    ``WHOSE`` names the field that says whose row it is, where it is one person's; a model without it has none.
    """

    WHOSE: ClassVar[str] = WHOSE

    class Meta:
        abstract = True


class Personal(Logged):
    """A logged row about a person: reading it needs a purpose, and the person can see who read it."""

    class Meta:
        abstract = True


class Entry(models.Model):
    """The head of one act, as proof.entry.Entry. ``seq`` counts from 0 without gaps and is the leaf's index."""

    seq = models.BigIntegerField(primary_key=True)
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=200, db_index=True)
    act = models.CharField(max_length=80, db_index=True)
    object = models.CharField(max_length=120)
    person = models.UUIDField(null=True, db_index=True)
    purpose = models.CharField(max_length=24, null=True)
    area = models.CharField(max_length=12, null=True, db_index=True)
    commitment = models.BinaryField(max_length=32)
    rows = models.BinaryField(max_length=32, null=True)
    rows_count = models.PositiveIntegerField()
    leaf = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.seq} {self.act}"

    def proved(self) -> proof.Entry:
        """The entry as it is hashed and exported; ``MalformedEntry`` or ``ValueError`` when the row is none."""
        if self.version != proof.VERSION:
            raise ValueError(f"an entry of version {self.version} is not known")
        return proof.Entry(
            seq=self.seq,
            at=instant(self.at),
            actor=self.actor,
            act=self.act,
            object=self.object,
            person=None if self.person is None else str(self.person),
            purpose=self.purpose,
            area=self.area,
            commitment=bytes(self.commitment),
            rows=None if self.rows is None else bytes(self.rows),
            rows_count=self.rows_count,
        )


class Payload(models.Model):
    """What an act says beyond its head; can be erased with its salt, the commitment in the head stays."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True)
    salt = models.BinaryField(max_length=16)
    body = models.BinaryField()

    def __str__(self) -> str:
        return str(self.entry_id)


class Part(models.Model):
    """One row that an act wrote or deleted, by the digest of its cells.

    ``cells`` holds a short digest of each cell, so that the verifier can name the column; it proves nothing by itself.
    ``person`` is whose row it is, so that the person's part of a great act is found, and can be erased.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="parts")
    index = models.PositiveIntegerField()
    table = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    op = models.CharField(max_length=6)
    digest = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16, null=True)
    cells = models.BinaryField(null=True)
    person = models.UUIDField(null=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "index"], name="audit_part_once")]
        indexes = [models.Index(fields=["table", "key"], name="audit_part_row")]

    def __str__(self) -> str:
        return f"{self.table} {self.key}"


class Tombstone(Logged):
    """What was erased by law: the payload of an entry, or the salts of one row. Nothing is erased without one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    table = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["table", "key"], name="audit_tombstone_row")]

    def __str__(self) -> str:
        return f"{self.table} {self.key}" if self.table else str(self.entry_id)


def digits_of(id_: uuid.UUID) -> int:
    """The six digits under which a note is asked for on the telephone."""
    return id_.int % 1_000_000


class ReadColumns(models.Model):
    """One look at one person's rows: who, in which role, for what, on what ground, which page, which fields.

    ``digits``: ``digits_of(id)``, so that a number finds the note without reading every note of its day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digits = models.PositiveIntegerField(editable=False, db_index=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    role = models.CharField(max_length=32, blank=True)
    institution = models.UUIDField(null=True)
    purpose = models.CharField(max_length=24)
    ground = models.CharField(max_length=24)
    what = models.CharField(max_length=80)
    person = models.UUIDField(db_index=True)
    fields = models.TextField()

    class Meta:
        abstract = True


class PendingRead(ReadColumns):
    """A note of a look, until the sealer puts it under the log. Lies in a database of its own on SQLite."""

    def __str__(self) -> str:
        return f"{self.what} {self.person}"


class ReadRecord(ReadColumns, Logged):
    """A note of a look under the log."""

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="audit_read_person")]

    def __str__(self) -> str:
        return f"{self.what} {self.person}"


class Head(models.Model):
    """The state of the tree; the row on which writers of the log take turns. A migration makes it, for good."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return str(self.size)


class Checkpoint(models.Model):
    """A signed statement of the tree's size and root. ``frontier`` hashes to that root, so it needs no trust."""

    size = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    text = models.TextField()
    frontier = models.BinaryField()

    def __str__(self) -> str:
        return str(self.size)


class Witness(Logged):
    """Somebody who keeps our checkpoints and would notice a rewritten log: a bank, the supervisor.

    ``key`` is the public key with which it signs what it has taken, in the text form of notes; it may have none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    url = models.URLField(max_length=300)
    key = models.CharField(max_length=200, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class WitnessState(models.Model):
    """How far a witness has got, its signature over that, and what went wrong the last time."""

    witness = models.OneToOneField(Witness, on_delete=models.CASCADE, primary_key=True, related_name="state")
    sent_size = models.BigIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    signature = models.TextField(blank=True)
    failure = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.sent_size)
