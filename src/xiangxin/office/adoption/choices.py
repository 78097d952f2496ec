"""Closed lists of the room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """How an adoption stands on a day."""

    IN_FORCE = "in_force", _("正在用")
    FORBIDDEN = "forbidden", _("法律不再允许")
    TO_COME = "to_come", _("还没到日子")
    ENDED = "ended", _("已经不用")
