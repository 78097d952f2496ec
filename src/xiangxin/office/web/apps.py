"""The room of the shell."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Navigation and templates."""

    name = "xiangxin.office.web"
    label = "web"
    verbose_name = "外壳"
