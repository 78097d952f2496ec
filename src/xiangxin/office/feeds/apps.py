"""The room of feeds."""

from __future__ import annotations

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    """Feeds of data providers."""

    name = "xiangxin.office.feeds"
    label = "feeds"
    verbose_name = "数据接口"
