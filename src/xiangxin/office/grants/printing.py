"""Letters of a village on paper, a page each, with room for the seal: the same lines as the person's page.

What is printed stays in memory; no name is written to a disk.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from xiangxin.kernel.text import Text
from xiangxin.office.grants.queries.undelivered import Printed
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.typesetting import printed, qr_code

PAPERS = Path(__file__).parent / "print"


def letters_pdf(rows: Iterable[Printed], on: date) -> bytes:
    """All of them as one PDF, dated ``on``; the same rows give the same bytes."""
    said = {
        "title": _("授信信件"),
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
    return printed(PAPERS / "letters.typ", said, on)


def _say(text: Text) -> str:
    return text.in_language(language())
