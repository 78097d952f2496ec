"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry("visits:desk", _("入户采集"), Group.FILES, order=70),
    Entry("visits:devices", _("采集设备"), Group.FILES, order=71),
)
