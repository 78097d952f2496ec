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
)
