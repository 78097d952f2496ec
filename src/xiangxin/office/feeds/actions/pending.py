"""What a provider sent and nobody agreed to yet must not bring back what it has repaired meanwhile: it is taken back.

The whole submission goes, since its rows were agreed to as one; the provider sends the others again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.office.creditfile.new import NewFact
from xiangxin.office.feeds.models import Feed
from xiangxin.office.feeds.rules import sender_of
from xiangxin.office.intake.actions import take_back
from xiangxin.office.intake.choices import Change, State
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.sealedfile import lines_of
from xiangxin.office.intake.staging import LIMITS, fact_of

_WAITING = (State.STAGED, State.PROPOSED)
_BRINGS = (Change.NEW, Change.CHANGED, Change.ENDED)


@dataclass(frozen=True, slots=True)
class Named:
    """A matter as a repair names it."""

    person: UUID
    kind: str
    document_no: str
    happened_on: date | None
    category: str

    def is_of(self, fact: NewFact) -> bool:
        """Whether a fact that waits is this matter."""
        return (
            (self.person, self.kind) == (fact.person, fact.kind)
            and self.document_no in ("", fact.document_no)
            and self.happened_on in (None, fact.happened_on)
            and self.category in ("", fact.category)
        )


def take_back_pending(feed: Feed, named: Sequence[Named]) -> int:
    """Take back submissions of the feed's provider and form that wait and hold one of these matters; how many."""
    since = timezone.now() - timedelta(days=LIMITS["keep_staged_days"])
    waiting = Submission.objects.filter(
        institution=feed.agreement.provider_id, form=feed.form, state__in=_WAITING, received_at__gte=since
    )
    found = [row for row in waiting if _holds(row, named)]
    for row in found:
        take_back(sender_of(feed), row.id)
    return len(found)


def _holds(row: Submission, named: Sequence[Named]) -> bool:
    lines = (line for change in _BRINGS for line in lines_of(row.id, str(change)))
    made = (fact_of(fact, UUID(line["person"]), row.institution_id) for line in lines for fact in line.get("facts", ()))
    return any(one.is_of(fact) for fact in made for one in named)
