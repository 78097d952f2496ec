"""How results are written on pages, and where their buttons lead: the phone's addresses or the counter's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def way(context: template.Context, name: str, *args: object) -> str:
    """The address of a page or an act, of the room that shows the page (``at``)."""
    return reverse(f"{context['at']}:{name}", args=args)


@register.filter
def item(found: Mapping[str, Any], key: str) -> Any:
    """What stands under a key; None for nothing."""
    return found.get(key)
