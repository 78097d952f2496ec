"""Closed lists of this room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Shown(models.TextChoices):
    """What somebody showed at the desk."""

    CARD = "card", _("本人身份证原件")
    MANDATE = "mandate", _("家人持委托")
