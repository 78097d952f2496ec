"""The room of the stations."""

from __future__ import annotations

from django.apps import AppConfig


class StationConfig(AppConfig):
    """Service stations."""

    name = "xiangxin.office.station"
    label = "station"
    verbose_name = "服务站"

    def ready(self) -> None:
        """Tell the gate whom a keeper serves just now: nobody else is reached."""
        from xiangxin.office.accounts.choices import Role  # noqa: PLC0415 - needs loaded apps
        from xiangxin.office.consent.choices import Ground  # noqa: PLC0415 - needs loaded apps
        from xiangxin.office.consent.gate import reaches  # noqa: PLC0415 - needs loaded apps
        from xiangxin.office.station.queries import served  # noqa: PLC0415 - needs loaded apps

        reaches(Ground.MANDATE, Role.STATION_KEEPER, served)
