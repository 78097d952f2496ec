"""The room's line of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(Entry("outcome:results", _("我的结果"), Group.PHONE, order=5))
