"""The room of runs."""

from __future__ import annotations

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """Scoring runs."""

    name = "xiangxin.office.runs"
    label = "runs"
    verbose_name = "评价"
