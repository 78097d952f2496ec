"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry("oversight:looks", _("谁看过我"), Group.RIGHTS, order=5),
    Entry("oversight:log", _("操作日志"), Group.RIGHTS, order=60),
    Entry("oversight:checkpoints", _("检查点"), Group.RIGHTS, order=70),
    Entry("oversight:witnesses", _("见证方"), Group.RIGHTS, order=75, says=_("谁在别处保存检查点，收到哪里。")),
    Entry("oversight:verification", _("完整核对"), Group.RIGHTS, order=80),
)
