"""The room of reviews."""

from __future__ import annotations

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Panels, rounds, sealed ballots."""

    name = "xiangxin.office.review"
    label = "review"
    verbose_name = "评议"

    def ready(self) -> None:
        """Read the closed lists, so that a mistake in a file stops the start."""
        from xiangxin.office.review import bench  # noqa: PLC0415 - needs loaded apps

        bench.rules()
