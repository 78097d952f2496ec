"""The room's line of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry(
        "outcome:results",
        _("我的结果"),
        Group.PHONE,
        order=5,
        says=_("几星、多少额度、为什么；要不要、哪条不对，在这里说。"),
    )
)
