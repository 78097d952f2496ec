"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(Entry("consent:mine", _("我的同意"), Group.PHONE, order=20))
register(
    Entry(
        "consent:batches", _("纸质同意表"), Group.FILES, order=60, says=_("打印过的每一批，收回了几张，最晚哪天交回。")
    ),
    Entry(
        "consent:scan",
        _("登记收回的表"),
        Group.FILES,
        order=61,
        says=_("村里打印、签好交回的同意表，一张一张扫码登记。"),
    ),
    Entry("consent:deletions", _("撤回与删除"), Group.RIGHTS, order=20),
    Entry("consent:panels", _("评议小组成员"), Group.REVIEW, order=20),
    Entry("consent:texts", _("告知文本"), Group.RIGHTS, order=30),
    Entry("consent:grounds", _("查看依据"), Group.RIGHTS, order=40, says=_("哪个岗位凭什么可以看一个人的信息。")),
    Entry("consent:bursts", _("同意的异常"), Group.RIGHTS, order=50),
)
