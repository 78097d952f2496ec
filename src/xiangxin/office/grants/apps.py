"""The room of grants."""

from __future__ import annotations

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """Decisions on people, and what they answer."""

    name = "xiangxin.office.grants"
    label = "grants"
    verbose_name = "授信"
