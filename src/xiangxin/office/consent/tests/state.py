"""What the tables of this room hold, to see that a refusal changed nothing; and a station that serves somebody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.apps import apps
from django.db.models import QuerySet

from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent import gate
from xiangxin.office.parties.models import Person


def tables() -> dict[str, list[dict[str, object]]]:
    """Every row of every table of the room."""
    with maintenance("tests"):
        return {
            model.__name__: list(model._base_manager.order_by("pk").values())
            for model in apps.get_app_config("consent").get_models()
        }


@contextmanager
def nothing_changes() -> Iterator[None]:
    """The tables are after the block what they were before it."""
    before = tables()
    yield
    assert tables() == before


def serve(monkeypatch: pytest.MonkeyPatch, *persons: UUID) -> None:
    """Every station serves these persons just now."""

    def served(*_asked: object) -> QuerySet[Person, UUID]:
        return Person.objects.filter(id__in=persons).values_list("id", flat=True)

    monkeypatch.setattr(gate, "_reached", {**gate._reached, ("mandate", str(Role.STATION_KEEPER)): served})
