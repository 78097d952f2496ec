"""The room of consent; reads its data when the office starts, so that a mistake in a file stops it there."""

from __future__ import annotations

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """Notices, consents, grounds, gate."""

    name = "xiangxin.office.consent"
    label = "consent"
    verbose_name = "同意"

    def ready(self) -> None:
        """Have what can be proposed registered, and read the closed lists."""
        from xiangxin.office.consent import actions, grounds, writing  # noqa: F401, PLC0415 - needs loaded apps

        grounds.registry()
        writing.channels()
