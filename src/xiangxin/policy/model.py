"""The compiled policy: immutable, resolved, lawful, with the hash of its content.

Points are integers in hundredths (``…_centi``), money is in fen, rates are ratios. Every line that can appear in
an explanation has a stable ``id``; ``source`` says which document and clause it comes from, or ``assumption`` why it
was assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Literal

from xiangxin.kernel.errors import Location
from xiangxin.kernel.text import Text
from xiangxin.law.model import Field, Gates, RecordField, Use, Verdict
from xiangxin.policy.expressions import Expr, Kind, Records

POLICY_FILE = "policy.yaml"
"""The one file of a policy's folder that says what the policy is."""

SEMANTICS = "1"
"""Version of the engine's semantics; part of every result."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a line stands in the file and on what it rests: a clause of a document, or an assumption."""

    at: Location
    document: str = ""
    clause: str = ""
    assumption: Text | None = None
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """A field of the person the policy reads."""

    name: str
    field: Field
    gates: Gates
    origin: Origin


@dataclass(frozen=True, slots=True)
class RecordSource:
    """A record kind (table ``records``) or child table (``members``) the policy reads, with its gates.

    ``within_months``: an answer older than that is no coverage.
    """

    name: str
    table: Literal["records", "members"]
    kind: str
    fields: tuple[RecordField, ...]
    gates: Gates
    within_months: int | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value by date; ``at(as_of)`` is the latest one that began on or before that day."""

    name: str
    kind: Kind
    values: tuple[tuple[date, Fraction], ...]
    origin: Origin

    def at(self, as_of: date) -> Fraction | None:
        current = None
        for begins_on, value in self.values:
            if begins_on <= as_of:
                current = value
        return current


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way an item can come out; its position in ``Item.outcomes`` is the code packed into explanations.

    ``points_centi`` is ``None`` where the points are not fixed (``value``) or the person is reported (``unknown``).
    """

    kind: Literal["not_met", "met", "band", "never", "level", "none", "choice", "value", "unknown"]
    points_centi: int | None
    label: Text


@dataclass(frozen=True, slots=True)
class Item:
    """Base of all items. ``unknown_centi`` is ``None`` when an unknown item stops the person's result."""

    id: str
    label: Text
    group: str
    use: Use
    outcomes: tuple[Outcome, ...]
    unknown_centi: int | None
    minimum_centi: int
    maximum_centi: int
    verdict: Verdict | None
    origin: Origin

    @property
    def unknown_code(self) -> int:
        """The code of the last outcome, which is always ``unknown``."""
        return len(self.outcomes) - 1


@dataclass(frozen=True, slots=True)
class FlagItem(Item):
    """``when`` true → ``outcomes[1]``, false → ``outcomes[0]``."""

    when: Expr


@dataclass(frozen=True, slots=True)
class BandItem(Item):
    """Band ``i`` holds values from ``starts[i]`` (inclusive) to the next start; the first is the lowest value possible.

    ``outcomes`` are the bands in order, then ``never`` when ``on`` may be never, then ``unknown``.
    """

    on: Expr
    starts: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class BestItem(Item):
    """The best level among rows: ``outcomes[0]`` none, ``outcomes[i]`` is ``levels[i-1]``; points never fall along it.

    A row with a listed level decides whatever else is missing. Without one, a row whose filter or level is unknown
    makes the item unknown; a level that is not listed is worth nothing.
    """

    rows: Records
    by: str
    by_column: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableItem(Item):
    """Points by the value of an enum: ``outcomes[i]`` for ``choices[i]``."""

    on: Expr
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SumItem(Item):
    """Points of each row added up (``levels[i]`` gives ``each_centi[i]``; no ``by`` = one entry for every row), capped.

    A row whose filter or level is unknown makes the item unknown; a level not listed is worth nothing.
    ``cap_centi`` has the sign of the points and bounds the sum away from zero. Codes: 0 value, 1 unknown.
    """

    rows: Records
    by: str | None
    by_column: str | None
    levels: tuple[str, ...]
    each_centi: tuple[int, ...]
    cap_centi: int | None


@dataclass(frozen=True, slots=True)
class ValueItem(Item):
    """Points by formula, rounded half up to hundredths, kept within ``low_centi``…``high_centi``.

    Codes: 0 value, 1 unknown.
    """

    value: Expr
    low_centi: int
    high_centi: int


@dataclass(frozen=True, slots=True)
class Group:
    """Items added up, then kept between ``floor_centi`` and ``cap_centi``."""

    id: str
    label: Text
    use: Use
    items: tuple[Item, ...]
    cap_centi: int | None
    floor_centi: int | None
    origin: Origin

    def kept(self, centi: int) -> int:
        """A sum of points kept between floor and cap."""
        if self.cap_centi is not None:
            centi = min(centi, self.cap_centi)
        if self.floor_centi is not None:
            centi = max(centi, self.floor_centi)
        return centi

    @property
    def maximum_centi(self) -> int:
        return self.kept(sum(item.maximum_centi for item in self.items))

    @property
    def minimum_centi(self) -> int:
        return self.kept(sum(item.minimum_centi for item in self.items))


@dataclass(frozen=True, slots=True)
class Condition:
    """An eligibility or veto line.

    ``unknown``: ``report`` stops the person's result, ``pass`` treats it as not against them.
    """

    id: str
    label: Text
    when: Expr
    of: Literal["credit", "product"]
    unknown: Literal["report", "pass"]
    verdict: Verdict | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Review:
    """The panel's part: ratings in whole points within ``low``…``high``; counted from ``at_least`` valid ones."""

    name: str
    low: int
    high: int
    at_least: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Stage:
    """A named total. ``decimals``: rounded half up to so many decimals, ``None`` = exact.

    ``without_review`` replaces ``value`` when no review part counts; ``tier_floor`` is the least number of stars
    the total may leave (flag ``review_would_lower`` where it bites).
    """

    id: str
    label: Text
    value: Expr
    decimals: int | None
    without_review: Expr | None
    tier_floor: Expr | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Tiers:
    """Stars by the value of stage ``on``: the highest step whose start is reached; below all steps 0."""

    on: str
    steps: tuple[tuple[Fraction, int], ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of the limit (fen)."""

    id: str
    label: Text
    value: Expr
    origin: Origin


@dataclass(frozen=True, slots=True)
class FirstLimit:
    """The most that a first line of a lender may be: names of money parameters.

    ``operator``: for a person who runs a registered business. The engine proposes without it; whoever knows that a
    person had no line before holds the proposal to it.
    """

    household: str
    operator: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Limit:
    """The proposed limit in fen: the ``how`` of ``candidates``, never below 0, rounded down to ``floor_to_fen``.

    ``candidates`` are (name, value) in writing order; the first that attains the result is the binding part.
    """

    parts: tuple[Part, ...]
    how: Literal["min", "max", "value"]
    candidates: tuple[tuple[str, Expr], ...]
    floor_to_fen: int
    first: FirstLimit | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Rate:
    """A proposal within the band, rounded half up to basis points; ``decides`` names who sets the rate."""

    propose: Expr
    decides: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class AreaRating:
    """A village or township is proposed as credit area when the share is reached on a sufficient base."""

    level: Literal["village", "township"]
    at_least: Fraction
    minimum_base: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Breaker:
    """Parameters only: lending evaluates them. Ratios of overdue loans that propose a pause in an area."""

    level: Literal["village", "township"]
    ratio: Fraction
    minimum_loans: int
    minimum_late_borrowers: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Declined:
    """An item of the source document that is not built, with the reason."""

    id: str
    label: Text
    reason: Text
    matter: str
    use: Use
    verdict: Verdict | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Answer:
    """A second office's recorded answer to the word lint about a line; printed wherever the policy is."""

    line: str
    answer: Text
    by: Text
    on: date


@dataclass(frozen=True)
class CompiledPolicy:
    """Everything the engines need; equal content gives equal ``content_hash`` (comments and layout do not count)."""

    id: str
    title: Text
    subject: str
    document: str
    effective_from: date
    effective_to: date | None
    calibration: str
    inputs: tuple[Input, ...]
    records: tuple[RecordSource, ...]
    parameters: tuple[Parameter, ...]
    eligibility: tuple[Condition, ...]
    groups: tuple[Group, ...]
    review: Review | None
    vetoes: tuple[Condition, ...]
    stages: tuple[Stage, ...]
    tiers: Tiers | None
    limit: Limit | None
    rate: Rate | None
    certificate: tuple[tuple[str, Expr], ...]
    credit_household: Expr | None
    area_ratings: tuple[AreaRating, ...]
    breakers: tuple[Breaker, ...]
    declined: tuple[Declined, ...]
    majority_age: int
    law_as_of: date
    jurisdiction: str
    content_hash: str
    law_hash: str
    semantics: str = SEMANTICS
    answers: tuple[Answer, ...] = ()

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items in writing order."""
        return tuple(item for group in self.groups for item in group.items)
