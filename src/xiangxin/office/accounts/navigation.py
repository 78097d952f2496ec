"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry(
        "accounts:proposals",
        _("等第二个人的事"),
        Group.START,
        order=50,
        says=_("别人提出、等您同意的，和您提出、等别人同意的。"),
    ),
    Entry("accounts:accounts", _("账号和岗位"), Group.SYSTEM, order=100, says=_("谁能登录，谁在哪个岗位。")),
    Entry(
        "accounts:staffing", _("岗位配备"), Group.SYSTEM, order=110, says=_("哪个岗位还没有人，哪两个可以一人担任。")
    ),
    Entry("accounts:own", _("我的账号"), Group.ACCOUNT, order=0),
)
