"""What the first page says of points: to a person that an entry was struck, to the county what waits."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent.gate import can_have_ground
from xiangxin.office.incentives.queries.desk import untold, waiting
from xiangxin.office.incentives.queries.mine import untold_of
from xiangxin.office.incentives.scope import CLASS, CONFIRMER, PROPOSERS, PURPOSE
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.panels import Panel, Todo, Todos, panel


@panel(Role.HOUSEHOLD, order=40)
def struck(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """An entry was struck and the person has not said that they know."""
    if viewer.person is None:
        return None
    try:
        number = untold_of(viewer, viewer.person)
    except AddressUnknown:
        return None
    if not number:
        return None
    href = reverse("incentives:mine")
    todo = Todo(_("有 %(number)s 条积分记错了，已划掉") % {"number": number}, href, _("换过的不收回"), "", "warn")
    return Panel(_("我的积分"), "web/_todo.html", Todos((todo,)), href, _("我的积分"))


@panel(*PROPOSERS, order=60)
def letters(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Letters that an entry was struck, which have not reached their person."""
    number = untold(viewer) if can_have_ground(viewer, PURPOSE, [CLASS]) else 0
    if not number:
        return None
    href = reverse("incentives:entries")
    todo = Todo(
        _("划掉了还没告诉本人：%(number)s 条") % {"number": number}, href, _("打印信，当面交给本人"), "", "warn"
    )
    return Panel(_("守信激励积分"), "web/_todo.html", Todos((todo,)), href, _("积分"))


@panel(CONFIRMER, order=60)
def waits(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Entries to confirm, objections to answer, things to give; nobody is named."""
    if not can_have_ground(viewer, PURPOSE, [CLASS]):
        return None
    proposed, said, due = waiting(viewer)
    entries, give = reverse("incentives:entries"), reverse("incentives:exchanged")
    todos = [
        (said, Todo(_("本人说不对，等答复：%(number)s 条") % {"number": said}, entries, "", "", "bad")),
        (proposed, Todo(_("等确认：%(number)s 条") % {"number": proposed}, entries, "", "", "warn")),
        (due, Todo(_("换了还没给：%(number)s 项") % {"number": due}, give, "", "", "warn")),
    ]
    found = tuple(todo for number, todo in todos if number)
    return Panel(_("守信激励积分"), "web/_todo.html", Todos(found), entries, _("积分")) if found else None
