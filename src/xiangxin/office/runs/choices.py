"""Closed lists of this room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

SCORE = "runs.score"
"""The job that freezes, assesses and stores."""

TRY = "runs.try"
"""The job that assesses by a text that is not in force, and keeps a report only."""


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


class Move(models.TextChoices):
    """What became of somebody from one assessment to the next."""

    UP = "up", _("上升")
    DOWN = "down", _("下降")
    SAME = "same", _("没有变化")


STATUS_SAYS = {
    Status.NO_CONSENT: _("没有同意，不评。"),
    Status.NOT_ELIGIBLE: _("有一项申请条件不满足，没有往下算。"),
    Status.VETOED: _("有办法里写明的情形，在它消除以前不授信。"),
    Status.NOT_EVALUABLE: _("缺少办法必须用到的资料；补齐以后再评。"),
    Status.AWAITING_REVIEW: _("村里评议还没有结束。"),
    Status.SCORED: _("有星级和建议；最后由人决定。"),
}
"""What each status means, in one sentence."""

FLAG_WORDS = {
    "no_review": _("没有评议分"),
    "review_would_lower": _("评议会降星，请核看"),
    "product_not_eligible": _("不符合产品条件"),
    "limit_unknown": _("额度缺资料"),
    "rate_unknown": _("利率缺资料"),
}
"""What the engine marks on a result, in a few words."""
