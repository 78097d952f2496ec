"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry(
        "visits:desk",
        _("入户采集"),
        Group.FILES,
        order=70,
        says=_("在平板上下载一个村的任务，没有网络也能填，回来再上传。"),
    ),
    Entry("visits:devices", _("采集设备"), Group.FILES, order=71, says=_("核对同事的设备，停用丢了的设备。")),
)
