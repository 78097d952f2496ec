"""The room of visits."""

from __future__ import annotations

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Visits with a tablet."""

    name = "xiangxin.office.visits"
    label = "visits"
    verbose_name = "入户采集"
