"""Who sees which feed, and for whom a feed acts: its provider, in its own area, as a system and never as a person."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.feeds.choices import Way
from xiangxin.office.feeds.models import Feed, FeedState
from xiangxin.office.intake.keepers import AGREEMENT_KEEPERS
from xiangxin.office.intake.models import Agreement
from xiangxin.office.intake.rules import whole_institution
from xiangxin.office.intake.standing import is_in_force

SEEN_BY = (*AGREEMENT_KEEPERS, Role.DATA_PROVIDER, Role.CENTRAL_BANK)
OF_INSTITUTION = frozenset({Role.DATA_PROVIDER, Role.CENTRAL_BANK})
"""They see their own institution's feeds and keep the secrets; who keeps agreements sees all, and no secret."""


def sender_of(feed: Feed) -> Viewer:
    """The feed as whoever sends: a system of the provider."""
    provider = feed.agreement.provider_id
    return Viewer(feed.id, str(Role.DATA_PROVIDER), feed.area, institution=provider, token=feed.id)


def seen_by(viewer: Viewer) -> Q:
    """The feeds that a viewer may know of."""
    if viewer.role in OF_INSTITUTION:
        return Q(agreement__provider__in=whole_institution(viewer))
    return inside(viewer.area) if viewer.role in AGREEMENT_KEEPERS else Q(pk__isnull=True)


def may_hold(row: Agreement) -> bool:
    """Whether something of what came in under an agreement may still be here, to be repaired or taken back."""
    return row.deleted_at is None


def is_asked(feed: Feed) -> bool:
    """Whether the office asks for what this feed brings, and can."""
    return feed.way == Way.PULL and feed.secret_sealed is not None and may_hold(feed.agreement)


def is_stale(feed: Feed, state: FeedState | None) -> bool:
    """Whether a feed that should have brought something has been silent for longer than was agreed."""
    if feed.ended_at is not None or feed.secret_sealed is None or not is_in_force(feed.agreement, timezone.localdate()):
        return False
    last = None if state is None else state.succeeded_at
    return timezone.now() - (last or feed.opened_at) > timedelta(hours=feed.expected_hours)
