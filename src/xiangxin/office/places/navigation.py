"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry("places:areas", _("区划"), Group.SYSTEM, order=300),
    Entry("places:institutions", _("机构"), Group.SYSTEM, order=310),
    Entry("places:all_jobs", _("全部任务"), Group.SYSTEM, order=400),
    Entry("places:endpoints", _("对外通知"), Group.SYSTEM, order=500),
    Entry("places:jobs", _("我的任务"), Group.ACCOUNT, order=100),
)
