"""All reads of feeds: which a viewer sees, how each stands, what was refused and why, what a person is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from xiangxin.kernel.errors import Finding
from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.reads import reading
from xiangxin.office.feeds.filters import filters
from xiangxin.office.feeds.models import Feed, FeedState, Message, Repair
from xiangxin.office.feeds.rules import is_asked, is_stale, seen_by
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.feeds.words import told
from xiangxin.office.intake.models import Agreement
from xiangxin.office.intake.standing import is_in_force, last_day
from xiangxin.office.shell.errors import AddressUnknown


@dataclass(frozen=True, slots=True)
class Standing:
    """A feed and how it stands: ``state`` is ended, over (its agreement), waiting, silent, failing or well.

    ``next_at``: when its provider is asked next, None where nobody is asked; ``asking``: a worker is at it.
    ``gone_on``: when what it brought must be gone at the latest.
    """

    feed: Feed
    state: str
    succeeded_at: datetime | None
    failed_at: datetime | None
    error: Finding | None
    messages: int
    refused: int
    next_at: datetime | None
    asking: bool
    gone_on: date

    @property
    def repairs_only(self) -> bool:
        """Whether no rows are taken any more: what came in is still repaired and taken back, until it is deleted."""
        return self.state in ("ended", "over")

    @property
    def due(self) -> bool:
        """Whether the provider is asked at the next turn of the worker."""
        return self.next_at is not None and self.next_at <= timezone.now()

    @property
    def lag_hours(self) -> int | None:
        """How many hours ago the last success was; None where there is none yet."""
        return None if self.succeeded_at is None else int((timezone.now() - self.succeeded_at).total_seconds() // 3600)


def feeds(viewer: Viewer) -> QuerySet[Feed]:
    """The feeds that the viewer may know of, those that run first."""
    rows = Feed.objects.filter(seen_by(viewer)).select_related("agreement__provider", "state")
    return rows.order_by("ended_at", "agreement__number", "form")


def feed_of(viewer: Viewer, id_: UUID) -> Feed:
    """One of them; ``AddressUnknown`` for any other."""
    row = feeds(viewer).filter(id=id_).first()
    if row is None:
        raise AddressUnknown
    return row


def standings(viewer: Viewer) -> list[Standing]:
    """Every feed with how it stands; as many statements for a hundred feeds as for one."""
    rows = list(feeds(viewer))
    recent = _recent([row.id for row in rows])
    return [_standing(row, *recent.get(row.id, (0, 0))) for row in rows]


def standing_of(feed: Feed) -> Standing:
    """How one feed stands today, with what came lately."""
    return _standing(feed, *_recent([feed.id]).get(feed.id, (0, 0)))


def _recent(ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
    """Messages and refused rows of late, by feed."""
    since = timezone.now() - timedelta(days=LIMITS["recent_days"])
    counted = Message.objects.filter(feed__in=ids, received_at__gt=since).values("feed")
    found = counted.annotate(number=Count("id"), refused=Sum("rows") - Sum("taken"))
    return {one["feed"]: (one["number"], one["refused"]) for one in found}


def _standing(feed: Feed, messages: int, refused: int) -> Standing:
    state: FeedState | None = getattr(feed, "state", None)
    return Standing(
        feed=feed,
        state=_state(feed, state),
        succeeded_at=None if state is None else state.succeeded_at,
        failed_at=None if state is None else state.failed_at,
        error=None if state is None or not state.error else told(state.error),
        messages=messages,
        refused=refused,
        next_at=state.due_at if state is not None and is_asked(feed) else None,
        gone_on=last_day(feed.agreement),
        asking=state is not None and state.claimed_until_at is not None and state.claimed_until_at > timezone.now(),
    )


def messages_of(feed: Feed) -> QuerySet[Message]:
    """What came through a feed, the last first."""
    return Message.objects.filter(feed=feed).select_related("submission").order_by("-received_at")


def reasons_of(feed: Feed) -> list[tuple[Finding, int]]:
    """Why rows were refused of late by the filter, most often first."""
    since = timezone.now() - timedelta(days=LIMITS["recent_days"])
    counted: Counter[str] = Counter()
    for refused in Message.objects.filter(feed=feed, received_at__gt=since).values_list("refused", flat=True):
        counted.update(str(code) for _place, code in refused)
    return [(told(code), number) for code, number in counted.most_common()]


def stale_count() -> int:
    """How many feeds have been silent for longer than was agreed."""
    rows = Feed.objects.filter(ended_at=None).select_related("agreement", "state")
    return sum(is_stale(row, getattr(row, "state", None)) for row in rows)


def failing_count() -> int:
    """How many feeds that run and are not silent yet told of a problem the last time."""
    rows = Feed.objects.filter(ended_at=None).select_related("agreement", "state")
    return sum(_state(row, getattr(row, "state", None)) == "failing" for row in rows)


def agreements_open(on: date) -> list[Agreement]:
    """Agreements in force that name a form which may come by machine."""
    rows = Agreement.objects.select_related("provider").filter(from_on__lte=on, to_on__gte=on).order_by("number")
    return [row for row in rows if is_in_force(row, on) and set(row.forms) & set(filters())]


def told_to(viewer: Viewer) -> list[Repair]:
    """What the person is told of repairs, the last first."""
    if viewer.person is None:
        return []
    with reading(viewer.actor, purpose=OBJECTION, ground=viewer.ground, what="feeds.repairs") as look:
        rows = list(Repair.objects.filter(person=viewer.person).select_related("source").order_by("-repaired_on"))
        look.showed([viewer.person] if rows else [], ["repaired_on"])
    return rows


def _state(feed: Feed, state: FeedState | None) -> str:
    if feed.ended_at is not None:
        return "ended"
    if not is_in_force(feed.agreement, timezone.localdate()):
        return "over"
    if feed.secret_sealed is None:
        return "waiting"
    if is_stale(feed, state):
        return "silent"
    return "failing" if state is not None and state.error else "well"
