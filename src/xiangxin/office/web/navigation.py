"""The frame's own lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry("web:home", _("首页"), Group.START, order=0),
    Entry("web:home", _("首页"), Group.PHONE, order=0),
    Entry("web:help", _("使用说明"), Group.SERVICE, order=900),
)
