"""The room of running an office."""

from __future__ import annotations

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """No table of its own."""

    name = "xiangxin.office.operations"
    label = "operations"
    verbose_name = "运行"
