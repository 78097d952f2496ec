"""A person's points on paper, as the counter hands them over: the same words as the page. A name goes nowhere else."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xiangxin.kernel.text import Text
from xiangxin.office.incentives.queries.mine import OwnPoints, PointLine
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.typesetting import printed

PAPERS = Path(__file__).parent / "print"


def points_pdf(points: OwnPoints, who: str) -> bytes:
    """All of it, each entry with its number."""
    said = {
        "title": _("我的积分"),
        "who": who,
        "balance": _("现在可以换 %(points)s 分") % {"points": points.balance},
        "lines": [_line(line) for line in points.lines],
        "had": _("换过的"),
        "taken": [
            {
                "title": _say(one.label),
                "value": _points(one.points),
                "words": [f"{one.asked_on.isoformat()} · {one.state_label}", _("编号 %s") % one.number],
            }
            for one in points.taken
        ],
        "offers": _("能换什么"),
        "offered": [
            {
                "title": f"{_say(one.benefit.label)} · {_points(one.benefit.points)}",
                "words": [_say(one.benefit.what), _say(one.benefit.without)],
            }
            for one in points.offered
        ],
        "foot": _("换不换都行。哪条不对，到服务站说一声就登记，马上给编号和答复日期，不收钱。积分不评分。"),
        "sign": _("要换的，本人写上换什么并签名、写日期"),
    }
    return printed(PAPERS / "points.typ", said, points.on)


def _points(number: int) -> str:
    return ngettext("%(points)s 分", "%(points)s 分", number) % {"points": number}


def _line(line: PointLine) -> dict[str, object]:
    days = _("授奖 %(awarded)s，用到 %(expires)s") % {
        "awarded": line.awarded_on.isoformat(),
        "expires": line.expires_on.isoformat(),
    }
    words = [f"{line.authority} · {line.document_no}", days, line.state_label, line.why, _("编号 %s") % line.number]
    if line.said is not None:
        words.append(line.said.answer or _("您说过不对，编号 %s，等答复") % line.said.number)
    return {
        "title": f"{_say(line.kind)} · {_say(line.level)}",
        "value": _("%(left)s / %(points)s 分") % {"left": line.left, "points": line.points},
        "words": [one for one in words if one],
    }


def _say(text: Text) -> str:
    return text.in_language(language())
