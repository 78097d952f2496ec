"""A station that serves somebody."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db.models import QuerySet

from xiangxin.office.accounts.choices import Role
from xiangxin.office.consent import gate
from xiangxin.office.parties.models import Person


def serve(monkeypatch: pytest.MonkeyPatch, *persons: UUID) -> None:
    """Every station serves these persons just now."""

    def served(*_asked: object) -> QuerySet[Person, UUID]:
        return Person.objects.filter(id__in=persons).values_list("id", flat=True)

    monkeypatch.setattr(gate, "_reached", {**gate._reached, ("mandate", str(Role.STATION_KEEPER)): served})
