"""What the pages share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def rendered(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of this room."""
    return render(request, f"grants/{template}.html", context, status=status)
