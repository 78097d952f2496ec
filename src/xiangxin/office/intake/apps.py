"""The room of intake."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Agreements, submissions, duplicates."""

    name = "xiangxin.office.intake"
    label = "intake"
    verbose_name = "数据接收"
