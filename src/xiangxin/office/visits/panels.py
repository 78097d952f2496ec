"""What the home page says to those who keep devices: codes to compare, and uploads to decide about."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.shell.cells import written
from xiangxin.office.shell.panels import Panel, Todo, Todos, panel
from xiangxin.office.shell.templatetags.office import day
from xiangxin.office.visits.queries import kept_devices, set_apart
from xiangxin.office.visits.reach import KEEPERS


@panel(*KEEPERS, order=45)
def to_keep(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Devices that wait for a second person, and what was set apart; nobody who was visited is named."""
    href = reverse("visits:devices")
    apart = [
        Todo(
            _("%(holder)s的设备上传了%(answers)s份，已隔离") % {"holder": line.holder, "answers": line.answers},
            href,
            line.why,
            "" if line.delete_on is None else _("%(day)s自动删除") % {"day": day(line.delete_on)},
            "bad",
        )
        for line in set_apart(viewer)
    ]
    waiting = [
        Todo(
            _("核对%(holder)s的采集设备“%(label)s”") % {"holder": line.holder, "label": line.label},
            href,
            written(line.registered_at, "moment"),
            _("等核对代码"),
        )
        for line in kept_devices(viewer)
        if line.state == "waiting"
    ]
    todos = tuple(apart + waiting)
    return Panel(_("采集设备"), "web/_todo.html", Todos(todos), href, _("全部设备")) if todos else None
