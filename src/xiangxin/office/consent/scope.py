"""What a consent is about: one purpose, one receiver, one class. Shared by everything that asks, gives or withdraws."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from xiangxin.office.consent.models import Consent


@dataclass(frozen=True, slots=True)
class Scope:
    """``receiver`` is an institution, ``field_class`` one of the law's classes of consent."""

    purpose: str
    receiver: UUID
    field_class: str

    @property
    def columns(self) -> dict[str, object]:
        """As columns of a row."""
        return {"purpose": self.purpose, "receiver": self.receiver, "field_class": self.field_class}

    @property
    def told(self) -> dict[str, object]:
        """As a payload of the log."""
        return {"receiver": str(self.receiver), "field_class": self.field_class}


def scope_of(row: Consent) -> Scope:
    """What a row is about."""
    return Scope(row.purpose, row.receiver_id, row.field_class)
