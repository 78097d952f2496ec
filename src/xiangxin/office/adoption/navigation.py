"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry(
        "adoption:policies",
        _("评价办法"),
        Group.POLICY,
        order=10,
        says=_("写办法、核对、试算、评估影响，由两个人采用。"),
    ),
    Entry(
        "adoption:adopted",
        _("公开的办法"),
        Group.SERVICE,
        order=60,
        says=_("采用过的每一版：全文、打印件、指纹，谁都可以看。"),
    ),
)
