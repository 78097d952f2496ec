"""Where the buttons of a person's points lead: the phone's addresses or the counter's."""

from __future__ import annotations

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def way(context: template.Context, name: str, *args: object) -> str:
    """The address of an act, of the room that shows the page (``at``)."""
    space = "incentives:" if context["at"] == "incentives" else f"{context['at']}:points_"
    return reverse(f"{space}{name}", args=args)
