"""The room of parties."""

from __future__ import annotations

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Persons, households, businesses."""

    name = "xiangxin.office.parties"
    label = "parties"
    verbose_name = "主体"
