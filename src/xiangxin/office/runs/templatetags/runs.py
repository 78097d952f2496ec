"""Points as people write them."""

from __future__ import annotations

from django import template

from xiangxin.scoring.wording import points

register = template.Library()


@register.filter
def centi(value: int) -> str:
    """Hundredths of a point without loss: ``12.5``, with a true minus."""
    return points(value).replace("-", "−")
