"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry("incentives:mine", _("我的积分"), Group.RIGHTS, order=14, says=_("凭什么得的，用到哪天，能换什么。")),
    Entry("incentives:people", _("申报积分"), Group.COUNTY, order=60, says=_("凭授奖文件给同意的人申报。")),
    Entry("incentives:entries", _("积分"), Group.COUNTY, order=61, says=_("申报的、确认的、本人说不对的。")),
    Entry("incentives:exchanged", _("积分换了什么"), Group.COUNTY, order=62, says=_("等着给的和已经给的。")),
    Entry("incentives:villages", _("各村积分"), Group.COUNTY, order=63, says=_("各村有多少人有积分，太少的不显示。")),
    Entry("incentives:list", _("积分清单"), Group.COUNTY, order=64, says=_("哪些文件记几分、能换什么、什么不记。")),
)
