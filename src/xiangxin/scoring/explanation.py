"""The nouns of an explanation: everything one person is told about one result, in both languages.

Plain immutable data without markup, so that screen, paper and JSON say the same. It holds no name and no identity
number; amounts are in fen, points in hundredths.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from xiangxin.kernel.text import Text
from xiangxin.scoring.assessment import Status
from xiangxin.scoring.packing import LineKind


@dataclass(frozen=True, slots=True)
class Basis:
    """What law says of a line: the verdict and the rules it rests on; ``confirmed`` False: text to be confirmed."""

    verdict: Text
    basis: Text
    rules: tuple[Text, ...]
    reason: Text
    confirmed: bool


@dataclass(frozen=True, slots=True)
class RecordSeen:
    """A record behind a line, as far as the person is told: what, when, by whose document.

    ``until``: that what could be ended goes on to this day.
    """

    record_id: str
    kind_id: str
    kind: Text
    words: Text
    happened_on: date | None
    ended_on: date | None
    amount_fen: int | None
    document_no: str
    authority: str
    source: str
    until: Text | None = None


@dataclass(frozen=True, slots=True)
class KeptOut:
    """Records of one kind that one gate kept out of a line; ``words`` say so, why, and what would change it."""

    kind: str
    gate: str
    count: int
    words: Text


@dataclass(frozen=True, slots=True)
class LineSeen:
    """One line with its answer. ``number`` is what the person says to contest it; the id is for machines.

    ``points_centi`` is ``None`` for conditions and for what could not be counted. ``against``: it stopped or lowers the
    result. ``step`` says what would raise it.
    """

    id: str
    number: str
    kind: LineKind
    label: Text
    outcome: Text
    points_centi: int | None
    maximum_centi: int | None
    against: bool
    source: Text
    is_assumption: bool
    reason: Text | None
    law: Basis | None
    step: Text | None
    note: Text | None
    records: tuple[RecordSeen, ...] = ()
    kept_out: tuple[KeptOut, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupSeen:
    """A group of lines and what became of their sum."""

    id: str
    label: Text
    use: Text
    points_centi: int | None
    maximum_centi: int
    note: Text | None
    lines: tuple[LineSeen, ...]


@dataclass(frozen=True, slots=True)
class StageSeen:
    """A total: how it follows, exactly, and as it is shown."""

    id: str
    number: str
    label: Text
    words: Text
    shown: str
    source: Text


@dataclass(frozen=True, slots=True)
class PartSeen:
    """A named part of the limit; ``amount`` is ``None`` where it rests on data that are not at hand.

    ``note``: what it would be without what the person disclosed, where that is more.
    """

    id: str
    number: str
    label: Text
    words: Text
    amount: Text | None
    source: Text
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class LimitSeen:
    """The proposed limit in one sentence, and its parts."""

    fen: int | None
    amount: Text | None
    sentence: Text
    binding: str | None
    parts: tuple[PartSeen, ...]


@dataclass(frozen=True, slots=True)
class PolicySeen:
    """Under which policy and law."""

    id: str
    title: Text
    document: str
    content_hash: str
    law_hash: str
    semantics: str
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All of it. ``stopped`` names the lines that stopped the result; ``names`` of areas and institutions as given.

    ``checking``: ids and hashes, for whoever checks it.
    """

    person_id: UUID
    household_id: UUID
    village_code: str
    village: str
    status: Status
    status_label: Text
    sentence: Text
    stopped: tuple[Text, ...]
    flags: tuple[Text, ...]
    policy: PolicySeen
    as_of: date
    known_on: date
    purpose: Text
    receiver: Text
    conditions: tuple[LineSeen, ...]
    groups: tuple[GroupSeen, ...]
    review: Text | None
    stages: tuple[StageSeen, ...]
    total: str | None
    stars: int | None
    next_stars: Text | None
    limit: LimitSeen | None
    rate: Text | None
    certificate: Text | None
    calibration: Text | None
    not_counted: tuple[Text, ...]
    contest: Text
    checking: tuple[Text, ...]

    @property
    def lines(self) -> Mapping[str, LineSeen]:
        """Every line by its id."""
        return {line.id: line for line in (*self.conditions, *(line for group in self.groups for line in group.lines))}
