"""A reviewer's own list, over every round of their panel that takes ballots today. No name is in it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.queries import reviewed_by
from xiangxin.office.review.choices import RoundState
from xiangxin.office.review.lots import PURPOSE
from xiangxin.office.review.models import Assignment, Round


@dataclass(frozen=True, slots=True)
class Desk:
    """How many people a reviewer was given, how many are left, whom next. ``round`` None: none is open.

    ``round``: that of whom comes next; where nobody is left the one that ends first.
    """

    round: Round | None
    given: int = 0
    left: int = 0
    next: UUID | None = None

    @property
    def done(self) -> int:
        """How many were rated."""
        return self.given - self.left


def desk(by: Viewer) -> Desk:
    """The viewer's list: of rounds that end first, first; without those who let the panel see them no more."""
    today = timezone.localdate()
    open_ = Round.objects.filter(panel=by.institution, state=RoundState.OPEN, last_on__gte=today)
    rounds = {row.id: row for row in open_.order_by("last_on", "id")}
    if not rounds:
        return Desk(None)
    with reading(by.actor, purpose=PURPOSE, ground="consent", what="review.desk") as look:
        look.showed_nobody()
        rows = _given(by).filter(subject__round__in=rounds).order_by("subject__round__last_on", "subject__round", "id")
        lines = list(rows.values_list("subject", "person", "subject__round"))
        done = set(rows.filter(cast__isnull=False).values_list("subject", flat=True))
        agreed = reviewed_by([person for _subject, person, _round in lines], today)
    live = [
        (subject, round_) for subject, person, round_ in lines if subject in done or (person, by.institution) in agreed
    ]
    left = [(subject, round_) for subject, round_ in live if subject not in done]
    if not left:
        return Desk(next(iter(rounds.values())), len(live))
    return Desk(rounds[left[0][1]], len(live), len(left), left[0][0])


def given_in(by: Viewer, round_: Round) -> list[tuple[UUID, UUID]]:
    """Whom the lot gave to the viewer in one round, in the order of the list: subject and person."""
    with reading(by.actor, purpose=PURPOSE, ground="consent", what="review.desk") as look:
        look.showed_nobody()
        return list(_given(by).filter(subject__round=round_).order_by("id").values_list("subject", "person"))


def _given(by: Viewer) -> QuerySet[Assignment]:
    return Assignment.objects.filter(seat__account=by.account, seat__panel=by.institution, recused=False)
