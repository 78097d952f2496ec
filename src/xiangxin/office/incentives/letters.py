"""Papers about one entry or one exchange: the letter that an entry was struck, the slip, the list for whoever gives.

The person takes the first two from the phone or the counter; who hands the letter over prints it at the desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xiangxin.office.incentives.choices import GIVERS, Why
from xiangxin.office.incentives.lists import Benefit, kind_label, level_label
from xiangxin.office.incentives.models import Entry, Redemption
from xiangxin.office.incentives.queries.desk import TakenRow
from xiangxin.office.incentives.queries.lists import points_of
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.typesetting import printed, qr_code

PAPERS = Path(__file__).parent / "print"


def struck_pdf(row: Entry, who: str) -> bytes:
    """The letter to whoever an entry was struck: which, why, what stays, and what can be done about it."""
    lang, on = language(), row.struck_on or timezone.localdate()
    return _letter(
        _("积分划掉通知"),
        row.number,
        who,
        row.receiver.name,
        [
            (_("划掉的"), f"{kind_label(row.kind).in_language(lang)} · {level_label(row.level).in_language(lang)}"),
            (_("积分"), f"{row.points}"),
            (_("凭的文件"), f"{row.document_no} · {row.authority}"),
            (_("为什么"), str(Why(row.why).label)),
            (_("划掉的日期"), on.isoformat()),
        ],
        [
            _("这一条记错了，从这一天起不再算。用它换过的不收回。"),
            _("积分不评分：您的额度、星级和办任何事都不受影响。"),
            _("觉得不该划：在手机“我的积分”里点“这条不对”，或到服务站说一声，马上给编号和答复日期，不收钱。"),
        ],
        _("收到的，本人签名、写日期"),
        on,
    )


def slip_pdf(row: Redemption, who: str) -> bytes:
    """What the person shows to whoever gives: what, by whom, the number."""
    benefit, lang = points_of(row.list).benefits[row.benefit], language()
    return _letter(
        _("积分领取单"),
        row.number,
        who,
        row.receiver.name,
        [
            (_("换什么"), benefit.label.in_language(lang)),
            (_("谁给"), str(GIVERS[benefit.brings])),
            (_("用了"), ngettext("%(points)s 分", "%(points)s 分", row.points) % {"points": row.points}),
            (_("换的日期"), row.asked_on.isoformat()),
        ],
        [benefit.what.in_language(lang), _("把这张单或者编号给办的人看。没能给的，县里把积分退回，不能拖着。")],
        _("领到以后，本人签名、写日期"),
        row.asked_on,
    )


def given_pdf(benefit: Benefit, rows: Sequence[TakenRow], on: date) -> bytes:
    """What waits of one benefit, for whoever gives it: number, masked name, village, day; nothing else of anybody."""
    said = {
        "title": _("积分换的，请给"),
        "sub": f"{benefit.label.in_language(language())} · {GIVERS[benefit.brings]}",
        "words": [
            benefit.what.in_language(language()),
            _("只用来办这件事：不抄、不转，办完交回县里，由县里记“已给”。没能给的写明，积分退回。"),
        ],
        "head": [_("编号"), _("姓名"), _("村"), _("哪天提出"), _("本人签名")],
        "rows": [[one.row.number, one.name, one.place, one.row.asked_on.isoformat(), ""] for one in rows],
        "sign": _("给的单位经办人签名、写日期"),
    }
    return printed(PAPERS / "given.typ", said, on)


def _letter(
    title: str,
    number: str,
    who: str,
    office: str,
    pairs: list[tuple[str, str]],
    words: list[str],
    sign: str,
    on: date,
) -> bytes:
    said = {
        "title": title,
        "number": number,
        "who": who,
        "office": office,
        "pairs": pairs,
        "words": words,
        "sign": sign,
        "seal": _("盖章处"),
        "qr": qr_code(number),
    }
    return printed(PAPERS / "letter.typ", said, on)
