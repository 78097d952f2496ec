"""Tables of the incentive ledger: adopted lists, entries with their documents, what was exchanged, what is contested.

There is no column for fewer points, for a rank, or for what somebody did not do. A balance has no column either.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from xiangxin.office.areas.models import Institution, in_order
from xiangxin.office.audit.models import Logged, Personal
from xiangxin.office.incentives.choices import Outcome, State, Taken, Through, Why
from xiangxin.office.parties.models import Person


def _id() -> models.UUIDField[uuid.UUID, uuid.UUID]:
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class PointsList(Logged):
    """A list of kinds and benefits as two persons adopted it. ``content`` is canonical JSON; it is never edited."""

    id = _id()
    code = models.CharField(max_length=40)
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    document_no = models.CharField(max_length=120)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    proposed_by = models.UUIDField()
    agreed_by = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(to_on__isnull=True), name="incentives_pointslist_one_in_force"
            ),
            models.CheckConstraint(condition=~Q(proposed_by=F("agreed_by")), name="incentives_pointslist_two_people"),
            in_order("incentives_pointslist_days"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.from_on}"


class Entry(Personal):
    """One honour of one person with its document. It counts from ``decided_on`` to ``expires_on``, both inclusive.

    ``receiver``: the institution to which the person consented. ``points``: by the list when it was proposed; another
    list changes nothing of them. ``told_on``: when the person was told that it was struck.
    """

    id = _id()
    number = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="points")
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    list = models.ForeignKey(PointsList, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    level = models.CharField(max_length=20)
    points = models.PositiveSmallIntegerField()
    awarded_on = models.DateField()
    expires_on = models.DateField()
    document_no = models.CharField(max_length=120)
    authority = models.CharField(max_length=120)
    document_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices)
    proposed_by = models.UUIDField()
    proposed_for = models.UUIDField(null=True)
    proposed_on = models.DateField()
    decided_by = models.UUIDField(null=True)
    decided_for = models.UUIDField(null=True)
    decided_on = models.DateField(null=True)
    struck_by = models.UUIDField(null=True)
    struck_on = models.DateField(null=True)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)
    told_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="incentives_entry_only_adds"),
            models.CheckConstraint(condition=Q(expires_on__gte=F("awarded_on")), name="incentives_entry_days"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(proposed_by=F("decided_by")),
                name="incentives_entry_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state=State.PROPOSED, decided_on__isnull=True, struck_on__isnull=True)
                | Q(state=State.CONFIRMED, decided_on__isnull=False, struck_on__isnull=True)
                | Q(state=State.REFUSED, decided_on__isnull=False, struck_on__isnull=True)
                | Q(state=State.STRUCK, decided_on__isnull=False, struck_on__isnull=False),
                name="incentives_entry_state",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "document_no"],
                condition=Q(state__in=[State.PROPOSED, State.CONFIRMED]),
                name="incentives_entry_document_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "receiver"], name="incentives_entry_of_state")]


class Document(Personal):
    """The scan behind an entry, sealed; ``Entry.document_sha256`` is of what it holds."""

    id = _id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="document")
    media = models.CharField(max_length=20)
    content_sealed = models.BinaryField()


class Objection(Personal):
    """A person says that an entry is wrong. Meanwhile it counts on: saying so costs nothing."""

    id = _id()
    number = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="objections")
    through = models.CharField(max_length=8, choices=Through.choices)
    opened_on = models.DateField()
    due_on = models.DateField()
    ended_on = models.DateField(null=True)
    ended_by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(ended_on__isnull=True), name="incentives_objection_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, outcome="") | (Q(ended_on__isnull=False) & ~Q(outcome="")),
                name="incentives_objection_ended",
            ),
        ]


class Redemption(Personal):
    """Something the person exchanged points for. ``benefit`` is an id of the list."""

    id = _id()
    number = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    list = models.ForeignKey(PointsList, on_delete=models.PROTECT, related_name="+")
    benefit = models.CharField(max_length=40)
    points = models.PositiveSmallIntegerField()
    through = models.CharField(max_length=8, choices=Through.choices)
    asked_on = models.DateField()
    state = models.CharField(max_length=6, choices=Taken.choices, default=Taken.ASKED)
    settled_on = models.DateField(null=True)
    settled_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="incentives_redemption_costs"),
            models.CheckConstraint(
                condition=Q(state=Taken.ASKED, settled_on__isnull=True)
                | (~Q(state=Taken.ASKED) & Q(settled_on__isnull=False)),
                name="incentives_redemption_settled",
            ),
        ]


class Use(Personal):
    """How many points of one entry paid for a redemption: an entry and what it paid for end together."""

    id = _id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    redemption = models.ForeignKey(Redemption, on_delete=models.PROTECT, related_name="uses")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="uses")
    points = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="incentives_use_costs"),
            models.UniqueConstraint(fields=["redemption", "entry"], name="incentives_use_once"),
        ]
