"""What others had found, granted or lent before this office began: last year's ratings, limits, heads of loans.

It stands beside a file, never in it: no run reads it, no score is made of it, and every page says that it comes from
last year and was not computed here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from xiangxin.kernel.ids import derived_id
from xiangxin.office.creditfile.choices import StandingKind, Stars
from xiangxin.office.creditfile.errors import DayOfFactWrong, FactWrong, GradeUnfit, YearUnfit
from xiangxin.office.creditfile.models import AreaStanding, Standing
from xiangxin.office.vault.keys import ring

CONTENT = ("year", "value", "amount_fen", "from_on", "to_on", "document_no")
OF_LENDER = frozenset({StandingKind.LIMIT, StandingKind.LOAN})
"""What only the lender that granted it and the person see."""
FIRST_YEAR = 2000
_LONGEST = int(Standing._meta.get_field("document_no").max_length or 0)


@dataclass(frozen=True)
class NewStanding:
    """One matter of one person, or of one area. ``year``: the year whose list it comes from."""

    subject: UUID | str
    kind: str
    source: UUID
    year: int
    from_on: date
    to_on: date
    document_no: str
    value: str = field(default="", repr=False)
    amount_fen: int | None = field(default=None, repr=False)

    @cached_property
    def series(self) -> UUID:
        """The matter: a rating by its year, a limit or a loan by its number, a plaque by its document."""
        own = str(self.year) if self.kind == StandingKind.RATING else self.document_no
        return derived_id(ring().person_key, "standing", str(self.subject), self.kind, str(self.source), own)

    def same_as(self, row: Standing | AreaStanding) -> bool:
        """Whether the stored row says the same."""
        return all(getattr(self, name) == getattr(row, name) for name in CONTENT)


def check_standing(new: NewStanding, on: date) -> None:
    """``FactWrong`` or ``DayOfFactWrong`` at its column for what cannot stand on ``on``."""
    if new.kind not in StandingKind.values:
        raise FactWrong("kind")
    if not FIRST_YEAR <= new.year <= on.year:
        raise YearUnfit("year")
    if not new.document_no or len(new.document_no) > _LONGEST:
        raise FactWrong("document_no")
    if (new.kind in OF_LENDER) != (new.amount_fen is not None) or (new.amount_fen or 0) < 0:
        raise FactWrong("amount_fen")
    if (new.kind == StandingKind.RATING) != bool(new.value) or (new.value and new.value not in Stars.values):
        raise GradeUnfit("value")
    if new.from_on > on:
        raise DayOfFactWrong("from_on")
    if new.to_on < new.from_on:
        raise DayOfFactWrong("to_on")
