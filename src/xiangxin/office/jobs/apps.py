"""The room of background work; finds the ``tasks`` of every room."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Jobs and periodic work."""

    name = "xiangxin.office.jobs"
    label = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules  # noqa: PLC0415 - needs loaded apps

        autodiscover_modules("tasks")
