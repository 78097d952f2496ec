"""What home pages of authors say: an adopted policy that law no longer admits, and drafts that are open."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.forms import title_of
from xiangxin.office.adoption.queries import forbidden_now, unkept
from xiangxin.office.adoption.rules import AUTHORS
from xiangxin.office.shell.cells import written
from xiangxin.office.shell.panels import Panel, Todo, Todos, panel

_MOST = 5


@panel(*AUTHORS, order=15)
def policies(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """What an author has to do about policies."""
    shut = tuple(
        Todo(
            _("%(policy)s：法律变了，不能再用它评价") % {"policy": title_of(row.policy)},
            reverse("adoption:adoption", args=[row.id]),
            _("%(receiver)s暂时谁也不能评；请改出新的一版，由两个人采用。") % {"receiver": row.receiver.name},
            _("现在"),
            "bad",
        )
        for row in forbidden_now(viewer, timezone.localdate())
    )
    begun = tuple(
        Todo(
            _("草稿 %(name)s 还没有留存") % {"name": row.name},
            reverse("adoption:draft", args=[row.id]),
            due=written(row.saved_at, "moment"),
        )
        for row in unkept(viewer)[:_MOST]
    )
    todos = (shut + begun)[:_MOST]
    href = reverse("adoption:policies")
    return Panel(_("评价办法"), "web/_todo.html", Todos(todos), href, _("全部办法")) if todos else None
