"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry(
        "intake:forms",
        _("报送数据"),
        Group.FILES,
        order=100,
        says=_("下载空白表，填好上传；先核对，再由另一个人同意。"),
    ),
    Entry(
        "intake:submissions", _("报送记录"), Group.FILES, order=110, says=_("每一份到了哪一步，退回的行在哪里下载。")
    ),
    Entry("intake:duplicates", _("疑似同一人"), Group.FILES, order=115),
    Entry("intake:agreements", _("数据协议"), Group.FILES, order=120),
)
