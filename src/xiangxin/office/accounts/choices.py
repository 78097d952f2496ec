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


OBJECTION = "objection"
"""The purpose, as law names it, for which people look after their own rights, and others for them at the counter."""


class ProposalState(models.TextChoices):
    """Where a proposal stands. One whose time has run out stays open in the table and is shown as expired."""

    OPEN = "open", _("等待第二人")
    AGREED = "agreed", _("已同意")
    REFUSED = "refused", _("已拒绝")
    WITHDRAWN = "withdrawn", _("已撤回")


class Way(models.TextChoices):
    """How somebody came in."""

    PASSWORD = "password", _("口令")
    PASSKEY = "passkey", _("通行密钥")
    DEMO = "demo", _("演示")
    CODE = "code", _("手机验证码")
    SLIP = "slip", _("服务站凭条")
    MANDATE = "mandate", _("家人委托")


HOUSEHOLD_WAYS = frozenset({Way.CODE, Way.SLIP, Way.MANDATE})
"""Ways that open a household's pages; each asks for two facts by itself."""
SLIP_WAYS = frozenset({Way.SLIP, Way.MANDATE})
"""Ways that a paper of a station opens: whoever printed it could have used it."""


class Ending(models.TextChoices):
    """Why a stay ended."""

    LEFT = "left", _("本人退出")
    IDLE = "idle", _("长时间未操作")
    TERM = "term", _("到时")
    REVOKED = "revoked", _("被注销")
    DISPLACED = "displaced", _("登录处过多")
    CHANGED = "changed", _("口令或因素已更换")


class SlipKind(models.TextChoices):
    """What a slip opens."""

    HOUSEHOLD = "household", _("农户凭条")
    MANDATE = "mandate", _("委托凭条")
    FIRST = "first", _("首次登录凭条")


class ClosingReason(models.TextChoices):
    """Why an account is shut."""

    LEFT = "left", _("离岗")
    LOST = "lost", _("设备或口令可能丢失")
    MISUSE = "misuse", _("疑似滥用")
    MISTAKE = "mistake", _("建错了")
