"""What is shown of a person without a reason: a masked name, a masked number, the year of birth, the village."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiangxin.kernel.ids import IdNumber
from xiangxin.office.parties.checks import masked_name
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.opening import opened


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person, masked; ``alive`` is false after a registered death."""

    SHOWN: ClassVar[tuple[str, ...]] = ("name", "id_number", "birth_year", "area")
    """What the person is told was shown."""

    id: UUID
    name: str
    id_number: str
    birth_year: int
    area: str
    alive: bool


def card_of(person: Person, name: str | None = None) -> PersonCard:
    """The card of a row; ``name`` where it was opened already."""
    return card_named(person, masked_name(opened(person, "name_sealed") if name is None else name))


def card_named(person: Person, masked: str) -> PersonCard:
    """The card of a row whose name was opened and ``masked`` already."""
    return PersonCard(
        person.id,
        masked,
        masked_number(person),
        person.birth_on.year,
        person.area,
        person.died_on is None,
    )


def masked_number(person: Person) -> str:
    """The first and the last four signs of the identity number."""
    return IdNumber(opened(person, "id_number_sealed"), person.birth_on).masked


def masked_code(code: str) -> str:
    """The first two and the last four characters of a social credit code."""
    return f"{code[:2]}{'*' * 12}{code[-4:]}"
