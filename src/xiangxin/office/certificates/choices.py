"""Closed lists of this room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Colour(models.TextChoices):
    """What the policy gives for a person's stars."""

    RED = "red", _("红本")
    BLUE = "blue", _("蓝本")


class Ending(models.TextChoices):
    """Why a certificate was withdrawn. For the office and the holder; nobody who checks one is told."""

    SUSPENDED = "suspended", _("额度暂停")
    ENDED = "ended", _("额度结束")
    GROUND = "ground", _("本人撤回同意")
    CHANGED = "changed", _("换成新的证书")
    BY_HOLDER = "by_holder", _("本人停用")


class Part(models.TextChoices):
    """What a holder may show or leave out. The issuing county and the days always stand there."""

    NAME = "name", _("姓名")
    COLOUR = "colour", _("红本还是蓝本")
    BANK = "bank", _("授信的银行")
    VILLAGE = "village", _("所在的村")
    NUMBER = "number", _("证书编号")


class Form(models.TextChoices):
    """Forms of the signed file."""

    SD_JWT = "sd-jwt", _("SD-JWT VC（可以再少给几项）")
    VC_JOSE = "vc-jose", _("VC-JOSE（整份出示）")
