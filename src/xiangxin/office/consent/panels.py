"""What the home page says about consents: what ends soon, what has to be deleted, what looks unusual."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent.actions.deletions import REPORTERS
from xiangxin.office.consent.actions.flags import WATCHERS
from xiangxin.office.consent.queries.mine import ending_soon
from xiangxin.office.consent.queries.receiving import orders_to
from xiangxin.office.consent.queries.watching import bursts
from xiangxin.office.shell.cells import written
from xiangxin.office.shell.panels import Panel, Todo, Todos, panel
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.templatetags.office import day

MOST = 5


@panel(Role.HOUSEHOLD, order=30)
def ending(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Own consents that end soon; whoever does nothing is simply not looked at any more."""
    lines = ending_soon(viewer)
    if not lines:
        return None
    href, tongue = reverse("consent:mine"), language()
    todos = tuple(
        Todo(
            line.title.in_language(tongue),
            href,
            line.receiver.in_language(tongue),
            _("%(day)s到期，不办也不影响其他事") % {"day": day(line.to_on)},
        )
        for line in lines
    )
    return Panel(_("快到期的同意"), "web/_todo.html", Todos(todos), href, _("我的同意"))


@panel(*sorted(REPORTERS), order=40)
def to_delete(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Open deletion orders, those due first."""
    lines = [line for line in orders_to(viewer) if line.done_on is None]
    if not lines:
        return None
    href, today = reverse("consent:deletions"), timezone.localdate()
    todos = tuple(
        Todo(
            _("删除单 %(number)s") % {"number": line.receipt_no},
            href,
            line.ended,
            _("最晚 %(day)s") % {"day": day(line.due_on)},
            "bad" if line.due_on < today else "warn",
        )
        for line in lines[:MOST]
    )
    return Panel(_("撤回以后要删除的"), "web/_todo.html", Todos(todos), href, _("全部删除单"))


@panel(*sorted(WATCHERS), order=30)
def unusual(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Bursts nobody has looked into."""
    flags = list(bursts(viewer).filter(seen_at=None)[:MOST])
    if not flags:
        return None
    href = reverse("consent:bursts")
    todos = tuple(
        Todo(
            _("%(people)s人在很短时间里同意") % {"people": flag.people},
            href,
            flag.get_channel_display(),
            written(flag.to_at, "moment"),
            "bad",
        )
        for flag in flags
    )
    return Panel(_("同意的异常"), "web/_todo.html", Todos(todos), href, _("全部异常"))
