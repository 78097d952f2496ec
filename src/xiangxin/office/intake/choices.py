"""Closed lists of this room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a submission stands."""

    RECEIVED = "received", _("已收到")
    STAGED = "staged", _("已核对，待提交")
    NOTHING = "nothing", _("没有变化")
    UNREADABLE = "unreadable", _("不能读取")
    PROPOSED = "proposed", _("等待第二人")
    ACCEPTING = "accepting", _("正在入档")
    ACCEPTED = "accepted", _("已入档")
    UNDOING = "undoing", _("正在撤出档案")
    REFUSED = "refused", _("第二人不同意")
    WITHDRAWN = "withdrawn", _("已撤回")


ENDED = frozenset({State.NOTHING, State.UNREADABLE, State.ACCEPTED, State.REFUSED, State.WITHDRAWN})
"""A submission in one of these changes no more."""
WAITS = (State.STAGED, State.PROPOSED, State.ACCEPTING, State.ACCEPTED)
"""In one of these a pair of a submission waits for a person's word."""


class Channel(models.TextChoices):
    """How a submission came in."""

    PAGE = "page", _("网页")
    CLI = "cli", _("命令行")
    API = "api", _("接口")
    FEED = "feed", _("数据接口推送")
    DEVICE = "device", _("入户采集")
    DESK = "desk", _("当面登记")


BY_SYSTEM = (Channel.CLI, Channel.API, Channel.FEED)
"""Nobody stood before the screen: the institution's people find it on their first page."""


class Effect(models.TextChoices):
    """What a finding costs, the dearest first."""

    SHEET = "sheet", _("整张表没有读")
    ROW = "row", _("退回这一行")
    COLUMN = "column", _("这一列没有读")
    NONE = "none", _("照常读，只是提醒")


class Change(models.TextChoices):
    """What accepting a row would do to the file."""

    NEW = "new", _("新增")
    CHANGED = "changed", _("更正")
    ENDED = "ended", _("结束")
    SAME = "same", _("没有变化")


class Decided(models.TextChoices):
    """What a person decided about two that look like one."""

    SAME = "same", _("是同一个人")
    DIFFERENT = "different", _("是两个人")


class Reason(models.TextChoices):
    """Why two are one, or are two: what the person who decides has seen."""

    TYPING_ERROR = "typing_error", _("号码录错了")
    NUMBER_CORRECTED = "number_corrected", _("公安机关更正过号码")
    TWO_NUMBERS = "two_numbers", _("有过两个号码，已注销一个")
    BOTH_CARDS_SEEN = "both_cards_seen", _("核对过两张身份证")
    BOTH_MET = "both_met", _("两个人都当面见过")
    POLICE_CONFIRMED = "police_confirmed", _("派出所确认是两个人")


REASONS = {
    Decided.SAME: (Reason.TYPING_ERROR, Reason.NUMBER_CORRECTED, Reason.TWO_NUMBERS),
    Decided.DIFFERENT: (Reason.BOTH_CARDS_SEEN, Reason.BOTH_MET, Reason.POLICE_CONFIRMED),
}
"""Which reasons stand for which decision; there is no other reason."""

STAGE, ACCEPT, UNDO = "intake.stage", "intake.accept", "intake.undo"
"""The jobs of a submission: reading it, writing what was agreed to, and taking that back."""
