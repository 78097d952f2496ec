"""Installs the guard on every database connection."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The room of the log."""

    name = "xiangxin.office.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created  # noqa: PLC0415 - needs loaded apps

        from xiangxin.office.audit.guard import watch  # noqa: PLC0415

        connection_created.connect(watch, dispatch_uid="audit.guard")
