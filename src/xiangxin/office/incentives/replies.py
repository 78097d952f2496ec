"""What a person says to their points, on the phone or at the counter, and what they are told then."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.incentives import actions
from xiangxin.office.incentives.queries.lists import points_of
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.templatetags.office import day


def objected(by: Viewer, person: UUID, entry: UUID) -> str:
    """This one is wrong; errors as of ``object_to``."""
    row = actions.object_to(by, person, entry)
    return _("记下了，编号 %(number)s，最晚 %(day)s 答复您。答复以前积分照样能用。") % {
        "number": row.number,
        "day": day(row.due_on),
    }


def exchanged(by: Viewer, person: UUID, benefit: str) -> str:
    """Exchange points; errors as of ``redeem``."""
    row = actions.redeem(by, person, benefit)
    label = points_of(row.list).benefits[row.benefit].label.in_language(language())
    return _("换好了：%(what)s，用了 %(points)s 分，编号 %(number)s。没能给的，积分退回。") % {
        "what": label,
        "points": row.points,
        "number": row.number,
    }
