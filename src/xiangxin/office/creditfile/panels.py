"""What the home page says about files: a person's own disputes that wait for an answer."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.creditfile.queries.disputes import disputes_of
from xiangxin.office.shell.cells import written
from xiangxin.office.shell.panels import Panel, Todo, Todos, panel
from xiangxin.office.shell.problems import language


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
            _("最晚 %(day)s 答复") % {"day": written(line.due_on, "date")},
        )
        for line in lines
        if line.ended_on is None
    )
    return Panel(_("等答复的异议"), "web/_todo.html", Todos(todos), href, _("我的异议")) if todos else None
