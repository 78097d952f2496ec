"""How an agreement stands on a day: in force, about to run out, over, and whether what it brought is gone."""

from __future__ import annotations

from datetime import date, timedelta

from xiangxin.office.intake.models import Agreement
from xiangxin.office.intake.terms import LIMITS


def standing_of(row: Agreement, on: date) -> str:
    """``future``, ``in_force``, ``expiring``, ``over`` or ``deleted``. On the day of its end it is over."""
    if row.deleted_at is not None:
        return "deleted"
    if on < row.from_on:
        return "future"
    if on > row.to_on or (row.ended_on is not None and on >= row.ended_on):
        return "over"
    soon = timedelta(days=LIMITS["agreement_expires_days"])
    return "expiring" if (row.ended_on or row.to_on) - on <= soon else "in_force"


def last_day(row: Agreement) -> date:
    """The last day on which what it brought may stay for its sake."""
    return (row.ended_on or row.to_on) + timedelta(days=row.delete_within_days)


def is_in_force(row: Agreement, on: date) -> bool:
    """Whether the agreement holds on a day."""
    return row.from_on <= on <= row.to_on and (row.ended_on is None or on < row.ended_on)
