"""Tables of grants. Decisions are added, none is changed; a case moves along the states of ``choices``."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.models import Logged, Personal
from xiangxin.office.consent.choices import Channel
from xiangxin.office.grants.choices import ADVERSE, LATER, STANDING, WAITING, DecisionKind, Ending, LetterKind, State
from xiangxin.office.parties.models import Person
from xiangxin.office.runs.models import ScoringRun


def _id() -> models.UUIDField[uuid.UUID, uuid.UUID]:
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class Handover(Logged):
    """That the results of a run were put before officers, once: an old run opens nothing again."""

    id = _id()
    run = models.OneToOneField(ScoringRun, on_delete=models.PROTECT, related_name="handover")
    cases = models.PositiveIntegerField()
    done_at = models.DateTimeField()


class Grant(Personal):
    """One person's case at one bank: what a run proposed, what was decided, how it stands.

    ``result`` is the id of the result it rests on, which may be deleted before it. ``classes``: the classes of consent
    that result rests on. ``proposed_*`` as the run has it, after the cap of a first limit where ``capped_by`` names
    one; ``limit_fen`` and ``rate_bp`` as decided. ``replaces``: the line that a new one takes the place of.
    """

    id = _id()
    number = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    household = models.UUIDField()
    area = models.CharField(max_length=12, db_index=True)
    run = models.ForeignKey(ScoringRun, on_delete=models.PROTECT, related_name="+")
    result = models.UUIDField()
    classes = models.CharField(max_length=120)
    outcome = models.CharField(max_length=16)
    flags = models.TextField(blank=True)
    stars = models.SmallIntegerField(null=True)
    certificate = models.CharField(max_length=20, null=True)
    proposed_limit_fen = models.BigIntegerField(null=True)
    proposed_rate_bp = models.IntegerField(null=True)
    binding = models.CharField(max_length=60, null=True)
    capped_by = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    limit_fen = models.BigIntegerField(null=True)
    rate_bp = models.IntegerField(null=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    delivered_on = models.DateField(null=True)
    answer_by_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "receiver"], condition=Q(state__in=sorted(WAITING)), name="grants_grant_one_waiting"
            ),
            models.UniqueConstraint(
                fields=["person", "receiver"], condition=Q(state__in=sorted(STANDING)), name="grants_grant_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(limit_fen__isnull=True)
                | (Q(limit_fen__gt=0) & Q(proposed_limit_fen__isnull=False, limit_fen__lte=F("proposed_limit_fen"))),
                name="grants_grant_never_above",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["delivered", "active", "suspended", "told"]) | Q(delivered_on__isnull=False),
                name="grants_grant_told_first",
            ),
        ]
        indexes = [models.Index(fields=["receiver", "state", "area"], name="grants_grant_worklist")]


class Decision(Personal):
    """What a named officer decided, once. ``batch``: agreed to together with others, which only an acceptance can be.

    ``reason`` is a code of ``data/reasons.yaml``; ``words_sealed`` what the officer wrote, shown to the person whole.
    ``second_look`` is set where it answers a request for a human being. A suspension or reduction takes effect
    (``effected_*``) by an act of its own, after ``not_before_on``; one that was called off (``called_off_*``) never
    does. ``about``: the announced one that this upholds or calls off.
    """

    id = _id()
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="decisions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=DecisionKind.choices)
    reason = models.CharField(max_length=40, blank=True)
    words_sealed = models.BinaryField(null=True)
    limit_fen = models.BigIntegerField(null=True)
    rate_bp = models.IntegerField(null=True)
    batch = models.BooleanField(default=False)
    decided_by = models.UUIDField()
    decided_for = models.UUIDField(null=True)
    decided_at = models.DateTimeField()
    second_look = models.ForeignKey(
        "HumanRequest", null=True, on_delete=models.PROTECT, related_name="answers", db_constraint=True
    )
    not_before_on = models.DateField(null=True)
    effected_by = models.UUIDField(null=True)
    effected_on = models.DateField(null=True)
    about = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    called_off_by = models.UUIDField(null=True)
    called_off_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(ADVERSE)) | (Q(batch=False) & ~Q(reason="")),
                name="grants_decision_adverse_one_by_one",
            ),
            models.CheckConstraint(
                condition=Q(batch=False) | Q(kind=DecisionKind.ACCEPT), name="grants_decision_batch_accepts"
            ),
            models.CheckConstraint(
                condition=Q(effected_on__isnull=True)
                | Q(effected_by__isnull=False, not_before_on__isnull=False, effected_on__gte=F("not_before_on")),
                name="grants_decision_notice_before",
            ),
            models.CheckConstraint(
                condition=Q(called_off_on__isnull=True)
                | Q(called_off_by__isnull=False, effected_on__isnull=True, kind__in=sorted(LATER)),
                name="grants_decision_called_off",
            ),
        ]


class HumanRequest(Personal):
    """The person asks for another human being to look again. It is answered by somebody who did not decide before.

    ``about``: ids of the lines of the explanation that the person says are wrong, joined by semicolons; empty for the
    whole.
    """

    id = _id()
    number = models.CharField(max_length=20, unique=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="requests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    through = models.CharField(max_length=8, choices=Channel.choices)
    about = models.TextField(blank=True)
    asked_on = models.DateField()
    due_on = models.DateField()
    answered_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["grant"], condition=Q(answered_on__isnull=True), name="grants_humanrequest_one_open"
            )
        ]


class Letter(Personal):
    """What the person is told about one decision. The text is sealed; clocks start when it is delivered."""

    id = _id()
    number = models.CharField(max_length=20, unique=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="letters")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="letter")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=LetterKind.choices)
    content_sealed = models.BinaryField()
    content_sha256 = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    channel = models.CharField(max_length=8, choices=Channel.choices, blank=True)
    delivered_at = models.DateTimeField(null=True)
    delivered_by = models.UUIDField(null=True)
    proof = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True, channel="", delivered_by__isnull=True)
                | (Q(delivered_at__isnull=False, delivered_by__isnull=False) & ~Q(channel="")),
                name="grants_letter_delivered",
            )
        ]
