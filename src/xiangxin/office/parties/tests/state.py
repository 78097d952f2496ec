"""What the tables of this room hold, to see that a refusal changed nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps

from xiangxin.office.audit.context import maintenance


def tables() -> dict[str, list[dict[str, object]]]:
    """Every row of every table of the room, but for the counters of questions."""
    with maintenance("tests"):
        return {
            model.__name__: list(model._base_manager.order_by("pk").values())
            for model in apps.get_app_config("parties").get_models()
            if model.__name__ not in ("Asking", "AskingLock")
        }


@contextmanager
def nothing_changes() -> Iterator[None]:
    """The tables are after the block what they were before it."""
    before = tables()
    yield
    assert tables() == before
