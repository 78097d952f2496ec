"""The nouns of an assessment: what a run is, what is known of one person, and what came out.

Rows are mappings from the physical columns of ``scoring.tables`` to values; a missing key is unknown, as null is.
Nothing here decides: the interpreter and the SQL engine both produce ``PersonResult``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal
from uuid import UUID

from xiangxin.law.model import ConsentClass

Status = Literal["no_consent", "not_eligible", "vetoed", "not_evaluable", "awaiting_review", "scored"]
STATUSES: tuple[Status, ...] = (
    "no_consent",
    "not_eligible",
    "vetoed",
    "not_evaluable",
    "awaiting_review",
    "scored",
)
Flag = Literal["no_review", "review_would_lower", "product_not_eligible", "limit_unknown", "rate_unknown"]

Row = Mapping[str, Any]
"""A row by physical column; what a column holds is settled by ``scoring.tables``."""

NO, YES, UNKNOWN = 0, 1, 2
"""Codes of eligibility and veto lines in an explanation (the answer to ``when``)."""


@dataclass(frozen=True, slots=True)
class Run:
    """For whom, for what and as of when people are assessed.

    ``as_of``: the day judged. ``known_on``: the state of knowledge used. ``panels``: institutions whose review
    consent counts. ``catalogue``: catalogue codes in force. ``written``: classes of consent that count only in
    writing. ``limits``: whether this purpose may propose limit, rate and certificate.
    """

    purpose: str
    receiver: str
    panels: frozenset[str]
    as_of: date
    known_on: date
    catalogue: frozenset[str]
    written: frozenset[ConsentClass]
    limits: bool = True


@dataclass(frozen=True, slots=True)
class PersonInput:
    """Everything the tables say about one applicant, before any gate."""

    person_id: UUID
    household_id: UUID
    village_code: str
    fields: Row
    consents: Sequence[Row] = ()
    records: Sequence[Row] = ()
    coverage: Sequence[Row] = ()
    reviews: Sequence[Row] = ()
    members: Sequence[Row] = ()
    member_consents: Mapping[UUID, Sequence[Row]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Excluded:
    """A row that did not count, and the first gate that kept it out.

    ``private``: that gate, or one behind it, is told to the person alone.
    """

    table: str
    row_id: str
    kind: str
    gate: str
    private: bool


@dataclass(frozen=True, slots=True)
class PersonResult:
    """The outcome for one person.

    ``codes``: one code per explained line, in the order of ``packing.lines(policy)``. ``values``: points in
    hundredths of the items whose points are not fixed by the code. ``stages`` are exact. ``groups`` in hundredths.
    ``parts``: named parts of the limit in fen (exact).
    """

    person_id: UUID
    household_id: UUID
    village_code: str
    status: Status
    missing: tuple[str, ...] = ()
    ineligible: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    codes: tuple[int, ...] = ()
    values: Mapping[str, int | None] = field(default_factory=dict)
    groups: Mapping[str, int | None] = field(default_factory=dict)
    stages: Mapping[str, int | Fraction | None] = field(default_factory=dict)
    parts: Mapping[str, int | Fraction | None] = field(default_factory=dict)
    review_sum: int | None = None
    review_count: int | None = None
    stars: int | None = None
    limit_fen: int | None = None
    limit_binding: str | None = None
    rate_bp: int | None = None
    certificate: str | None = None
    excluded: tuple[Excluded, ...] = ()

    @property
    def under_age(self) -> bool:
        """Whether age alone settles the result; nothing else is said of a child."""
        return bool(self.codes) and self.codes[0] == NO
