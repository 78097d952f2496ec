"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry("parties:villages", _("农户登记"), Group.FILES, order=10, says=_("按村看登记的人和户，在村里按姓名查找。")),
    Entry(
        "parties:register", _("登记一个人"), Group.FILES, order=20, says=_("本人带身份证在场时登记，再立户或加入一户。")
    ),
    Entry(
        "parties:look_up",
        _("按号码查找"),
        Group.FILES,
        order=30,
        says=_("本人在场、出示身份证时，按完整号码找到一个人。"),
    ),
    Entry("parties:roster", _("待告知名单"), Group.FILES, order=40, says=_("还没有送到告知的人，只用来上门送告知。")),
    Entry("parties:businesses", _("经营主体"), Group.FILES, order=50, says=_("公司、合作社、家庭农场和集体经济组织。")),
    Entry("parties:mine", _("我的登记"), Group.RIGHTS, order=10),
    Entry("parties:totals", _("登记进度"), Group.FILES, order=60, says=_("各乡镇登记了多少人、多少户，只有数目。")),
    Entry(
        "parties:fields",
        _("可以保存的内容"),
        Group.SERVICE,
        order=800,
        says=_("一个人可以登记什么、凭什么，其余一律不存。"),
    ),
    Entry("parties:locks", _("查询锁定"), Group.SYSTEM, order=300),
)
