"""What the home page says about submissions: those that wait for the viewer, and those still to be submitted."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.queries import expiring, to_be_proposed, waiting_for
from xiangxin.office.intake.rules import SENDERS
from xiangxin.office.intake.tables import title_of
from xiangxin.office.shell.cells import written
from xiangxin.office.shell.panels import Panel, Todo, Todos, panel

_MOST = 5


@panel(*SENDERS, order=60)
def submissions(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Submissions on which the viewer has something to do."""
    todos = [_todo(row, _("请核对后决定"), "warn") for row in waiting_for(viewer)[:_MOST]]
    todos += [_todo(row, _("已核对，还没有提交"), "info") for row in to_be_proposed(viewer)[:_MOST]]
    if not todos:
        return None
    return Panel(_("报送的数据"), "web/_todo.html", Todos(tuple(todos)), reverse("intake:submissions"), _("全部报送"))


@panel(Role.COUNTY_OFFICE, order=62)
def agreements(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Agreements that run out soon: without a new one nothing more comes in."""
    todos = tuple(
        Todo(
            f"{row.number}（{row.provider.name}）",
            reverse("intake:agreement", args=[row.id]),
            _("到期以后不能再报送，请续签"),
            written(row.to_on, "date"),
            "warn",
        )
        for row in expiring(timezone.localdate())[:_MOST]
    )
    if not todos:
        return None
    return Panel(_("快到期的数据协议"), "web/_todo.html", Todos(todos), reverse("intake:agreements"), _("全部协议"))


def _todo(row: Submission, why: str, tone: str) -> Todo:
    what = _("%(form)s，%(rows)s 行") % {"form": title_of(row.form), "rows": f"{row.rows_read:,}"}
    return Todo(what, reverse("intake:submission", args=[row.id]), why, "", tone)
