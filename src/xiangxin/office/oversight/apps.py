"""The room of oversight; reads its words when the office starts, so that a mistake in a file stops it there."""

from __future__ import annotations

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """No table of its own."""

    name = "xiangxin.office.oversight"
    label = "oversight"
    verbose_name = "监督"

    def ready(self) -> None:
        """Have the jobs registered, and read the words."""
        from xiangxin.office.oversight import tasks, wording  # noqa: F401, PLC0415 - needs loaded apps

        wording.check()
