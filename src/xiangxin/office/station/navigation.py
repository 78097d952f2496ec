"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry(
        "station:desk",
        _("服务台"),
        Group.SERVICE,
        order=10,
        says=_("有人来办事从这里开始：凭条、验证手机、委托、同意和撤回。"),
    )
)
register(
    Entry(
        "station:sheets",
        _("登记签字单"),
        Group.SERVICE,
        order=20,
        says=_("本人在服务站签的字，站外的人看过原件，输入编号确认。"),
    )
)
