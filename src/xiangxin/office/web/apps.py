"""The room of the shell."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WebConfig(AppConfig):
    """Navigation and templates."""

    name = "xiangxin.office.web"
    label = "web"
    verbose_name = "外壳"

    def ready(self) -> None:
        """Find what each room has to say on the menu and on the home pages."""
        autodiscover_modules("navigation", "panels")
