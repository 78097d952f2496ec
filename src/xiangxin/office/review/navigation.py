"""The room's lines of the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.navigation import Entry, Group, register

register(
    Entry("review:ballots", _("我要评的人"), Group.REVIEW, order=10, says=_("一屏一位，评完不留回执。")),
    Entry(
        "review:benches", _("评议席位"), Group.REVIEW, order=15, says=_("小组里谁正式、谁候补，以什么身份坐在那里。")
    ),
    Entry("review:rounds", _("评议轮次"), Group.REVIEW, order=20, says=_("准备一轮评议，保管钥匙，两人开箱。")),
    Entry("review:panels", _("谁来评我"), Group.REVIEW, order=30, says=_("看评议小组有谁，要求换人。")),
)
