"""Closed lists of this room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundState(models.TextChoices):
    """Where a round stands. It is open once both holders have made their halves of its key."""

    PREPARED = "prepared", _("等两位保管人设口令")
    OPEN = "open", _("评议中")
    CLOSED = "closed", _("已开箱")
    VOID = "void", _("作废")


class Side(models.TextChoices):
    """Which half of a round's key."""

    OFFICE = "office", _("经办一方")
    WATCH = "watch", _("监督一方")


class Recusal(models.TextChoices):
    """Why a reviewer does not rate somebody, as the reviewer says. What the office knows by itself is not asked."""

    KIN = "kin", _("是亲戚")
    GUARANTOR = "guarantor", _("互相担保过，或有借贷")
    INTEREST = "interest", _("有其他利害关系")


class VoidReason(models.TextChoices):
    """Why a round is given up."""

    PHRASE_LOST = "phrase_lost", _("口令忘了")
    MISTAKE = "mistake", _("设错了")
    PANEL = "panel", _("评议小组不能履职")


class SheetState(models.TextChoices):
    """Where a sheet on paper stands. One that is lost is never cast; another is printed in its place."""

    OUT = "out", _("在评议员手里或正在录入")
    CAST = "cast", _("已入箱")
    LOST = "lost", _("作废")
