"""What the tables of rooms hold, to see that a refusal changed nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps

from xiangxin.office.audit.context import maintenance

OF_REFUSALS = ("parties.Asking", "parties.AskingLock", "feeds.FeedState")
"""Tables that count or date what is refused, too."""


def tables(*rooms: str) -> dict[str, list[dict[str, object]]]:
    """Every row of every table of these rooms, but for those of refusals."""
    with maintenance("tests"):
        return {
            model._meta.label: list(model._base_manager.order_by("pk").values())
            for room in rooms
            for model in apps.get_app_config(room).get_models()
            if model._meta.label not in OF_REFUSALS
        }


@contextmanager
def nothing_changes(*rooms: str) -> Iterator[None]:
    """The tables of these rooms are after the block what they were before it."""
    before = tables(*rooms)
    yield
    assert tables(*rooms) == before
