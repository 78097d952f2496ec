"""What the home page says about the register: accounts that were locked, for the security administrator."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.parties.queries.locks import open_locks
from xiangxin.office.shell.cells import written
from xiangxin.office.shell.panels import Panel, Todo, Todos, panel


@panel(Role.SECURITY_ADMIN, order=20)
def locked_accounts(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Accounts that asked about persons more often than they may, the newest first."""
    locks = open_locks()
    if not locks:
        return None
    href = reverse("parties:locks")
    todos = tuple(
        Todo(
            _("%(account)s：%(kind)s超过限额，已锁定") % {"account": lock.display, "kind": lock.kind},
            href,
            written(lock.since_at, "moment"),
            _("请查看"),
            "bad",
        )
        for lock in locks
    )
    return Panel(_("查询异常"), "web/_todo.html", Todos(todos), href, _("全部锁定"))
