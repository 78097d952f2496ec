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
