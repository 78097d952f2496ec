"""What the pages share: the name of a place."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.office.areas.queries import place_name


def place(code: str) -> str:
    """A village's name with its township's."""
    return place_name(code, timezone.localdate())
