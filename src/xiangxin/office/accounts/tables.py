"""The tables of this room as they are declared once."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from xiangxin.office.accounts.choices import Role
from xiangxin.office.shell.marks import listed
from xiangxin.office.shell.tables import Column, Filter, Rows, Table


def roles_in_words(row: Any) -> str:
    """The roles an account holds today."""
    return listed(Role(role).label for role in row.roles)


def _found(rows: Rows, typed: str) -> Rows:
    wanted = typed.lower()
    return [row for row in rows if wanted in row.login or wanted in row.display.lower()]


def _holding(rows: Rows, role: str) -> Rows:
    return [row for row in rows if role in row.roles]


STAFF_TABLE = Table(
    id="staff",
    title=_("账号"),
    unit="个账号",
    columns=(
        Column("login", _("登录名"), lambda row: row.login, sort=lambda row: row.login, heads=True,
               href=lambda row: reverse("accounts:account", args=[row.id])),
        Column("display", _("名字"), lambda row: row.display, sort=lambda row: row.display),
        Column("roles", _("今天的岗位"), roles_in_words, sort=roles_in_words),
        Column("factors", _("第二因素"), lambda row: row.factors, "number", sort=lambda row: row.factors),
        Column("state", _("状态"), lambda row: gettext("可用") if row.is_active else pgettext("post", "停用"), "badge",
               sort=lambda row: row.is_active, tone=lambda row: "good" if row.is_active else "bad"),
    ),
    order="login",
    empty=_("还没有账号"),
    empty_do=_("系统管理员建立账号，安全管理员提议岗位。"),
    filters=(
        Filter("q", _("查找"), _found, hint=_("登录名或名字")),
        Filter("role", _("岗位"), _holding, "choice", choices=Role.choices),
    ),
)  # fmt: skip
"""The accounts of staff."""
