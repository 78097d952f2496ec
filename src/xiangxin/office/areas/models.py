"""Tables of areas and institutions."""

from __future__ import annotations

import uuid

from django.db import models

from xiangxin.office.areas.choices import AreaLevel, InstitutionKind
from xiangxin.office.audit.models import Logged


class Area(Logged):
    """One area under one code for as long as it had that name and rank."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=12, db_index=True)
    level = models.CharField(max_length=10, choices=AreaLevel.choices)
    name = models.CharField(max_length=60)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "from_on"], name="areas_area_once")]

    def __str__(self) -> str:
        return self.name


class Institution(Logged):
    """A body that acts, supplies or receives; ``area`` is the code of the area it works in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=16, choices=InstitutionKind.choices)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    area = models.CharField(max_length=12)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
