"""The gate's line of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(Entry("gateway:tokens", _("接口令牌"), Group.SYSTEM, order=510))
