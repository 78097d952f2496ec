"""Tables of policies: texts by their hash, what authors are still writing, what was found out, what was adopted.

No person stands in any of them: a report holds counts that passed the rules of small cells before they came here.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from xiangxin.office.areas.models import Institution, in_order
from xiangxin.office.audit.models import Logged


def _id() -> models.UUIDField[uuid.UUID, uuid.UUID]:
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class PolicyText(Logged):
    """One policy as it was written, to the last comment. ``name`` is its id, ``content_hash`` that of its content.

    ``text_sha256`` tells texts of the same content and another layout apart; both are kept.
    """

    id = _id()
    name = models.CharField(max_length=60, db_index=True)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300)
    content_hash = models.CharField(max_length=64, db_index=True)
    text_sha256 = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    kept_at = models.DateTimeField()
    kept_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.content_hash[:12]}"


class Draft(Logged):
    """What an author is writing. ``revision`` grows with every save: whoever saves over another's is told.

    ``based_on`` is the text it began as.
    """

    id = _id()
    name = models.CharField(max_length=60)
    area = models.CharField(max_length=12, db_index=True)
    text = models.TextField()
    based_on = models.ForeignKey(PolicyText, null=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    begun_by = models.UUIDField()
    begun_at = models.DateTimeField()
    saved_by = models.UUIDField()
    saved_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.revision}"


class Report(Logged):
    """What a dry run of a text found, for one receiver and purpose: canonical JSON and its digest."""

    id = _id()
    policy = models.ForeignKey(PolicyText, on_delete=models.PROTECT, related_name="reports")
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=24)
    area = models.CharField(max_length=12, db_index=True)
    as_of = models.DateField()
    known_on = models.DateField()
    content = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.policy} {self.as_of}"


class Impact(Logged):
    """A record of the assessment of impact: the questions that were asked, in both languages, and the answers."""

    id = _id()
    policy = models.ForeignKey(PolicyText, on_delete=models.PROTECT, related_name="impacts")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="impacts")
    area = models.CharField(max_length=12, db_index=True)
    content = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.policy} {self.made_at}"


class Adoption(Logged):
    """From ``from_on`` on, one receiver assesses for one purpose by one text. One is open at any time.

    ``law_hash``: the law it was checked against when it was adopted; ``judgements`` say what later law says of it.
    """

    id = _id()
    policy = models.ForeignKey(PolicyText, on_delete=models.PROTECT, related_name="adoptions")
    receiver = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=24)
    area = models.CharField(max_length=12, db_index=True)
    jurisdiction = models.CharField(max_length=12)
    law_hash = models.CharField(max_length=64)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    impact = models.ForeignKey(Impact, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    adopted_at = models.DateTimeField()
    proposed_by = models.UUIDField()
    agreed_by = models.UUIDField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["receiver", "purpose"], condition=Q(to_on__isnull=True), name="adoption_adoption_one_open"
            ),
            models.UniqueConstraint(fields=["receiver", "purpose", "from_on"], name="adoption_adoption_one_a_day"),
            models.CheckConstraint(condition=~Q(proposed_by=F("agreed_by")), name="adoption_adoption_two_people"),
            in_order("adoption_adoption_days"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.from_on}"


class Judgement(Logged):
    """What a law that came later says of an adopted text. ``admitted`` False: nobody is assessed by it any more."""

    id = _id()
    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="judgements")
    law_hash = models.CharField(max_length=64)
    judged_on = models.DateField()
    admitted = models.BooleanField()
    findings = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["adoption", "law_hash", "judged_on"], name="adoption_judgement_once")
        ]

    def __str__(self) -> str:
        return f"{self.adoption} {self.judged_on}"
