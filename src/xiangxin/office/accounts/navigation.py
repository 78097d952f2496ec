"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry("accounts:proposals", _("等第二个人的事"), Group.START, order=50),
    Entry("accounts:accounts", _("账号和岗位"), Group.SYSTEM, order=100),
    Entry("accounts:staffing", _("岗位配备"), Group.SYSTEM, order=110),
    Entry("accounts:own", _("我的账号"), Group.ACCOUNT, order=0),
    Entry("accounts:own", _("我的账号"), Group.PHONE, order=90),
)
