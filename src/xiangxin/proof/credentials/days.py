"""Days of a certificate and seconds of a token: a county counts days in China, tokens count seconds since 1970 UTC.

Certificates carry days only. An exact second of issue would let two verifiers recognise the same holder.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "China")
_LAST_SECOND = 253_402_214_400
"""The year 9999 ends a day later, so that every second up to here has its day."""


def start_of(day: date) -> int:
    """The second at which the day begins in China."""
    return int(datetime(day.year, day.month, day.day, tzinfo=CHINA).timestamp())


def second_of(instant: datetime) -> int:
    """The second in which an instant lies; ``ValueError`` for one without a zone, which could be any of two dozen."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return int(instant.timestamp())


def end_of(day: date) -> int:
    """The first second that is no longer of this day."""
    return start_of(day) + 86_400


def day_of(second: int) -> date:
    """The day in China to which the second belongs."""
    return datetime.fromtimestamp(second, CHINA).date()


def last_day_before(second: int) -> date:
    """The last day in China that is over when the second comes."""
    return day_of(second - 86_400)


def is_second(value: object) -> bool:
    """Whether this can stand for an instant in a token: a whole number from 1970 to 9999."""
    return type(value) is int and 86_400 <= value <= _LAST_SECOND
