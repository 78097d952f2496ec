"""Closed lists of this room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Why(models.TextChoices):
    """Why a fact no longer stands as it did."""

    CORRECTED = "corrected", _("来源单位更正")
    ENDED = "ended", _("事项已结束")
    WITHDRAWN = "withdrawn", _("来源单位撤回")
    REPAIRED = "repaired", _("已完成信用修复")
    UPHELD = "upheld", _("异议成立")


class Outcome(models.TextChoices):
    """How a dispute ended."""

    UPHELD = "upheld", _("异议成立")
    REJECTED = "rejected", _("异议不成立")
    WITHDRAWN = "withdrawn", _("本人撤回异议")


class Through(models.TextChoices):
    """How a person raised a dispute or handed in a statement."""

    PHONE = "phone", _("手机")
    STATION = "station", _("服务站柜台")
    PAPER = "paper", _("纸面")


class StandingKind(models.TextChoices):
    """What last year left."""

    RATING = "rating", _("评定")
    PLAQUE = "plaque", _("牌匾")
    LIMIT = "limit", _("授信额度")
    LOAN = "loan", _("在贷合同")


class Stars(models.TextChoices):
    """What somebody or some place had been rated, as it is usually called."""

    CREDIT = "credit", _("信用户（村、乡镇）")
    ONE = "one", _("一星")
    TWO = "two", _("二星")
    THREE = "three", _("三星")
    FOUR = "four", _("四星")
    FIVE = "five", _("五星")


class Procedure(models.TextChoices):
    """By which procedure an authority decided."""

    ORDINARY = "ordinary", _("普通程序")
    SIMPLE = "simple", _("简易程序")


class Severity(models.TextChoices):
    """How grave an authority found it."""

    MINOR = "minor", _("轻微")
    GENERAL = "general", _("一般")
    SERIOUS = "serious", _("严重")
