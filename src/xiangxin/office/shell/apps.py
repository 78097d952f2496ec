"""The room of tables, forms and letters."""

from __future__ import annotations

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """No table of its own."""

    name = "xiangxin.office.shell"
    label = "shell"
    verbose_name = "页面部件"
