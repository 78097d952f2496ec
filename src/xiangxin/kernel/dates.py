"""Dates and the whole units that lie between two of them.

Everything here is a calendar date without time or zone. Nothing here knows what day it is: the date on which a
question is asked is always a parameter, so that an old decision can be computed again.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_date(text: str) -> date:
    """The date written ``YYYY-MM-DD`` (ISO 8601, extended form only); ``ValueError`` for any other spelling or day."""
    if _ISO.fullmatch(text) is None:
        raise ValueError(f"not a date like '2026-01-15': {text!r}")
    return date.fromisoformat(text)


def whole_years(since: date, on: date) -> int:
    """Birthdays passed from ``since`` to ``on``: the year turns on the day of the same name, 1 March for 29 February.

    Negative when ``since`` lies later than ``on``.
    """
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def whole_months(since: date, on: date) -> int:
    """Whole months passed: a month is over when its day of the month is reached again (31 January to 28 February: 0).

    Negative when ``since`` lies later than ``on``; not symmetric: it rounds down in both directions.
    """
    return 12 * (on.year - since.year) + on.month - since.month - (on.day < since.day)


def days(since: date, on: date) -> int:
    """Days passed, negative when ``since`` lies later than ``on``."""
    return (on - since).days


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later (or earlier), or the month's last day where it has no such day."""
    year, month_index = divmod(12 * day.year + day.month - 1 + months, 12)
    month = month_index + 1
    if not 1 <= year <= 9999:
        raise ValueError(f"{months} months from {day} is outside the calendar")
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def add_years(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February becomes 28 February where there is none."""
    return add_months(day, 12 * years)
