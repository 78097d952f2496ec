"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry(
        "places:areas",
        pgettext_lazy("list", "区划"),
        Group.SYSTEM,
        order=300,
        says=_("县、乡镇、村和它们的代码，哪一天起有效。"),
    ),
    Entry(
        "places:institutions",
        pgettext_lazy("list", "机构"),
        Group.SYSTEM,
        order=310,
        says=_("银行、服务站、评议小组和各单位。"),
    ),
    Entry("places:all_jobs", _("全部任务"), Group.SYSTEM, order=400, says=_("正在办、没办成的任务和定时工作。")),
    Entry("places:endpoints", _("对外通知"), Group.SYSTEM, order=500, says=_("发生的事通知哪些机构的系统。")),
    Entry("places:jobs", _("我的任务"), Group.ACCOUNT, order=100),
)
