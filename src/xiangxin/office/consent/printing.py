"""Receipts and sheets to be signed, on paper: the same bytes for the same words."""

from __future__ import annotations

import segno
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.consent.forms_text import PAPERS
from xiangxin.office.consent.queries.mine import ConsentLine, Told
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.typesetting import printed, qr_code

AGREE = Text("以上内容已向我说明，我看懂了。本人同意。", "This was explained to me and I understand it. I agree.")
PARTS = Text("另外给看的", "Shown besides")
SIGNATURE = Text("本人签名、日期", "Signature and day")


def qr_of(number: str) -> str:
    """The number as a picture for a page."""
    return str(segno.make(number, micro=False, error="m").svg_data_uri(border=2, scale=4))


def receipt_pdf(line: ConsentLine) -> bytes:
    """The receipt of a consent as a PDF, in the reader's language."""
    lang = language()
    until = Text("不定期", "no end") if line.to_on is None else Text(line.to_on.isoformat(), line.to_on.isoformat())
    pairs = [
        (Text("同意的事", "Consent to"), line.title),
        (Text("用途", "Purpose"), line.purpose),
        (Text("谁可以看", "Who may see it"), line.receiver),
        (Text("谁管理", "Who keeps it"), Text(line.controller, line.controller)),
        (Text("从哪天起", "From"), Text(line.from_on.isoformat(), line.from_on.isoformat())),
        (Text("到哪天止", "To"), until),
        (Text("办理方式", "Given"), Text(line.channel, line.channel)),
    ]
    if line.offers_parts:
        pairs.insert(3, (PARTS, line.shows))
    said = {
        "title": Text("同意回执", "Receipt of a consent").in_language(lang),
        "number": line.receipt_no,
        "pairs": [[name.in_language(lang), value.in_language(lang)] for name, value in pairs],
        "undo": [part.in_language(lang) for part in line.cannot_undo],
        "free": Text("不收钱。谁问您要验证码都不要给。", "Free of charge. Tell nobody a code.").in_language(lang),
        "qr": qr_code(line.receipt_no),
    }
    return printed(PAPERS / "receipt.typ", said, timezone.localdate(line.given_at))


def sheet_pdf(told: Told) -> bytes:
    """A notice as it was read at a station, with a line for the signature."""
    lang = language()
    said = {
        "title": told.notice.title.in_language(lang),
        "number": told.sheet_no,
        "sections": [
            [part.heading.in_language(lang), [words.in_language(lang) for words in part.lines]]
            for part in told.notice.sections
        ],
        "ticks": PARTS.in_language(lang),
        "parts": _ticks(told, lang),
        "agree": AGREE.in_language(lang),
        "sign": SIGNATURE.in_language(lang),
    }
    return printed(PAPERS / "sheet.typ", said, told.delivery.delivered_on)


def _ticks(told: Told, lang: str) -> list[str]:
    """Each part that could be ticked, with its mark where the answer that was registered names it."""
    return [f"{'☑' if part.id in told.ticked else '☐'} {part.label.in_language(lang)}" for part in told.notice.parts]
