"""Closed lists of this room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What somebody is visited for."""

    FIELDS = "fields", _("补充资料")
    NOTICE = "notice", _("送达告知")


class Outcome(models.TextChoices):
    """How a visit ended."""

    ANSWERED = "answered", _("已办")
    NOT_MET = "not_met", _("没见到本人")
    REFUSED = "refused", _("本人不愿意")


class Lost(models.TextChoices):
    """Why a device is shut out."""

    LOST = "lost", _("丢失或被盗")
    WIPED = "wiped", _("已自动清除，重新登记")
    REPLACED = "replaced", _("换了设备")
    LEFT = "left", _("采集员离岗")
    DOUBT = "doubt", _("不是本单位的设备")


class Came(models.TextChoices):
    """Where an upload stands."""

    TAKEN = "taken", _("已收，待转交")
    HANDED = "handed", _("已转入核对")
    QUARANTINED = "quarantined", _("已隔离")
    RELEASED = "released", _("已放行，待采集员转交")
    DISCARDED = "discarded", _("已删除")


class Why(models.TextChoices):
    """Why an upload was set apart."""

    REVOKED = "revoked", _("设备已停用")
    LATE = "late", _("超过期限")
    LIST_ENDED = "list_ended", _("任务已收回")


class Result(models.TextChoices):
    """What became of one answer; the tablet tells the collector."""

    TAKEN = "taken", _("已收")
    REPEATED = "repeated", _("以前收过，没有重复")
    ANSWERED_BEFORE = "answered_before", _("这一户已经办过，没有改动")
    NOT_ON_LIST = "not_on_list", _("不在这份任务里")
    NO_GROUND = "no_ground", _("本人已不同意或已迁出，没有收")
    NO_WRITTEN_CONSENT = "no_written_consent", _("没有书面同意，收入和财产没有收")
    VALUE_WRONG = "value_wrong", _("有一项填得不对，没有收")
