"""What the pages share: a document leaves as a file, so that no browser runs what is in it."""

from __future__ import annotations

from django.http import HttpResponse


def scan(content: bytes, media: str, name: str) -> HttpResponse:
    """A file to keep; personal, so in no cache."""
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
