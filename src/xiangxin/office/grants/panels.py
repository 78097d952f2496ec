"""What home pages say of grants: to an account manager what waits, to a station how many letters wait."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.grants.queries.waiting import letters_in, waits_for
from xiangxin.office.grants.rules import OFFICERS
from xiangxin.office.shell.panels import Panel, Todo, Todos, panel


@panel(*OFFICERS, order=20)
def waiting(_request: HttpRequest, viewer: Viewer) -> Panel | None:
    """What waits for the officers of the bank in the viewer's area."""
    found = waits_for(viewer)
    todos = []
    if found.requests:
        due = _("最早 %(on)s到期") % {"on": found.first_due_on}
        said = _("%(number)s 人请求人工重看") % {"number": found.requests}
        todos.append(Todo(said, reverse("grants:requests"), "", due, "bad" if found.late else "warn"))
    if found.cases:
        todos.append(
            Todo(_("%(number)s 笔授信等决定") % {"number": found.cases}, f"{reverse('grants:cases')}?state=open")
        )
    if found.letters:
        todos.append(Todo(_("%(number)s 封信还没送达") % {"number": found.letters}, reverse("grants:letters")))
    return Panel(_("等您办的授信"), "web/_todo.html", Todos(tuple(todos))) if todos else None


@panel(Role.STATION_KEEPER, order=40)
def to_collect(_request: HttpRequest, viewer: Viewer) -> Panel | None:
    """How many letters wait to be collected; whose stands on the person's own page, once they are there."""
    number = letters_in(viewer)
    if not number:
        return None
    said = _("%(number)s 封信等本人来领") % {"number": number}
    todo = Todo(said, "", _("查到本人以后在“结果”里交给本人。"))
    return Panel(_("授信的信"), "web/_todo.html", Todos((todo,)))
