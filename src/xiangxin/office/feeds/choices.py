"""Closed lists of this room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """Who begins: the provider's system sends, or the office asks it."""

    WEBHOOK = "webhook", _("对方推送")
    PULL = "pull", _("定时去取")


class Kind(models.TextChoices):
    """What a message is about."""

    ROWS = "rows", _("数据")
    REPAIR = "repair", _("信用修复")
    WITHDRAWAL = "withdrawal", _("来源单位撤回")
    BUREAU_REPAIR = "bureau_repair", _("人民银行一次性信用修复")
