"""Closed lists of this room.

What they leave out is left out on purpose: nothing says who is married to whom or who is divorced. Somebody joins a
household or leaves it; why is between the people and does not bear on credit.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Joined(models.TextChoices):
    """How somebody came into a household."""

    FORMED = "formed", _("立户")
    JOINED = "joined", _("加入（出生、成家、收养、回来）")
    SPLIT = "split", _("分户立户")
    MOVED = "moved", _("迁入")


class Left(models.TextChoices):
    """How somebody left a household. A divorce in which one sets up a household of their own is a split."""

    SPLIT = "split", _("分户")
    MOVED = "moved", _("迁出")
    DEATH = "death", _("去世")
    MISTAKE = "mistake", _("登记有误")


class Degree(models.TextChoices):
    """How near two people are, as far as recusal asks (Civil Code 1045): the relation itself is not recorded."""

    CLOSE = "close", _("近亲属（配偶、父母、子女、兄弟姐妹、祖孙）")
    OTHER = "other", _("其他亲属（姻亲、其他血亲）")


class BusinessKind(models.TextChoices):
    """What an organisation is. Who trades alone (个体工商户) is a person and stands at that person."""

    COMPANY = "company", _("公司")
    COOPERATIVE = "cooperative", _("农民专业合作社")
    FAMILY_FARM = "family_farm", _("家庭农场（企业法人或个人独资企业）")
    COLLECTIVE = "collective", _("农村集体经济组织")
    OTHER = "other", _("其他组织")


class Why(models.TextChoices):
    """Why somebody asks to see a value unmasked."""

    IDENTITY = "identity", _("当面核对身份")
    CONTACT = "contact", _("联系本人送达")
    DOCUMENT = "document", _("填写合同或文书")
    CORRECTION = "correction", _("更正登记")
    COMPLAINT = "complaint", _("处理异议或投诉")


class Asked(models.TextChoices):
    """What an allowance by the hour counts."""

    LOOK_UP = "look_up", _("按号码查找")
    UNMASK = "unmask", _("查看完整信息")


class Sealed(models.TextChoices):
    """What can be shown unmasked."""

    NAME = "name", _("姓名")
    ID_NUMBER = "id_number", _("公民身份号码")
    PHONE = "phone", _("电话")
