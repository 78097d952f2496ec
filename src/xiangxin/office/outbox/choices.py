"""Closed lists of this room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeliveryState(models.TextChoices):
    """A delivery waits until it has arrived or was given up."""

    WAITING = "waiting", _("待发送")
    DELIVERED = "delivered", _("已送达")
    DEAD = "dead", _("已放弃")
