"""The room of consent."""

from __future__ import annotations

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """Notices, consents, grounds, gate."""

    name = "xiangxin.office.consent"
    label = "consent"
    verbose_name = "同意"
