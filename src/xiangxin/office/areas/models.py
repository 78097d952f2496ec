"""Tables of areas and institutions. Days are inclusive on both ends; an empty end means not ended."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from xiangxin.kernel.text import Text
from xiangxin.office.areas.choices import AreaLevel, ChangeKind, InstitutionKind
from xiangxin.office.audit.models import Logged


def in_order(name: str) -> models.CheckConstraint:
    """The last day is not before the first."""
    return models.CheckConstraint(condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name=name)


class Area(Logged):
    """One area under one code for as long as it had that name and rank."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=12, db_index=True)
    level = models.CharField(max_length=10, choices=AreaLevel.choices)
    name = models.CharField(max_length=60)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "from_on"], name="areas_area_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(to_on__isnull=True), name="areas_area_one_in_force"),
            in_order("areas_area_days"),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(Logged):
    """One area became another: on that day ``predecessor`` had ended and ``successor`` was there.

    A merger of two is two rows, a split into three is three.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    predecessor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="became")
    successor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="came_from")
    happened_on = models.DateField()
    document_no = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="areas_succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="areas_succession_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Institution(Logged):
    """A body that acts, supplies or receives; ``area`` is the code of the area it works in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=16, choices=InstitutionKind.choices)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    area = models.CharField(max_length=12, db_index=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name", "area"], condition=Q(to_on__isnull=True), name="areas_institution_name_in_force"
            ),
            in_order("areas_institution_days"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> Text:
        """Its name in both languages; the Chinese one where it has no other."""
        return Text(self.name, self.name_en or self.name)

    @property
    def head(self) -> Institution:
        """Itself; of a branch the bank that it belongs to, to which people consent and for which it acts."""
        return self.parent if self.kind == InstitutionKind.BRANCH and self.parent is not None else self
