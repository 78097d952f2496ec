"""The room of adoption."""

from __future__ import annotations

from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    """Policies and their adoption."""

    name = "xiangxin.office.adoption"
    label = "adoption"
    verbose_name = "办法"

    def ready(self) -> None:
        """Let adoptions be proposed."""
        from xiangxin.office.adoption import actions  # noqa: F401, PLC0415 - registers what two persons do
