"""Closed lists of this room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

SCORE = "runs.score"
"""The job that freezes, assesses and stores."""


class RunState(models.TextChoices):
    """Where a run stands. Results are seen once it is done, all at once."""

    WAITING = "waiting", _("排队")
    FROZEN = "frozen", _("资料已定格")
    DONE = "done", _("完成")
    FAILED = "failed", _("没有做成")


class Status(models.TextChoices):
    """How an assessment came out, as the engine says it."""

    NO_CONSENT = "no_consent", _("未同意")
    NOT_ELIGIBLE = "not_eligible", _("不符合条件")
    VETOED = "vetoed", _("暂不能授信")
    NOT_EVALUABLE = "not_evaluable", _("暂时无法评价")
    AWAITING_REVIEW = "awaiting_review", _("等待评议")
    SCORED = "scored", _("已评价")
