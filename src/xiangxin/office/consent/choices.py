"""Closed lists of this room. Purposes, classes and deployment kinds are law data and stand in ``law/data``."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from xiangxin.law.model import ConsentClass

FILE: ConsentClass = "file"
"""The class of consent, as law names it, that opens a credit file: without it there is nothing to add another to."""


class Channel(models.TextChoices):
    """How a notice reached somebody, and how a consent was given."""

    PHONE = "phone", _("本人手机")
    PAPER = "paper", _("纸质表")
    STATION = "station", _("服务站")
    SLIP = "slip", _("服务站凭条")


class Answer(models.TextChoices):
    """What the person said to a notice. A refusal has no effect whatsoever; it only closes the question."""

    GIVEN = "given", _("同意")
    REFUSED = "refused", _("不同意")


class Standing(models.TextChoices):
    """How it stands with one thing a person was asked; who was never asked has none. A refusal is an answer."""

    GIVEN = "given", _("同意")
    COMING = "coming", _("同意，还没开始")
    UNCONFIRMED = "unconfirmed", _("同意，等书面确认")
    WAITING = "waiting", _("看过告知，还没回答")
    REFUSED = "refused", _("不同意")
    WITHDRAWN = "withdrawn", _("已撤回")
    ENDED = "ended", _("已到期")


class Ground(models.TextChoices):
    """On what personal rows may be read."""

    CONSENT = "consent", _("本人同意")
    CONTRACT = "contract", _("履行合同")
    DUTY = "duty", _("法定职责")
    OWN = "own", _("本人")
    MANDATE = "mandate", _("本人委托")


class ScanResult(models.TextChoices):
    """What came of reading the code of a paper form."""

    ACCEPTED = "accepted", _("已登记")
    TWICE = "twice", _("已经登记过，没有重复")
    UNKNOWN = "unknown", _("没有这个编号")
    ELSEWHERE = "elsewhere", _("是别的村的表")
    EXPIRED = "expired", _("已过期，请重新打印")
    NO_NOTICE = "no_notice", _("没有签收告知，不能登记")


class Ended(models.TextChoices):
    """How a consent came to be over, as far as its receiver is told."""

    ERASED = "erased", _("在冷静期内撤回，视为没有同意过")
    WITHDRAWN = "withdrawn", _("撤回")
