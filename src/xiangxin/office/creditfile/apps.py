"""The room of credit files."""

from __future__ import annotations

from django.apps import AppConfig


class CreditfileConfig(AppConfig):
    """Facts, coverage, disputes, snapshots."""

    name = "xiangxin.office.creditfile"
    label = "creditfile"
    verbose_name = "信用档案"
