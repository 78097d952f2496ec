"""The tables of posts and of posts handed to somebody else for a while."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from xiangxin.office.accounts.choices import ADMINISTRATORS, Role
from xiangxin.office.accounts.models.account import Account
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.models import Logged


class Post(Logged):
    """One role of one account in one area and institution, from one day to another, both included.

    ``ended_at`` is set where it was ended at once: it opens nothing from that moment, whatever day ``to_on`` names.
    No account holds two of the three administrators on one day: a trigger in the first migration refuses the row, and
    an index refuses the second of two such rows that are written at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=24, choices=Role.choices)
    area = models.CharField(max_length=12)
    institution = models.ForeignKey(Institution, null=True, blank=True, on_delete=models.PROTECT)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="accounts_post_term"
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(role__in=sorted(ADMINISTRATORS), to_on__isnull=True),
                name="accounts_post_one_administrator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.area}"


class Delegation(Logged):
    """The holder of ``post`` lets ``to`` act in it from one day to another, both included; it ends by itself.

    ``to_on`` is always set; ending early moves it. The log names both accounts of every act done under it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations")
    to = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="delegations")
    from_on = models.DateField()
    to_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="accounts_delegation_term"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} → {self.to_id}"
