"""Proposals: what waits for the viewer's decision, what the viewer proposed, and one of them with all it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import islice
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import ProposalState
from xiangxin.office.accounts.errors import KindUnknown
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.proposals import Kind, Line, kind_of
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.shell.errors import AddressUnknown, OfficeError

MOST = 50
"""How many proposals a page lists; more would be read by nobody at once."""


@dataclass(frozen=True)
class SeenProposal:
    """A proposal as the viewer sees it; ``deciders`` are the roles that may decide. ``concerns``: whether the viewer's
    post is one that decides about it, or proposed it.
    """

    proposal: Proposal
    kind: Kind
    deciders: tuple[str, ...]
    concerns: bool
    may_decide: bool
    may_withdraw: bool

    @property
    def label(self) -> Text:
        """What kind of act it is."""
        return self.kind.label

    @cached_property
    def told(self) -> tuple[Line, ...]:
        """What it is about, line by line; where that has changed since, what deciding would be refused for."""
        try:
            return tuple(self.kind.told(self.proposal.content))
        except OfficeError as error:
            return ((Text("说明", "Note"), error.finding.what),)

    @property
    def shown_at(self) -> str:
        """Address of the page with all that it is about; empty where the lines say it all."""
        return self.kind.shown_at(self.proposal.content)

    @property
    def is_expired(self) -> bool:
        """Open, and too late."""
        return self.proposal.state == ProposalState.OPEN and self.proposal.expires_at <= timezone.now()

    @property
    def is_urgent(self) -> bool:
        """Open, and a day or less is left."""
        left = self.proposal.expires_at - timezone.now()
        return self.proposal.state == ProposalState.OPEN and timedelta(0) < left <= timedelta(days=1)


def to_decide(viewer: Viewer) -> list[SeenProposal]:
    """What waits for this viewer, the one that runs out first at the top."""
    open_now = Proposal.objects.filter(inside(viewer.area), state=ProposalState.OPEN, expires_at__gt=timezone.now())
    others = open_now.exclude(Q(proposed_by__in=viewer.accounts) | Q(proposed_for__in=viewer.accounts))
    seen = _seen(others.select_related("proposed_by", "proposed_for").order_by("expires_at"), viewer)
    return list(islice((one for one in seen if one.may_decide), MOST))


def proposed_by(viewer: Viewer) -> list[SeenProposal]:
    """What the viewer proposed, the newest first."""
    own = Proposal.objects.filter(Q(proposed_by__in=viewer.accounts) | Q(proposed_for__in=viewer.accounts))
    found = own.select_related("proposed_by", "decided_by").order_by("-proposed_at")[:MOST]
    return list(_seen(found, viewer))


def own_proposals(viewer: Viewer) -> QuerySet[Proposal, UUID]:
    """Ids of what the viewer proposed, as a condition for a room that keeps what a proposal is about."""
    own = Proposal.objects.filter(Q(proposed_by__in=viewer.accounts) | Q(proposed_for__in=viewer.accounts))
    return own.values_list("id", flat=True)


def proposal_seen(viewer: Viewer, id_: UUID) -> SeenProposal:
    """One proposal, for its proposer and for whoever may decide; ``AddressUnknown`` for everybody else."""
    rows = Proposal.objects.select_related("proposed_by", "proposed_for", "decided_by").filter(id=id_)
    for one in _seen(rows, viewer):
        if viewer.covers(one.proposal.area) and one.concerns:
            return one
    raise AddressUnknown()


def _seen(rows: Iterable[Proposal], viewer: Viewer) -> Iterable[SeenProposal]:
    now = timezone.now()
    for row in rows:
        try:
            kind = kind_of(row.kind)
            deciders, decides = kind.decided_by(row.content), kind.may_decide(row.content, viewer)
        except (KindUnknown, AddressUnknown):
            continue
        is_open = row.state == ProposalState.OPEN and row.expires_at > now
        own = bool(viewer.accounts & {row.proposed_by_id, row.proposed_for_id})
        yield SeenProposal(
            proposal=row,
            kind=kind,
            deciders=tuple(sorted(deciders)),
            concerns=own or decides,
            may_decide=is_open and not own and decides,
            may_withdraw=is_open and own,
        )
