"""The table of acts that wait for a second person."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q

from xiangxin.office.accounts.choices import ProposalState
from xiangxin.office.accounts.models.account import Account
from xiangxin.office.audit.models import Logged


class Proposal(Logged):
    """One act that somebody proposed and somebody else decides. ``payload`` holds ids, codes and dates, never a text.

    ``proposed_for`` and ``decided_for`` are set where somebody acted in a post handed to them: its holder counts as
    the same person. The database refuses a decision by the proposer. The payload is JSON as text: a JSON column's check
    does not run in an SQLite that trusts no schema.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    payload = models.TextField()
    area = models.CharField(max_length=12)
    reason = models.CharField(max_length=200)
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="proposals")
    proposed_for = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_role = models.CharField(max_length=24)
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN)
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    decided_for = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="accounts_proposal_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["agreed", "refused"], decided_by__isnull=False, decided_at__isnull=False)
                | Q(state__in=["open", "withdrawn"], decided_by__isnull=True),
                name="accounts_proposal_decided",
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="accounts_proposal_open")]

    def __str__(self) -> str:
        return self.kind

    @property
    def content(self) -> dict[str, Any]:
        """The payload as it was proposed."""
        found: dict[str, Any] = json.loads(self.payload)
        return found
