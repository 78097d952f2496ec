"""What is to be added to an operator's file: facts that law registers of organisations, never of a person.

What law does not register has no kind; a kind whose verdict is not to keep it is refused like one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from xiangxin.kernel.ids import derived_id
from xiangxin.law.load import load_law
from xiangxin.law.operators import OperatorFact
from xiangxin.office.creditfile.errors import DayOfFactWrong, FactWrong, KindUnknown
from xiangxin.office.creditfile.models import BusinessFact
from xiangxin.office.vault.keys import ring

CONTENT = ("value", "counterpart_id", "amount_fen", "happened_on", "ended_on", "document_no")
_LONGEST = int(BusinessFact._meta.get_field("document_no").max_length or 0)


@dataclass(frozen=True)
class NewBusinessFact:
    """One fact about an organisation. ``counterpart``: another organisation; money in fen, the rest in ``value``."""

    business: UUID
    kind: str
    source: UUID
    value: str = ""
    counterpart: UUID | None = None
    amount_fen: int | None = None
    happened_on: date | None = None
    ended_on: date | None = None
    document_no: str = ""

    @property
    def counterpart_id(self) -> UUID | None:
        """As the stored row calls it."""
        return self.counterpart

    @cached_property
    def series(self) -> UUID:
        """The matter in the world; its versions share it."""
        first = "" if self.happened_on is None else self.happened_on.isoformat()
        other = "" if self.counterpart is None else str(self.counterpart)
        own = ("document", self.document_no) if self.document_no else ("event", first, other)
        return derived_id(ring().person_key, "business_series", str(self.business), self.kind, str(self.source), *own)

    def same_as(self, fact: BusinessFact) -> bool:
        """Whether the stored fact says the same."""
        return all(getattr(self, name) == getattr(fact, name) for name in CONTENT)

    def ends(self, fact: BusinessFact) -> bool:
        """Whether the only news is that it has ended."""
        others = (name for name in CONTENT if name != "ended_on")
        only = all(getattr(self, name) == getattr(fact, name) for name in others)
        return only and fact.ended_on is None and self.ended_on is not None


def kind_of_operator(name: str) -> OperatorFact:
    """The registered kind; ``KindUnknown`` for another, or for one that may not be kept."""
    found = load_law().operators.get(name)
    if found is None or not found.keep:
        raise KindUnknown("kind")
    return found


def check_business_fact(new: NewBusinessFact, on: date) -> None:
    """``KindUnknown``, ``FactWrong`` at its column, ``DayOfFactWrong`` for what cannot stand on ``on``."""
    kind = kind_of_operator(new.kind)
    if kind.type == "money":
        _require(new.amount_fen is not None and _within(kind, new.amount_fen), "amount_fen")
        _require(not new.value, "value")
    else:
        _require(new.amount_fen is None, "amount_fen")
        if kind.type == "enum":
            _require(new.value in dict(kind.values), "value")
        else:
            _require(new.value.isascii() and new.value.isdigit() and _within(kind, int(new.value)), "value")
    _require(new.counterpart is None or kind.counterpart, "counterpart")
    _require(new.counterpart != new.business, "counterpart")
    _require(len(new.document_no) <= _LONGEST, "document_no")
    if new.happened_on is None or new.happened_on > on:
        raise DayOfFactWrong("happened_on")
    if new.ended_on is not None and new.ended_on < new.happened_on:
        raise DayOfFactWrong("ended_on")


def _within(kind: OperatorFact, number: int) -> bool:
    low, high = kind.range or (0, number)
    return low <= number <= high


def _require(holds: bool, column: str) -> None:
    if not holds:
        raise FactWrong(column)
