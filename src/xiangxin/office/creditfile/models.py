"""Tables of the credit file.

Rows are added; none is changed but a batch that is shown, an answer that is taken back and a dispute that ends.

Which kinds of facts there are, and what each holds, is the field registry of the law pack (``law.fields``,
``law.record_kinds``); what is not registered there has no row here. Days are inclusive; an empty end means not ended.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.models import Logged, Personal
from xiangxin.office.creditfile.choices import Outcome, Procedure, Severity, StandingKind, Stars, Through, Why
from xiangxin.office.parties.models import Business, Person


def _id() -> models.UUIDField[uuid.UUID, uuid.UUID]:
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class Batch(Logged):
    """What one accepted submission brought. Its rows are there, and seen by nobody, until it is shown.

    ``shown_at`` is the one switch: a batch is shown whole or not at all. ``known_on`` is the day it became known here.
    ``said_at``: when its source said it. What the source took back after that is not shown. ``undoes``: the submission
    that it takes back, where it does nothing else.
    """

    id = _id()
    submission = models.UUIDField(unique=True)
    undoes = models.UUIDField(null=True)
    form = models.CharField(max_length=40)
    source = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    agreement = models.UUIDField(null=True)
    said_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    known_on = models.DateField(null=True)
    shown_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True, known_on__isnull=True)
                | Q(shown_at__isnull=False, known_on__isnull=False),
                name="creditfile_batch_known_when_shown",
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.id}"


class Fact(Personal):
    """One version of one dated fact about a person: a registered field's value, or a record.

    ``kind``: a field of ``law.fields`` (then ``value`` holds it in canonical text) or a kind of ``law.record_kinds``
    (then the columns of the envelope do). ``series`` is the matter in the world; its versions share it. ``happened_on``
    is the first day it held, for a value too. ``known_earlier_on``: for what an older file of the county already knew;
    without it a fact is known from the day its batch was shown. ``source`` sent it. ``restores``: the version whose
    words these are, where what had replaced it was taken back.
    """

    id = _id()
    series = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="facts", db_index=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="facts")
    source = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    value = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=40, blank=True)
    amount_fen = models.BigIntegerField(null=True)
    happened_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    known_earlier_on = models.DateField(null=True)
    restores = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="restored_by")
    document_no = models.CharField(max_length=120, blank=True)
    authority = models.CharField(max_length=120, blank=True)
    procedure = models.CharField(max_length=10, choices=Procedure.choices, blank=True)
    catalogue_code = models.CharField(max_length=20, blank=True)
    severity = models.CharField(max_length=10, choices=Severity.choices, blank=True)
    told_on = models.DateField(null=True)
    final = models.BooleanField(null=True)
    sealed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(happened_on__isnull=True) | Q(ended_on__gte=F("happened_on")),
                name="creditfile_fact_days",
            ),
            models.UniqueConstraint(fields=["series", "batch"], name="creditfile_fact_once_a_batch"),
        ]
        indexes = [models.Index(fields=["person", "kind"], name="creditfile_fact_of_person")]

    @property
    def whose(self) -> tuple[uuid.UUID, uuid.UUID]:
        """Whom it is about, and who said it."""
        return self.person_id, self.source_id


class Supersession(Personal):
    """From the day its batch was shown, ``fact`` is not believed any more; ``by`` is what is believed instead.

    ``known_earlier_on``: that of ``by``. What an older file had corrected already was not believed from that day on.
    """

    id = _id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="supersessions", db_index=False)
    by = models.ForeignKey(Fact, null=True, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    known_earlier_on = models.DateField(null=True)
    why = models.CharField(max_length=10, choices=Why.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact", "batch"], name="creditfile_supersession_once_a_batch"),
        ]


class Tally(Logged):
    """How many rows of a shown batch one act brought or took away, by source and kind: for figures without a count.

    Rows are only added: showing a batch adds to it, and what it replaces adds to the older one; deleting takes away.
    The sum over a batch is what a count of its rows would say. ``newest``: the last first day among what was brought.
    ``disputed``: disputes that are open. ``upheld``: those that found a fact wrong.
    """

    id = _id()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    facts = models.IntegerField(default=0)
    answers = models.IntegerField(default=0)
    corrected = models.IntegerField(default=0)
    ended = models.IntegerField(default=0)
    taken_back = models.IntegerField(default=0)
    disputed = models.IntegerField(default=0)
    upheld = models.IntegerField(default=0)
    newest = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.batch_id}"


class TakenBack(Logged):
    """That a source took a matter back, as a keyed digest: what was said of it before does not come in any more.

    ``matter``: see ``takenback.Matter``. Not even of whom it was stands here.
    """

    id = _id()
    kind = models.CharField(max_length=40)
    matter = models.UUIDField()
    taken_back_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class FoundWrong(Logged):
    """That a dispute found these words of a matter wrong, as a keyed digest: they do not come in any more.

    ``words``: see ``foundwrong.words_of``. Not even of whom they were stands here.
    """

    id = _id()
    kind = models.CharField(max_length=40)
    words = models.UUIDField(db_index=True)
    found_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Coverage(Personal):
    """Somebody was asked about a person and a kind of record on a day: with no record, "asked, and there is none".

    ``withdrawn_in``: the batch that takes the answer back; from the day it was shown nobody was asked.
    """

    id = _id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    asked_of = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    known_earlier_on = models.DateField(null=True)
    withdrawn_in = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "asked_of", "asked_on", "batch"], name="creditfile_coverage_once_a_batch"
            ),
        ]

    @property
    def whose(self) -> tuple[uuid.UUID, uuid.UUID]:
        """Whom it is about, and who answered."""
        return self.person_id, self.asked_of_id


class Dispute(Personal):
    """A person says that a fact is wrong: until it is answered, its matter counts nowhere and every reader is told.

    The whole series is disputed, so that sending the same again does not end it.

    ``number`` is what the person is given. ``due_on`` follows from law data. The answer itself belongs to the room of
    rights; here only that there is one, and what it was.
    """

    id = _id()
    number = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="disputes")
    opened_on = models.DateField()
    through = models.CharField(max_length=8, choices=Through.choices)
    due_on = models.DateField()
    ended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fact"], condition=Q(ended_on__isnull=True), name="creditfile_dispute_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, outcome="") | (Q(ended_on__isnull=False) & ~Q(outcome="")),
                name="creditfile_dispute_ended",
            ),
        ]


class Statement(Personal):
    """What a person adds to their file in their own words (credit regulation 16): shown with the file, never scored."""

    id = _id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    fact = models.ForeignKey(Fact, null=True, on_delete=models.PROTECT, related_name="statements")
    words_sealed = models.BinaryField()
    through = models.CharField(max_length=8, choices=Through.choices)
    made_on = models.DateField()
    taken_back_on = models.DateField(null=True)


class ExternalItem(Personal):
    """A part of a score that came from elsewhere, as its source explains it. A score without parts is opaque."""

    id = _id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="items")
    place = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=80)
    points_centi = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "place"], name="creditfile_externalitem_once")]


class BusinessFact(Logged):
    """One version of one dated fact about an organisation, in the same shape as ``Fact``. It says nothing of a person.

    Kinds are those of the registry of operators: contracts, equipment, insurance, places in a value chain.
    """

    id = _id()
    series = models.UUIDField(db_index=True)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="facts")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    kind = models.CharField(max_length=40)
    value = models.CharField(max_length=120, blank=True)
    counterpart = models.ForeignKey(Business, null=True, on_delete=models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField(null=True)
    happened_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    known_earlier_on = models.DateField(null=True)
    document_no = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "batch"], name="creditfile_businessfact_once_a_batch"),
        ]
        indexes = [models.Index(fields=["business", "kind"], name="creditfile_fact_of_business")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Standing(Personal):
    """What others had found of, granted or lent to a person before this office began. No run reads it.

    ``year``: of which list. A rating has a ``value``, a limit and the head of a loan an amount. Rows are only added.
    """

    id = _id()
    series = models.UUIDField(db_index=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="standings")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    kind = models.CharField(max_length=10, choices=StandingKind.choices)
    year = models.PositiveSmallIntegerField()
    value = models.CharField(max_length=10, choices=Stars.choices, blank=True)
    amount_fen = models.BigIntegerField(null=True)
    from_on = models.DateField()
    to_on = models.DateField()
    document_no = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="creditfile_standing_days"),
            models.UniqueConstraint(fields=["series", "batch"], name="creditfile_standing_once_a_batch"),
        ]


class AreaStanding(Logged):
    """The same of an area: what it had been rated, and its plaques."""

    id = _id()
    series = models.UUIDField(db_index=True)
    area = models.CharField(max_length=12, db_index=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    kind = models.CharField(max_length=10, choices=StandingKind.choices)
    year = models.PositiveSmallIntegerField()
    value = models.CharField(max_length=10, choices=Stars.choices, blank=True)
    amount_fen = models.BigIntegerField(null=True)
    from_on = models.DateField()
    to_on = models.DateField()
    document_no = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="creditfile_areastanding_days"),
            models.UniqueConstraint(fields=["series", "batch"], name="creditfile_areastanding_once_a_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.kind} {self.year}"


class Rating(Personal):
    """What one seat of a panel gave a person in a round, or, without ``closed_on``, that a round on them is open.

    The round is not in this room: it hands over what counted when its boxes were opened. ``seat`` is drawn anew for
    each person, so that nobody's ratings can be lined up. ``rating_sealed`` holds whole points; empty while open.
    """

    id = _id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ratings")
    panel = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    round = models.UUIDField()
    seat = models.PositiveSmallIntegerField()
    rating_sealed = models.BinaryField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "round", "seat"], name="creditfile_rating_once_a_seat"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, seat=0) | Q(closed_on__gte=F("opened_on"), seat__gte=1),
                name="creditfile_rating_open_or_closed",
            ),
        ]


class Snapshot(Logged):
    """Frozen inputs of a run for one purpose, receiver and area: the engine's tables as sealed files.

    ``tables``: of each the hash and the rows as frozen, which stay, and the hash of what is ``kept`` of it: nothing is
    ever added, and what lost its ground goes. ``delete_on``: when the content goes; ``deleted_at``: when it went.
    """

    id = _id()
    purpose = models.CharField(max_length=24)
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=12)
    as_of = models.DateField()
    known_on = models.DateField()
    made_at = models.DateTimeField()
    delete_on = models.DateField(db_index=True)
    deleted_at = models.DateTimeField(null=True)
    persons = models.PositiveIntegerField()
    tables = models.JSONField()

    def __str__(self) -> str:
        return f"{self.purpose} {self.area} {self.as_of}"
