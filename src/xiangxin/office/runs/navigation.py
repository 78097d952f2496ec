"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry(
        "runs:runs",
        pgettext_lazy("list", "评价"),
        Group.POLICY,
        order=30,
        says=_("按启用的办法评一个区域的人，看结果和每一分的来处。"),
    ),
    Entry(
        "runs:trials",
        pgettext_lazy("list", "试算"),
        Group.POLICY,
        order=40,
        says=_("一份办法启用以前，先看它会让谁上升、谁下降。"),
    ),
)
