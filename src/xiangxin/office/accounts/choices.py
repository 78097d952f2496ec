"""Closed lists of this room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody does here. One post is one role in one area and, where it has one, one institution."""

    COUNTY_OFFICE = "county_office", _("县金融工作办公室")
    CENTRAL_BANK = "central_bank", _("人民银行县支机构")
    TOWNSHIP_CADRE = "township_cadre", _("乡镇干部")
    VILLAGE_CADRE = "village_cadre", _("村干部")
    PANEL_MEMBER = "panel_member", _("评议员")
    ACCOUNT_MANAGER = "account_manager", _("客户经理")
    FUND_KEEPER = "fund_keeper", _("补偿金管理人")
    GUARANTOR = "guarantor", _("担保公司")
    DATA_PROVIDER = "data_provider", _("数据源单位")
    POLICY_AUTHOR = "policy_author", _("办法起草人")
    AUDITOR = "auditor", _("审计员")
    SUPERVISORY_COMMITTEE = "supervisory_committee", _("村务监督委员会")
    STATION_KEEPER = "station_keeper", _("服务站工作人员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")
    HOUSEHOLD = "household", _("农户")


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""The three separated administrators; nobody holds two of them."""
