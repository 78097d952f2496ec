"""How a household comes in: what this room has to know of persons, and who answers it.

Persons live in a room above. That room registers a ``Finder``; without one nobody is found, and nothing here can tell a
number that is known from one that is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Found:
    """A person with the code of the village in which they are looked after.

    ``station`` is set where the phone by which they were found rests on that station's word alone: it wrote the number
    down and it verified it.
    """

    person: UUID
    area: str
    station: UUID | None = None


class Finder(Protocol):
    """Answers about persons; its own reads stand in the log under its own purpose."""

    def by_phone(self, phone: str) -> Sequence[Found]:
        """Everybody who gave this number, eleven digits; a family may share one."""
        ...

    def has_number(self, person: UUID, typed: str) -> bool:
        """Whether this is the whole identity number, however it is grouped; compared in constant time."""
        ...

    def is_seen_in(self, person: UUID, digits: str) -> bool:
        """Whether these digits stand in the identity number, where whoever holds the card reads them."""
        ...


class Nobody:
    """The finder of an office that has no persons."""

    def by_phone(self, phone: str) -> Sequence[Found]:  # noqa: ARG002
        """Nobody."""
        return ()

    def has_number(self, person: UUID, typed: str) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def is_seen_in(self, person: UUID, digits: str) -> bool:  # noqa: ARG002
        """Never."""
        return False


_registered: list[Finder] = [Nobody()]


def register(finder: Finder) -> None:
    """From now on this finder answers."""
    _registered[:] = [finder]


def finder() -> Finder:
    """The finder that answers."""
    return _registered[0]
