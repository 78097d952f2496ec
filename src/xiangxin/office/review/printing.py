"""A reviewer's sheet as a PDF: names, room for points, its code. It stays in memory and is made once."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from xiangxin.office.review.actions import Printed
from xiangxin.office.shell.typesetting import printed, qr_code

PAPERS = Path(__file__).parent / "print"


def sheet_pdf(sheet: Printed, place: str) -> bytes:
    """The sheet for one reviewer; ``place``: the village."""
    round_ = sheet.sheet.round
    said = {
        "title": _("评议表"),
        "place": place,
        "panel": round_.panel.name,
        "reviewer": _("评议员：%(name)s") % {"name": sheet.reviewer},
        "last": _("%(day)s 以前交回") % {"day": round_.last_on.isoformat()},
        "code": sheet.code,
        "qr": qr_code(sheet.code),
        "how": [
            _("只凭您自己知道的事，写 %(low)s 到 %(high)s 的整数。") % {"low": round_.low, "high": round_.high},
            _("不了解的在“不了解”里打钩，不是低分，就是没有评分。"),
            _("亲戚、互相担保或有借贷的，划掉整行，您不评。"),
            _("写好装进信封封口再交。两个人分别录入，录完当着您的面销毁；不要拍照，不要给别人看。"),
        ],
        "heads": ["", _("姓名"), _("评分"), _("不了解")],
        "lines": [[str(at), name] for at, name in sheet.names.items()],
    }
    return printed(PAPERS / "ballots.typ", said, sheet.sheet.printed_on)
