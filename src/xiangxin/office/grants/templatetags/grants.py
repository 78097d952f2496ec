"""How the room's pages write points."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def points(centi: int) -> str:
    """Hundredths of a point without zeros at the end."""
    sign, value = ("-" if centi < 0 else ""), abs(centi)
    whole, part = divmod(value, 100)
    return f"{sign}{whole}.{part:02d}".rstrip("0").rstrip(".") if part else f"{sign}{whole}"
