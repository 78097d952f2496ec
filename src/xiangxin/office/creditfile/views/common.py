"""What the pages share: the name of a place, and a page of this room."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from xiangxin.office.areas.queries import place_name


def place(code: str) -> str:
    """A village's name with its township's."""
    return place_name(code, timezone.localdate())


def rendered(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of this room."""
    return render(request, f"creditfile/{template}.html", context, status=status)
