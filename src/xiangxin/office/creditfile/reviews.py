"""The engine's table of reviews as known on a day: of each panel the last round that was closed, and an open one.

Of an open round nothing but that it is open. An earlier round of the same panel does not count beside a later one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from xiangxin.office.consent.queries import reviewed_by
from xiangxin.office.creditfile.models import Rating
from xiangxin.office.vault.sealing import open_sealed

Row = dict[str, object]


def review_rows(persons: Iterable[UUID], known_on: date, today: date) -> list[Row]:
    """Rows of those of these persons who let the panel see them ``today``. Inside a reading."""
    found: dict[tuple[UUID, UUID], dict[UUID, list[Rating]]] = {}
    listed = list(persons)
    agreed = reviewed_by(listed, today)
    rows = Rating.objects.filter(person__in=listed, opened_on__lte=known_on).select_related("panel")
    for row in rows.order_by("person", "panel", "opened_on", "round", "seat"):
        if (row.person_id, row.panel_id) in agreed:
            found.setdefault((row.person_id, row.panel_id), {}).setdefault(row.round, []).append(row)
    return [row for rounds in found.values() for row in _of_panel(list(rounds.values()), known_on)]


def _of_panel(rounds: list[list[Rating]], known_on: date) -> list[Row]:
    closed = [ratings for ratings in rounds if not _is_open(ratings[0], known_on)]
    last = max(closed, key=lambda ratings: (ratings[0].closed_on, ratings[0].round), default=[])
    waiting = [ratings[0] for ratings in rounds if _is_open(ratings[0], known_on)]
    return [_open(row) for row in waiting] + [_closed(row) for row in last]


def _is_open(row: Rating, known_on: date) -> bool:
    return row.closed_on is None or row.closed_on > known_on


def _open(row: Rating) -> Row:
    return {**_head(row), "seat": "0", "rating": None, "closed_on": None}


def _closed(row: Rating) -> Row:
    return {**_head(row), "seat": str(row.seat), "rating": points_of(row), "closed_on": row.closed_on}


def points_of(row: Rating) -> int:
    """What a rating of a closed round says, in whole points."""
    return int(open_sealed(row.rating_sealed, Rating._meta.db_table, "rating_sealed", row.id))


def _head(row: Rating) -> Row:
    return {"person_id": row.person_id, "panel": row.panel.slug, "round_id": str(row.round)}
