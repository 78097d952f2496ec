"""The room of accounts."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, posts and doors."""

    name = "xiangxin.office.accounts"
    label = "accounts"
    verbose_name = "账号"
