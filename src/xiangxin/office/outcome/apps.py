"""The room of what came out for a person."""

from __future__ import annotations

from django.apps import AppConfig


class OutcomeConfig(AppConfig):
    """No table of its own."""

    name = "xiangxin.office.outcome"
    label = "outcome"
    verbose_name = "本人的结果"
