"""What the home page says about files: disputes that wait, to who raised them and to whose facts they are about."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.creditfile.queries.disputes import disputes_of
from xiangxin.office.creditfile.queries.provided import disputes_with
from xiangxin.office.shell.panels import Panel, Todo, Todos, panel
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.templatetags.office import day


@panel(Role.HOUSEHOLD, order=20)
def waiting(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Open disputes, each with the day by which it is answered."""
    lines = [] if viewer.person is None else disputes_of(viewer, viewer.person)
    href = reverse("creditfile:disputes")
    todos = tuple(
        Todo(
            line.label.in_language(language()),
            href,
            _("编号 %(number)s") % {"number": line.number},
            _("最晚 %(day)s 答复") % {"day": day(line.due_on)},
        )
        for line in lines
        if line.ended_on is None
    )
    return Panel(_("等答复的异议"), "web/_todo.html", Todos(todos), href, _("我的异议")) if todos else None


@panel(Role.DATA_PROVIDER, order=20)
def disputed(_request: HttpRequest, viewer: Viewer) -> Panel | None:
    """How many facts of the institution are disputed, and the first day by which one is answered; of nobody by name."""
    waiting_now, first_due = disputes_with(viewer)
    if first_due is None:
        return None
    href = reverse("creditfile:provided")
    line = Todo(
        _("本单位报送的 %(number)s 条在异议中") % {"number": f"{waiting_now:,}"},
        href,
        _("答复以前这一条不作数。请核对源头；不对的，用更正或信用修复报来。"),
        _("最早 %(day)s 前要答复本人") % {"day": day(first_due)},
        "warn",
    )
    return Panel(_("在异议中的数据"), "web/_todo.html", Todos((line,)), href, _("我单位的数据"))
