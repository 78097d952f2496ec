"""The room of events for other systems."""

from __future__ import annotations

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Events, endpoints, deliveries."""

    name = "xiangxin.office.outbox"
    label = "outbox"
    verbose_name = "对外通知"
