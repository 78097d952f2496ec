"""Points as people write them."""

from __future__ import annotations

from django import template

from xiangxin.scoring.wording import points

register = template.Library()


@register.filter
def centi(value: int) -> str:
    """Hundredths of a point without loss: ``12.5``, with a true minus."""
    return points(value).replace("-", "−")


@register.filter
def percent(basis_points: int) -> str:
    """Basis points as percent with one decimal: ``12.5%``."""
    tenths = (basis_points + 5) // 10
    return f"{tenths // 10}.{tenths % 10}%"


@register.filter
def few(number: int | None) -> str:
    """A count that may be too small to be shown."""
    return "*" if number is None else f"{number:,}"
