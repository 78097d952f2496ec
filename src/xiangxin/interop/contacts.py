"""Names, identity numbers and telephones, kept apart from everything the engine sees.

They live in memory for the length of one command and go only into the lender's workbook (name, masked number) and the
list of whom to notify. They never enter a table, a finding, a log or ``repr``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from xiangxin.kernel.ids import IdNumber


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a person. ``phone`` is what the file said, empty where it said nothing."""

    person_id: UUID
    village_code: str
    name: str = field(repr=False)
    id_number: IdNumber = field(repr=False)
    phone: str = field(default="", repr=False)


class Contacts:
    """Contacts by opaque id."""

    def __init__(self) -> None:
        self._by_id: dict[UUID, Contact] = {}

    def add(self, contact: Contact) -> None:
        """Keep a contact; a telephone that an earlier file gave is not lost to one that has none."""
        known = self._by_id.get(contact.person_id)
        if known is None or not known.phone:
            self._by_id[contact.person_id] = contact

    def get(self, person_id: UUID) -> Contact | None:
        return self._by_id.get(person_id)

    def __iter__(self) -> Iterator[Contact]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)
