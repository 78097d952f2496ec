"""What the home page says of this room: what waits for a second person, and which roles nobody holds."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from xiangxin.office.accounts import queries
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.accounts.views.own import STAFF
from xiangxin.office.shell.marks import mark
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
            why=f"{one.proposal.proposed_by}{mark('：')}{one.proposal.reason}",
            due=_("%(day)s 前") % {"day": date_format(localtime(one.proposal.expires_at), "Y-m-d")},
            tone="warn" if one.is_urgent else "info",
        )
        for one in seen[:SHOWN]
    )
    return Panel(
        _("等您决定：%(number)s 件") % {"number": len(seen)},
        "web/_todo.html",
        Todos(todos),
        reverse("accounts:proposals"),
        _("全部"),
    )


@panel(Role.SECURITY_ADMIN, Role.COUNTY_OFFICE, order=30)
def gaps(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Roles of this office that nobody holds."""
    empty = queries.unfilled(viewer)
    if not empty:
        return None
    todos = tuple(
        Todo(rule.role.label, why=rule.does.in_language(language()), due=_("没有人"), tone="warn")
        for rule in empty[:SHOWN]
    )
    return Panel(
        _("还没有人的岗位：%(number)s 个") % {"number": len(empty)},
        "web/_todo.html",
        Todos(todos),
        reverse("accounts:staffing"),
        _("岗位配备"),
    )
