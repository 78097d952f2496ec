"""Tables of persons, households and businesses."""

from __future__ import annotations

import uuid

from django.db import models

from xiangxin.office.audit.models import Personal


class Person(Personal):
    """A natural person; ``area`` is the code of the village in which they are looked after."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name_sealed = models.BinaryField()
    id_number_sealed = models.BinaryField()
    id_number_index = models.BinaryField(max_length=32, unique=True)
    birth_on = models.DateField()
    area = models.CharField(max_length=12, db_index=True)
    died_on = models.DateField(null=True, blank=True)
