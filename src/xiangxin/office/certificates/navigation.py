"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry("certificates:mine", _("我的证书"), Group.RIGHTS, order=12, says=_("红本或蓝本：给人看、打印、下载、停用。")),
    Entry("certificates:held", _("红本和蓝本"), Group.REVIEW, order=70, says=_("哪些额度领了证书，现在有没有效。")),
    Entry("certificates:keys", _("签发证书的密钥"), Group.SYSTEM, order=70, says=_("换新密钥，被盗的作废。")),
)
