"""What the room does every day; each piece is safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.office.consent.actions.declining import forget_declined
from xiangxin.office.consent.actions.reminding import forget_forms, remind
from xiangxin.office.jobs.schedule import daily


@daily("consent.remind", at="03:10")
def remind_daily() -> None:
    """Tell whose consent ends soon."""
    remind(timezone.localdate())


@daily("consent.forget_forms", at="03:20")
def forget_daily() -> None:
    """Forget forms that never came back."""
    forget_forms(timezone.localdate())


@daily("consent.forget_declined", at="03:25")
def forget_declined_daily() -> None:
    """Forget that somebody said no once they have agreed, or the term is over."""
    forget_declined(timezone.localdate())
