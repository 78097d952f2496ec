"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry("feeds:feeds", _("数据接口"), Group.FILES, order=130),
    Entry("feeds:quality", _("数据质量"), Group.FILES, order=140),
)
