"""What home pages of authors say: a policy that law no longer admits, what was tried and not weighed, open drafts."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.forms import title_of
from xiangxin.office.adoption.queries import forbidden_now, unkept, unweighed
from xiangxin.office.adoption.rules import AUTHORS
from xiangxin.office.shell.cells import written
from xiangxin.office.shell.panels import Panel, Todo, Todos, panel
from xiangxin.office.shell.problems import language

_MOST = 5


@panel(*AUTHORS, order=15)
def policies(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """What an author has to do about policies."""
    tongue = language()
    shut = tuple(
        Todo(
            _("%(policy)s：法律变了，不能再用它评价") % {"policy": title_of(row.policy)},
            reverse("adoption:adoption", args=[row.id]),
            _("%(receiver)s暂时谁也不能评；请改出新的一版，由两个人采用。")
            % {"receiver": row.receiver.called.in_language(tongue)},
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
    todos = (shut + _tried(viewer) + begun)[:_MOST]
    href = reverse("adoption:policies")
    return Panel(_("评价办法"), "web/_todo.html", Todos(todos), href, _("全部办法")) if todos else None


def _tried(viewer: Viewer) -> tuple[Todo, ...]:
    """What a policy author goes on with; the county office agrees in the end and has a list of that."""
    if viewer.role != Role.POLICY_AUTHOR:
        return ()
    return tuple(
        Todo(
            _("%(policy)s试算过了，还没有写影响评估") % {"policy": title_of(row.policy)},
            reverse("adoption:report", args=[row.id]),
            _("由%(receiver)s试算；写好以后才能提出采用。") % {"receiver": row.receiver.called.in_language(language())},
            written(row.made_at, "moment"),
        )
        for row in unweighed(viewer)[:_MOST]
    )
