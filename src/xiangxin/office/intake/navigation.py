"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
    Entry(
        "intake:duplicates",
        _("疑似同一人"),
        Group.FILES,
        order=115,
        says=_("两条登记像是同一个人的，并排看，由人认定。"),
    ),
    Entry(
        "intake:agreements",
        pgettext_lazy("list", "数据协议"),
        Group.FILES,
        order=120,
        says=_("哪个单位凭哪份协议报送什么，到哪一天为止。"),
    ),
)
