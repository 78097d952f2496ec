"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(Entry("station:desk", _("服务台"), Group.SERVICE, order=10))
register(Entry("station:sheets", _("登记签字单"), Group.SERVICE, order=20))
