"""Area codes as a condition of a query: everything inside an area is one range of its codes, which an index answers."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from xiangxin.kernel.divisions import prefix_of

LENGTH = 12


def inside(area: str, field: str = "area") -> Q:
    """Rows whose ``field`` is the code of ``area`` or of an area within it. ``ValueError`` for no code."""
    prefix = prefix_of(area)
    return Q(**{f"{field}__gte": prefix.ljust(LENGTH, "0"), f"{field}__lte": prefix.ljust(LENGTH, "9")})


def in_force(day: date) -> Q:
    """Rows whose days ``from_on`` to ``to_on`` hold ``day``."""
    return Q(from_on__lte=day) & not_over(day)


def not_over(day: date) -> Q:
    """Rows that are in force on ``day`` or begin later."""
    return Q(to_on__isnull=True) | Q(to_on__gte=day)
