"""Paper by typst: the same data give the same bytes, with the font of the program and none of the machine's.

What is printed stays in memory; no name is written to a disk.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date
from importlib import resources
from pathlib import Path

import segno
import typst
from django.http import HttpResponse

FONTS = Path(str(resources.files("noto_cjk_sans_otc")))


def printed(template: Path, said: Mapping[str, object], on: date) -> bytes:
    """A PDF of a typst file, dated ``on``; it reads ``said`` as JSON."""
    inputs = {"said": json.dumps({**said, "on": on.isoformat()}, ensure_ascii=False)}
    return typst.compile(template, format="pdf", font_paths=[FONTS], ignore_system_fonts=True, sys_inputs=inputs)


def qr_code(text: str) -> str:
    """A QR code as SVG, with a quiet zone and error correction for creased paper."""
    picture = io.BytesIO()
    segno.make(text, error="q", micro=False).save(picture, kind="svg", border=2, xmldecl=False)
    return picture.getvalue().decode("utf-8")


def as_file(content: bytes, name: str, *, saved: bool = False) -> HttpResponse:
    """A file to print; personal, so in no cache. ``saved``: it is kept as a file instead of shown."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'{"attachment" if saved else "inline"}; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
