"""Closed lists of this room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a case stands."""

    OPEN = "open", _("等待决定")
    OFFERED = "offered", _("已决定，待送达")
    DELIVERED = "delivered", _("已送达，等本人答复")
    REFUSED = "refused", _("没有授信，待送达")
    TOLD = "told", _("没有授信，已送达")
    ACTIVE = "active", _("本人已接受")
    SUSPENDED = "suspended", _("暂停")
    DECLINED = "declined", _("本人不要")
    ENDED = "ended", _("已结束")


WAITING = frozenset({State.OPEN, State.OFFERED, State.DELIVERED})
"""A case on its way: a person has one of these at a bank."""
STANDING = frozenset({State.ACTIVE, State.SUSPENDED})
"""A line that stands: a person has one of these at a bank."""


class DecisionKind(models.TextChoices):
    """What an officer decides."""

    ACCEPT = "accept", _("照建议授信")
    LOWER = "lower", _("低于建议授信")
    REFUSE = "refuse", _("不授信")
    SUSPEND = "suspend", _("暂停")
    REDUCE = "reduce", _("降低额度")
    RESUME = "resume", _("恢复")
    RETURN = "return", _("退回重看")
    UPHOLD = "uphold", _("维持原来的决定")
    CALL_OFF = "call_off", _("取消原来的决定")
    CUT_RATE = "cut_rate", _("降低利率")


ADVERSE = frozenset({DecisionKind.LOWER, DecisionKind.REFUSE, DecisionKind.SUSPEND, DecisionKind.REDUCE})
"""What costs the person something: one by one, with a reason, and told before it takes effect."""
LATER = frozenset({DecisionKind.SUSPEND, DecisionKind.REDUCE})
"""Adverse decisions on a line that stands: notice first, effect by another act after its term."""
ON_ANNOUNCED = [DecisionKind.UPHOLD, DecisionKind.CALL_OFF]
"""How a request for a human being is answered where one of those was announced."""


class Ending(models.TextChoices):
    """Why a case ended."""

    DECLINED = "declined", _("本人不要")
    GROUND = "ground", _("本人撤回同意")
    REPLACED = "replaced", _("换成新的额度")
    SUPERSEDED = "superseded", _("有了新的评价")
    LAPSED = "lapsed", _("过了答复期限")
    BY_PERSON = "by_person", _("本人结束")


class LetterKind(models.TextChoices):
    """What a letter tells."""

    OFFER = "offer", _("授信通知")
    REFUSAL = "refusal", _("不授信通知")
    SUSPENSION = "suspension", _("暂停通知")
    REDUCTION = "reduction", _("降低额度通知")
    ANSWER = "answer", _("人工重看的答复")
    RATE = "rate", _("降低利率通知")


class Stage(models.TextChoices):
    """How far a person has come at a bank, on the board of a village."""

    CONSENTED = "consented", _("已同意，等评价")
    AWAITING = "awaiting", _("等评议")
    ASSESSED = "assessed", _("已评价，等决定")
    DECIDED = "decided", _("已决定，等送达")
    TOLD = "told", _("已送达，等答复")
    ACCEPTED = "accepted", _("已接受")
    CLOSED = "closed", _("已办完")


NEXT: dict[str, object] = {
    Stage.CONSENTED: _("把档案补齐，等下一次评价"),
    Stage.AWAITING: _("评议结束以后再评价，不用做什么"),
    Stage.ASSESSED: _("由客户经理决定"),
    Stage.DECIDED: _("把信送到，或者请本人打开手机看"),
    Stage.TOLD: _("请本人答复要不要，不催"),
    Stage.ACCEPTED: _("到复审日再看"),
    Stage.CLOSED: _("不用再去；想要可以随时再申请"),
}
"""What comes next at each stage, for whoever goes there."""


ON_CASE = [DecisionKind.ACCEPT, DecisionKind.LOWER, DecisionKind.REFUSE]
"""What is decided on a case that waits, in the order in which it is offered."""
ON_LINE = {
    State.ACTIVE: [DecisionKind.CUT_RATE, DecisionKind.REDUCE, DecisionKind.SUSPEND],
    State.SUSPENDED: [DecisionKind.RESUME],
}
"""What is decided on a line, by how it stands."""
