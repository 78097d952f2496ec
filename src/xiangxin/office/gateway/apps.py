"""The room of the API's gate."""

from __future__ import annotations

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    """Tokens and answers that were given."""

    name = "xiangxin.office.gateway"
    label = "gateway"
    verbose_name = "接口"

    def ready(self) -> None:
        from xiangxin.office.gateway import proposing  # noqa: F401, PLC0415 - registers what takes two persons
