"""What is printed on the forms of a batch: the notice as its receiver's people read it, and two lines to sign."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xiangxin.office.areas.queries import place_name
from xiangxin.office.consent.models import PaperBatch
from xiangxin.office.consent.queries.texts import notice_for
from xiangxin.office.shell.typesetting import qr_code

PAPERS = Path(__file__).parent / "print"
WORDS = {
    "person": "姓名",
    "place": "住址",
    "number": "编号",
    "items": "具体项目",
    "parts": "另外给看的，请本人勾（勾了才给看，可以一项不勾）",
    "read": "上面的告知我看过了（或有人念给我听了）",
    "agree": "同意",
    "refuse": "不同意",
    "sign": "本人签名或按指印",
    "day": "日期",
    "year": "年",
    "month": "月",
    "dayword": "日",
}


def form_text(batch: PaperBatch, forms: Iterable[tuple[str, str, str]]) -> dict[str, object]:
    """The data of ``print/forms.typ``; ``forms`` are code, printed name and printed place of each."""
    notice = notice_for(batch.text, batch.receiver, batch.panel)
    place = place_name(batch.area, batch.printed_on)
    footer = f"{batch.receiver.called.zh} · {place} · {batch.printed_on.isoformat()} · {batch.text}"
    return {
        "title": notice.title.zh,
        "sections": [{"heading": one.heading.zh, "lines": [line.zh for line in one.lines]} for one in notice.sections],
        "fields": [one.zh for one in notice.fields],
        "parts": [[part.label.zh, "、".join(item.zh for item in part.items)] for part in notice.parts],
        "words": WORDS,
        "footer": f"{footer}，{batch.lapses_on.isoformat()} 以前交回有效",
        "forms": [{"code": code, "name": name, "place": at, "qr": qr_code(code)} for code, name, at in forms],
    }
