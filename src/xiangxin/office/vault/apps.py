"""The room of keys."""

from __future__ import annotations

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """No table of its own."""

    name = "xiangxin.office.vault"
    label = "vault"
    verbose_name = "密钥"
