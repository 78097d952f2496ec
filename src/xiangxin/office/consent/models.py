"""Tables of notices and consents (decision 4)."""

from __future__ import annotations

import uuid

from django.db import models

from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.models import Personal


class Consent(Personal):
    """One person, one purpose, one receiver, one class of fields; dates as in decision 4."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(db_index=True)
    purpose = models.CharField(max_length=24)
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    field_class = models.CharField(max_length=24)
    written = models.BooleanField()
    notice_delivered_on = models.DateField()
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    channel = models.CharField(max_length=16)
