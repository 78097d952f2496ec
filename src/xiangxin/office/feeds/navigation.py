"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry("feeds:feeds", _("数据接口"), Group.FILES, order=130, says=_("对方的系统自己送数据，状态和拒收的原因。")),
    Entry(
        "feeds:quality",
        _("数据质量"),
        Group.FILES,
        order=140,
        says=_("每个月报了多少、退回多少、接口为什么拒收、是否迟报。"),
    ),
)
