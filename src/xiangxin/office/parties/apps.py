"""The room of parties."""

from __future__ import annotations

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Persons, households, businesses."""

    name = "xiangxin.office.parties"
    label = "parties"
    verbose_name = "主体"

    def ready(self) -> None:
        """Tell consent who is of age and who is meant, the sign-in whose phone it is: they know nobody themselves."""
        from xiangxin.office.accounts import household  # noqa: PLC0415 - needs loaded apps
        from xiangxin.office.consent import naming  # noqa: PLC0415 - needs loaded apps
        from xiangxin.office.consent.gate import knows_age  # noqa: PLC0415 - needs loaded apps
        from xiangxin.office.parties.household import Finder  # noqa: PLC0415 - needs loaded apps
        from xiangxin.office.parties.queries.access import born_by  # noqa: PLC0415 - needs loaded apps
        from xiangxin.office.parties.queries.naming import called  # noqa: PLC0415 - needs loaded apps

        knows_age(born_by)
        naming.register(called)
        household.register(Finder())
