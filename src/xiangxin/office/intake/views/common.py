"""What the views of the room share: who asks, the page asked for."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse


def page_asked(request: HttpRequest, last: int) -> int:
    """The number of the page asked for, from one to ``last``."""
    given = request.GET.get("page", "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 1
    return max(1, min(number, last))


def to(name: str, *args: object) -> str:
    """The address of one of the room's pages."""
    return reverse(f"intake:{name}", args=args)
