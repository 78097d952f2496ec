"""The room of incentives."""

from __future__ import annotations

from django.apps import AppConfig


class IncentivesConfig(AppConfig):
    """Points that open something and close nothing."""

    name = "xiangxin.office.incentives"
    label = "incentives"
    verbose_name = "守信激励"
