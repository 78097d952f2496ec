"""The room of intake."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Agreements, submissions, duplicates."""

    name = "xiangxin.office.intake"
    label = "intake"
    verbose_name = "数据接收"

    def ready(self) -> None:
        """Tell the room of files which forms bring a lender's own books, the register who has to wait at a desk."""
        from xiangxin.office.creditfile.lenders import brought_by_lenders  # noqa: PLC0415 - needs loaded apps
        from xiangxin.office.intake.actions.desk import hold_at_desk  # noqa: PLC0415 - needs loaded apps
        from xiangxin.office.intake.catalog import lenders_forms  # noqa: PLC0415 - needs loaded apps
        from xiangxin.office.parties import holding  # noqa: PLC0415 - needs loaded apps

        brought_by_lenders(lenders_forms)
        holding.register(hold_at_desk)
