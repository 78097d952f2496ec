"""What somebody enters about a person, before it is checked. Never printed: ``repr`` shows no value."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to be registered. ``household`` groups the rows of a list; None registers nobody's household."""

    name: str = field(repr=False)
    id_number: str = field(repr=False)
    area: str
    phone: str = field(default="", repr=False)
    household: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewRosterContact:
    """Somebody of a roster, to be told something and then forgotten. ``person`` is the opaque id."""

    person: UUID
    area: str
    name: str = field(repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NewBusiness:
    """An organisation to be registered; ``representative`` is a registered person."""

    code: str
    name: str
    kind: str
    area: str
    representative: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewTrade:
    """A trade of one person alone."""

    person: UUID
    code: str = field(repr=False)
    name: str = field(repr=False)
