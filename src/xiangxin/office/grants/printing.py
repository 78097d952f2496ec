"""Letters of a village on paper, a page each, with room for the seal: the same lines as the person's page.

What is printed stays in memory; no name is written to a disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from xiangxin.kernel.text import Text
from xiangxin.office.consent.typesetting import FONTS, qr_code
from xiangxin.office.grants.queries.undelivered import Printed
from xiangxin.office.shell.problems import language

PAGE = Path(__file__).parent / "print" / "letters.typ"


def letters_pdf(rows: Iterable[Printed], on: date) -> bytes:
    """All of them as one PDF, dated ``on``; the same rows give the same bytes."""
    said = {
        "title": _("授信信件"),
        "on": on.isoformat(),
        "seal": _("盖章处"),
        "receipt": _("本人签收和日期"),
        "letters": [
            {
                "label": row.label,
                "number": row.number,
                "who": row.who,
                "bank": _say(row.bank),
                "lines": [_say(line) for line in row.lines],
                "day": row.on,
                "qr": qr_code(row.number),
            }
            for row in rows
        ],
    }
    inputs = {"said": json.dumps(said, ensure_ascii=False)}
    return typst.compile(PAGE, format="pdf", font_paths=[FONTS], ignore_system_fonts=True, sys_inputs=inputs)


def _say(text: Text) -> str:
    return text.in_language(language())
