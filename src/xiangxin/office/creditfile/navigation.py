"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry(
        "creditfile:villages",
        pgettext_lazy("list", "信用档案"),
        Group.FILES,
        order=55,
        says=_("各村档案的进度：谁的还没有内容，谁的过期了，哪里要再走一趟。"),
    ),
    Entry(
        "creditfile:provided",
        _("我单位的数据"),
        Group.FILES,
        order=56,
        says=_("报送的内容有多少作数，多少更正过，多少在异议中。"),
    ),
    Entry("creditfile:mine", _("我的档案"), Group.PHONE, order=10, says=_("记着您的每一条，从哪里来；不对的说一声。")),
    Entry(
        "creditfile:disputes",
        _("我的异议"),
        Group.RIGHTS,
        order=15,
        says=_("说过哪一条不对，哪一天以前答复。"),
    ),
)
