"""How good what institutions send is, month by month: counts of submissions and rows, and no person.

Late is a submission after a month without one, counted from the one before: what is agreed to come monthly.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from xiangxin.kernel.errors import Finding
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.feeds.models import Feed, Message
from xiangxin.office.feeds.rules import seen_by as feeds_seen_by
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.feeds.words import told
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.rules import seen_by

_YEAR = 366


@dataclass(slots=True)
class Month:
    """One institution's form in one month. ``gap_days``: the longest wait for a submission that ended in it."""

    institution: str
    form: str
    first_on: date
    submissions: int = 0
    rows: int = 0
    refused: int = 0
    corrected: int = 0
    left_out: int = 0
    unreadable: int = 0
    gap_days: int = 0
    by_law: Counter[str] = field(default_factory=Counter)

    @property
    def late(self) -> bool:
        """Whether more than the expected days passed without one."""
        return self.gap_days > LIMITS["late_days"]

    @property
    def refused_by_law(self) -> int:
        """Rows that a feed's filter refused before they became part of a submission."""
        return sum(self.by_law.values())

    @property
    def reasons(self) -> list[tuple[Finding, int]]:
        """Why the filter refused, most often first."""
        return [(told(code), number) for code, number in self.by_law.most_common()]


def quality(viewer: Viewer) -> list[Month]:
    """The months of a year, for what the viewer may know of; the newest first."""
    found: dict[tuple[str, str, date], Month] = {}
    before: dict[tuple[str, str], date] = {}
    since = timezone.now() - timedelta(days=_YEAR)
    rows = (
        Submission.objects.filter(seen_by(viewer), received_at__gt=since)
        .select_related("institution")
        .order_by("received_at")
    )
    for row in rows:
        on = timezone.localdate(row.received_at)
        month = _month(found, row.institution.name, row.form, on)
        last = before.get((row.institution.name, row.form))
        before[row.institution.name, row.form] = on
        month.gap_days = max(month.gap_days, 0 if last is None else (on - last).days)
        month.submissions += 1
        month.rows += row.rows_read
        month.refused += row.rows_refused
        month.corrected += row.rows_changed
        month.left_out += row.left_out
        month.unreadable += row.state == "unreadable"
    messages = Message.objects.filter(
        received_at__gt=since, feed__in=Feed.objects.filter(feeds_seen_by(viewer))
    ).select_related("feed__agreement__provider")
    for message in messages:
        feed = message.feed
        month = _month(found, feed.agreement.provider.name, feed.form, timezone.localdate(message.received_at))
        month.by_law.update(str(code) for _place, code in message.refused)
    return sorted(found.values(), key=lambda one: (-one.first_on.toordinal(), one.institution, one.form))


def _month(found: dict[tuple[str, str, date], Month], institution: str, form: str, on: date) -> Month:
    first = on.replace(day=1)
    return found.setdefault((institution, form, first), Month(institution, form, first))
