"""The room of places and institutions."""

from __future__ import annotations

from django.apps import AppConfig


class AreasConfig(AppConfig):
    """Areas and institutions."""

    name = "xiangxin.office.areas"
    label = "areas"
    verbose_name = "区划与机构"
