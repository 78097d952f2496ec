"""The room of pages of places, bodies and jobs."""

from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """No table of its own."""

    name = "xiangxin.office.places"
    label = "places"
    verbose_name = "区划、机构与任务"

    def ready(self) -> None:
        from xiangxin.office.places import proposing  # noqa: F401, PLC0415 - registers what takes two persons
