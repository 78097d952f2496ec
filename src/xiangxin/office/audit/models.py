"""Tables of the log, and the two kinds of rows that other rooms derive from."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Logged(models.Model):
    """A row whose every write stands in the log: `verify` compares it, cell by cell, with what the log says.

    ``UNLOGGED`` names columns that may change without an act (a counter of failed tries); they must hold nothing on
    which a decision rests.
    """

    UNLOGGED: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True


class Personal(Logged):
    """A logged row about a person: reading it needs a purpose, and the person can see who read it."""

    class Meta:
        abstract = True


class Entry(models.Model):
    """One act. ``seq`` counts from 0 without gaps and is the leaf's index in the tree."""

    seq = models.BigIntegerField(primary_key=True)
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    act = models.CharField(max_length=80)
    object = models.CharField(max_length=120)
    person = models.UUIDField(null=True, db_index=True)
    purpose = models.CharField(max_length=24, null=True)
    area = models.CharField(max_length=12, null=True)
    commitment = models.BinaryField(max_length=32)
    rows = models.BinaryField(max_length=32, null=True)
    rows_count = models.PositiveIntegerField(default=0)
    leaf = models.BinaryField(max_length=32, null=True)


class Payload(models.Model):
    """What an act says beyond its head; can be erased with its salt, the commitment in the head stays."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True)
    salt = models.BinaryField(max_length=16)
    body = models.BinaryField()


class Part(models.Model):
    """One row that an act wrote or deleted, by the digest of its cells."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="parts")
    index = models.PositiveIntegerField()
    table = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    op = models.CharField(max_length=6)
    salt = models.BinaryField(max_length=16)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "index"], name="audit_part_once")]
        indexes = [models.Index(fields=["table", "key"], name="audit_part_row")]


class PendingRead(models.Model):
    """Notes of who looked at whom, until the sealer puts them under the log."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    role = models.CharField(max_length=32)
    institution = models.UUIDField(null=True)
    purpose = models.CharField(max_length=24)
    ground = models.CharField(max_length=24)
    what = models.CharField(max_length=80)
    person = models.UUIDField(null=True)
    fields = models.CharField(max_length=400)


class Head(models.Model):
    """How many entries there are; the row that writers of the log take turns on."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
