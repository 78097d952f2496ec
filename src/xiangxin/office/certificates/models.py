"""Tables of certificates. No name stands in them: what a certificate says is put together when it is made."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.models import Logged, Personal
from xiangxin.office.certificates.choices import Colour, Ending
from xiangxin.office.grants.models import Grant
from xiangxin.office.parties.models import Person


def _id() -> models.UUIDField[uuid.UUID, uuid.UUID]:
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class IssuerKey(Logged):
    """The public half of a key that signs, and its days; ``kid`` is its thumbprint. The private half is a file."""

    kid = models.CharField(max_length=43, primary_key=True)
    issuer = models.CharField(max_length=200)
    x = models.CharField(max_length=43)
    y = models.CharField(max_length=43)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    revoked_on = models.DateField(null=True)


class StateList(Logged):
    """A published list of states: its address, its places, and the token as it was signed last."""

    id = _id()
    name = models.CharField(max_length=32, unique=True)
    uri = models.CharField(max_length=260)
    places = models.PositiveIntegerField()
    token = models.TextField(blank=True)
    kid = models.CharField(max_length=43, blank=True)
    withdrawn = models.PositiveIntegerField(default=0)
    signed_at = models.DateTimeField(null=True)


class Certificate(Personal):
    """One certificate about one line. Its place in ``list`` was drawn, so that numbers tell nothing.

    ``expires_on`` is the last day. ``withdrawn_on`` and ``ending`` are set once; what was withdrawn stays so.
    """

    id = _id()
    number = models.CharField(max_length=20, unique=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=12, db_index=True)
    colour = models.CharField(max_length=4, choices=Colour.choices)
    issued_on = models.DateField()
    expires_on = models.DateField()
    list = models.ForeignKey(StateList, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    withdrawn_on = models.DateField(null=True)
    ending = models.CharField(max_length=9, choices=Ending.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "place"], name="certificates_certificate_place"),
            models.UniqueConstraint(
                fields=["grant"], condition=Q(withdrawn_on__isnull=True), name="certificates_certificate_one"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, ending="") | (Q(withdrawn_on__isnull=False) & ~Q(ending="")),
                name="certificates_certificate_ended",
            ),
            models.CheckConstraint(condition=Q(expires_on__gte=F("issued_on")), name="certificates_certificate_days"),
        ]


class ShownCode(Personal):
    """A code that the holder made to be checked by somebody opposite. Kept as a keyed digest; it opens nothing else."""

    id = _id()
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="codes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    uses_left = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["certificate", "made_at"], name="certificates_code_made")]
