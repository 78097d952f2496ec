"""What is to be added to a file, before it is checked and stored. Never printed: ``repr`` shows no content.

Every part is a plain value, so that whoever reads a table can make one without touching the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from xiangxin.kernel.ids import derived_id
from xiangxin.office.creditfile.registry import is_value
from xiangxin.office.vault.keys import ring

if TYPE_CHECKING:
    from xiangxin.office.creditfile.models import Fact


@dataclass(frozen=True, slots=True)
class NewItem:
    """A part of a score from elsewhere, as its source calls it. ``points_centi``: hundredths, may be unknown."""

    label: str
    points_centi: int | None = None


@dataclass(frozen=True)
class NewFact:
    """One fact about a person: a value of a registered field, or a record.

    ``kind`` a field of law: ``value`` is its canonical text (``registry.written``), ``happened_on`` the first day it
    held. ``kind`` a kind of record: the columns of the envelope. ``source``: the institution that sent it.
    ``known_earlier_on``: only for what an older file of the county knew before the person was registered here.
    ``items``: how a score from elsewhere is made up; without them it is opaque.
    """

    person: UUID
    kind: str
    source: UUID
    value: str = field(default="", repr=False)
    category: str = field(default="", repr=False)
    level: str = field(default="", repr=False)
    amount_fen: int | None = field(default=None, repr=False)
    happened_on: date | None = field(default=None, repr=False)
    ended_on: date | None = field(default=None, repr=False)
    known_earlier_on: date | None = field(default=None, repr=False)
    document_no: str = field(default="", repr=False)
    authority: str = field(default="", repr=False)
    procedure: str = field(default="", repr=False)
    catalogue_code: str = field(default="", repr=False)
    severity: str = field(default="", repr=False)
    told_on: date | None = field(default=None, repr=False)
    final: bool | None = field(default=None, repr=False)
    sealed: bool | None = field(default=None, repr=False)
    items: tuple[NewItem, ...] = field(default=(), repr=False)

    @property
    def whose(self) -> tuple[UUID, UUID]:
        """Whom it is about, and who said it."""
        return self.person, self.source

    @cached_property
    def series(self) -> UUID:
        """The matter in the world: its versions share it, from whichever submission they come (decision 22)."""
        return series_of(self.person, self.kind, self.source, self._key)

    @property
    def _key(self) -> tuple[str, ...]:
        """What tells this matter from others of the kind, person and source."""
        first = "" if self.happened_on is None else self.happened_on.isoformat()
        if is_value(self.kind):
            return ("day", first)
        return ("document", self.document_no) if self.document_no else ("event", first, self.category)

    def same_as(self, fact: Fact) -> bool:
        """Whether the stored fact says the same, whenever it became known and wherever its parts come from."""
        return all(getattr(self, name) == getattr(fact, name) for name in CONTENT)

    def ends(self, fact: Fact) -> bool:
        """Whether the only news is that the matter has ended."""
        others = (name for name in CONTENT if name != "ended_on")
        return (
            fact.ended_on is None
            and self.ended_on is not None
            and all(getattr(self, name) == getattr(fact, name) for name in others)
        )


NOT_CONTENT = frozenset({"person", "kind", "source", "known_earlier_on", "items"})
CONTENT = tuple(one.name for one in fields(NewFact) if one.name not in NOT_CONTENT)
"""The columns by which two versions of one matter differ."""


@dataclass(frozen=True, slots=True)
class NewCoverage:
    """Somebody was asked about a person and a kind of record on a day, and answered."""

    person: UUID
    kind: str
    asked_of: UUID
    asked_on: date
    known_earlier_on: date | None = None

    @property
    def whose(self) -> tuple[UUID, UUID]:
        """Whom it is about, and who answered."""
        return self.person, self.asked_of


def series_of(person: UUID, kind: str, source: UUID, key: tuple[str, ...]) -> UUID:
    """The id of a matter: the same for the same parts in this office, and guessed by nobody."""
    return derived_id(ring().person_key, "series", str(person), kind, str(source), *key)


def version_in(batch: UUID, series: UUID) -> UUID:
    """The id of a fact: one version a batch, so that what is added twice is there once."""
    return derived_id(ring().person_key, "fact", str(batch), str(series))
