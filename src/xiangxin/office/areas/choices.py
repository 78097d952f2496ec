"""Closed lists of this room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AreaLevel(models.TextChoices):
    """From the largest to the smallest; a community (社区) is a village-level area of a town."""

    PROVINCE = "province", _("省")
    CITY = "city", _("市")
    COUNTY = "county", _("县")
    TOWNSHIP = "township", _("乡镇")
    VILLAGE = "village", _("村")
    COMMUNITY = "community", _("社区")


VILLAGE_LEVELS = (AreaLevel.VILLAGE, AreaLevel.COMMUNITY)
"""Where people live: a village and what stands in its place in a town."""


class ChangeKind(models.TextChoices):
    """What happened to an area; every kind has a day and a document."""

    RENAMED = "renamed", _("更名")
    MERGED = "merged", _("合并")
    SPLIT = "split", _("拆分")
    RECODED = "recoded", _("变更代码")


class InstitutionKind(models.TextChoices):
    """What an institution is; what it may receive follows from it."""

    GOVERNMENT = "government", _("政府单位")
    CENTRAL_BANK = "central_bank", _("人民银行县支机构")
    BANK = "bank", _("银行")
    BRANCH = "branch", _("银行网点")
    PROVIDER = "provider", _("数据源单位")
    PANEL = "panel", _("评议小组")
    GUARANTOR = "guarantor", _("担保公司")
    INSURER = "insurer", _("保险公司")
    FUND = "fund", _("基金管理单位")
    SUPERVISOR = "supervisor", _("村务监督委员会")
    STATION = "station", _("普惠金融服务站")


PARENTS: dict[str, frozenset[str]] = {
    InstitutionKind.BRANCH: frozenset({InstitutionKind.BANK}),
    InstitutionKind.STATION: frozenset(
        {InstitutionKind.BANK, InstitutionKind.BRANCH, InstitutionKind.GOVERNMENT, InstitutionKind.CENTRAL_BANK}
    ),
    InstitutionKind.PANEL: frozenset({InstitutionKind.GOVERNMENT}),
    InstitutionKind.PROVIDER: frozenset({InstitutionKind.GOVERNMENT}),
    InstitutionKind.FUND: frozenset({InstitutionKind.GOVERNMENT}),
}
"""Which kinds may stand above a kind. A kind that is not a key has none above it."""

BANKS = (InstitutionKind.BANK, InstitutionKind.BRANCH)
"""A bank wherever it stands."""
NEEDS_PARENT = frozenset({InstitutionKind.BRANCH})
"""Kinds that are nothing without the one above."""
