"""Closed lists of this room. Kinds of merit and benefits are data and stand in ``data/points.yaml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class State(models.TextChoices):
    """Where an entry stands."""

    PROPOSED = "proposed", _("等县里确认")
    CONFIRMED = "confirmed", _("已确认")
    REFUSED = "refused", _("没有确认")
    STRUCK = "struck", _("记错了，已划掉")


class Why(models.TextChoices):
    """Why an entry is not confirmed, or is struck. None says anything of the person."""

    DOCUMENT = "document", _("文件与登记的不一致")
    OTHER_PERSON = "other_person", _("文件上写的是另一个人")
    TWICE = "twice", _("同一份文件记了两次")
    KIND = "kind", _("类别或级别选错了")
    UPHELD = "upheld", _("本人说不对，核实属实")


class Outcome(models.TextChoices):
    """How an objection ended."""

    UPHELD = "upheld", _("您说得对，这一条已划掉，该重记的会重记")
    REJECTED = "rejected", _("核对过文件，这一条没有错")


class Taken(models.TextChoices):
    """Where something that was exchanged stands."""

    ASKED = "asked", _("等着给")
    GIVEN = "given", _("已给")
    BACK = "back", _("没能给，积分已退回")


class Brings(models.TextChoices):
    """What a benefit may be at all. A public service is none of these, nor is anything that somebody would lose."""

    RATE = "rate", _("请银行在利率区间内再看一次")
    TRAINING = "training", _("免费培训")
    VISIT = "visit", _("优先上门办理")
    GOODS = "goods", _("日用品")


GIVERS: dict[str, StrOrPromise] = {
    Brings.RATE: _("贷款银行的经办人"),
    Brings.TRAINING: _("县里办培训的单位"),
    Brings.VISIT: _("银行流动服务队"),
    Brings.GOODS: _("村积分超市"),
}
"""Who gives what of each sort; the county tells them by a list, the person by a slip."""


class Through(models.TextChoices):
    """How the person said so."""

    PHONE = "phone", _("本人手机")
    SLIP = "slip", _("服务站凭条")
    STATION = "station", _("服务站")
