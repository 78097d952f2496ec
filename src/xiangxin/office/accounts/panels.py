"""What the home page says of this room: what waits for a second person, and which roles nobody holds."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from xiangxin.office.accounts import queries
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.accounts.views.own import STAFF
from xiangxin.office.shell.panels import Panel, Todo, Todos, panel
from xiangxin.office.shell.problems import language

SHOWN = 5


@panel(*STAFF, order=20)
def waiting(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Proposals that this viewer may decide."""
    seen = queries.to_decide(viewer)
    if not seen:
        return None
    todos = tuple(
        Todo(
            what=one.label.in_language(language()),
            href=reverse("accounts:proposal", args=[one.proposal.id]),
            why=one.proposal.reason,
            due=_now("%(day)s 前") % {"day": date_format(localtime(one.proposal.expires_at), "Y-m-d")},
            tone="warn" if one.is_urgent else "info",
        )
        for one in seen[:SHOWN]
    )
    return Panel(_("等您决定"), "web/_todo.html", Todos(todos), reverse("accounts:proposals"), _("全部"))


@panel(Role.SECURITY_ADMIN, order=30)
def gaps(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Roles of this office that nobody holds."""
    empty = [one for one in queries.staffing(viewer).filled if one.is_gap]
    if not empty:
        return None
    todos = tuple(
        Todo(what=one.rule.role.label, why=one.rule.does.in_language(language()), tone="warn") for one in empty[:SHOWN]
    )
    return Panel(_("还没有人的岗位"), "web/_todo.html", Todos(todos), reverse("accounts:staffing"), _("岗位配备"))
