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
    QUARANTINED = "quarantined", _("已隔离")


ENDED = frozenset({State.NOTHING, State.UNREADABLE, State.ACCEPTED, State.REFUSED, State.WITHDRAWN})
"""A submission in one of these changes no more."""


class Channel(models.TextChoices):
    """How a submission came in."""

    PAGE = "page", _("网页")
    CLI = "cli", _("命令行")
    API = "api", _("接口")
    FEED = "feed", _("数据接口推送")
    DEVICE = "device", _("入户采集")


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


STAGE, ACCEPT, UNDO = "intake.stage", "intake.accept", "intake.undo"
"""The jobs of a submission: reading it, writing what was agreed to, and taking that back."""
