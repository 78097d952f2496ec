"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry(
        "grants:cases",
        _("授信决定"),
        Group.REVIEW,
        order=40,
        says=_("评价建议了什么，您决定给不给、给多少；理由本人会看到。"),
    ),
    Entry("grants:requests", _("人工重看"), Group.REVIEW, order=45, says=_("本人请求换一个人重看的，最早到期的在前。")),
    Entry("grants:villages", _("整村授信"), Group.REVIEW, order=35, says=_("每个村走到哪一步，从告知到接受。")),
    Entry("grants:letters", _("没送达的信"), Group.REVIEW, order=50, says=_("还没有到本人手里的信，按村打印。")),
    Entry("grants:lines", _("该再看的额度"), Group.REVIEW, order=55, says=_("快到复审日的，档案有变化的。")),
)
