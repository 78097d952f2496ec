"""What home pages say about feeds: to a person that something was erased, to the office that a feed is silent."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.feeds.models import Repair
from xiangxin.office.feeds.queries import standings, told_to
from xiangxin.office.feeds.rules import SEEN_BY
from xiangxin.office.feeds.tables import STATES, title_of
from xiangxin.office.shell.marks import mark
from xiangxin.office.shell.panels import Panel, Todo, Todos, panel
from xiangxin.office.shell.templatetags.office import day

_MOST = 5


@panel(Role.HOUSEHOLD, order=35)
def repaired(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """That records were erased because their source repaired them; not which, since that would keep them."""
    todos = tuple(
        Todo(
            _words(row),
            "",
            _("从这一天起不再使用；按规定删除，不留内容。"),
            day(row.repaired_on),
            "good",
        )
        for row in told_to(viewer)[:_MOST]
    )
    return Panel(_("信用修复"), "web/_todo.html", Todos(todos)) if todos else None


def _words(row: Repair) -> str:
    said = {"source": row.source.name, "matters": row.matters}
    return _("%(source)s修复或撤回了 %(matters)s 条记录，我们已经照办") % said


@panel(Role.DATA_PROVIDER, order=68)
def sent(_request: HttpRequest, _viewer: Viewer) -> Panel:
    """What a provider can learn of its own data: by month here, by kind in the credit file."""
    todos = (
        Todo(_("每月数据质量"), reverse("feeds:quality"), _("每月报了多少、退回多少、更正多少、是否迟报")),
        Todo(_("我单位的数据"), reverse("creditfile:provided"), _("按事项：现在有多少、更正过、有异议")),
    )
    return Panel(_("我们报的数据"), "web/_todo.html", Todos(todos), waits=False)


@panel(*SEEN_BY, order=65)
def silent(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Feeds that somebody should look at."""
    todos = tuple(
        Todo(
            f"{one.feed.agreement.provider.name}{mark('：')}{title_of(one.feed.form)}",
            reverse("feeds:feed", args=[one.feed.id]),
            STATES[one.state],
            "",
            "bad" if one.state == "silent" else "warn",
        )
        for one in standings(viewer)
        if one.state in ("silent", "failing", "waiting")
    )
    href = reverse("feeds:feeds")
    return Panel(_("数据接口"), "web/_todo.html", Todos(todos[:_MOST]), href, _("全部接口")) if todos else None
