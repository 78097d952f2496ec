"""The room of accounts."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, posts and doors."""

    name = "xiangxin.office.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        from django.core.checks import register  # noqa: PLC0415 - needs loaded apps

        from xiangxin.office.accounts import actions  # noqa: F401, PLC0415 - registers what takes two persons
        from xiangxin.office.accounts.checks import every_address_has_a_door  # noqa: PLC0415

        register(every_address_has_a_door)
