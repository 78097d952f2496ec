"""The room of certificates."""

from __future__ import annotations

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """What a holder shows to others."""

    name = "xiangxin.office.certificates"
    label = "certificates"
    verbose_name = "证书"
