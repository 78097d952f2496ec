"""What of an explanation can be said to be wrong, and about which fact of the file each line speaks.

Whatever has an id can be contested: a condition, a point, a total, a part of the limit, the review, the rate. Where a
record or a value of the file stands behind it that is disputed; otherwise another human being is asked to look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from xiangxin.kernel.text import Text
from xiangxin.law.model import Field
from xiangxin.office.creditfile.models import Dispute, Fact
from xiangxin.office.creditfile.queries.believing import believed, disputed
from xiangxin.office.creditfile.registry import kind_of
from xiangxin.policy.model import CompiledPolicy
from xiangxin.policy.reads import names_read, reads_of
from xiangxin.scoring.explanation import Explanation

REVIEW, RATE, CAP, WHOLE = "review", "rate", "cap", "whole"
"""What has no id in a policy and can be contested all the same."""


@dataclass(frozen=True, slots=True)
class Target:
    """A fact behind a line. ``dispute``: the number of the open one about it, to be answered by ``due_on``."""

    fact: UUID
    label: Text
    source: Text
    happened_on: date | None
    dispute: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Contest:
    """One thing that can be said to be wrong. ``asked``: an open request for a human being names it."""

    id: str
    targets: tuple[Target, ...]
    asked: bool

    @property
    def open_disputes(self) -> tuple[Target, ...]:
        """Facts behind it that the person disputes already."""
        return tuple(one for one in self.targets if one.dispute)

    @property
    def is_open(self) -> bool:
        """Whether the person has said so already and waits for an answer."""
        return self.asked or bool(self.open_disputes)


def contests_of(seen: Explanation, policy: CompiledPolicy, person: UUID, asked: Iterable[str]) -> Mapping[str, Contest]:
    """Everything that can be contested, by id. Inside a reading or an act."""
    fields = _fields_by_line(policy)
    records = {line.id: {record.record_id for record in line.records} for line in seen.lines.values()}
    names = {name for some in fields.values() for name in some}
    behind = _behind(person, {one for some in records.values() for one in some}, names)
    told = set(asked)

    def targets(line: str) -> tuple[Target, ...]:
        own, reads = records.get(line, set()), fields.get(line, frozenset())
        return tuple(target for fact, target in behind if str(fact.id) in own or fact.kind in reads)

    return {line: Contest(line, targets(line), line in told) for line in _ids(seen)}


def _ids(seen: Explanation) -> Iterator[str]:
    yield from seen.lines
    yield from (stage.id for stage in seen.stages)
    if seen.limit is not None:
        yield from (part.id for part in seen.limit.parts)
    yield from (REVIEW, RATE, CAP, WHOLE)


def _fields_by_line(policy: CompiledPolicy) -> dict[str, frozenset[str]]:
    """Fields of the file that a line reads, by the line's id."""
    inputs = {one.name: one.field.id for one in policy.inputs}
    parts = policy.limit.parts if policy.limit is not None else ()
    formulas = {
        **{line.id: line.when for line in (*policy.eligibility, *policy.vetoes)},
        **{part.id: part.value for part in parts},
        **{item.id: reads_of(item) for item in policy.items},
    }
    return {
        line: frozenset(inputs[name] for name in names_read(formula) if name in inputs)
        for line, formula in formulas.items()
    }


def _behind(person: UUID, records: set[str], fields: set[str]) -> list[tuple[Fact, Target]]:
    """Facts that are believed of the person now and that some line speaks of."""
    rows = believed(None).filter(person=person).select_related("source").order_by("kind", "-happened_on", "id")
    found = [row for row in rows if str(row.id) in records or row.kind in fields]
    open_ = {one.fact.series: one for one in _disputes(found)}
    return [(row, _target(row, open_.get(row.series))) for row in found]


def _disputes(facts: list[Fact]) -> Iterable[Dispute]:
    return disputed(None).filter(fact__series__in={fact.series for fact in facts}).select_related("fact")


def _target(fact: Fact, dispute: Dispute | None) -> Target:
    kind, source = kind_of(fact.kind), fact.source
    return Target(
        fact.id,
        kind.label,
        source.called,
        fact.happened_on if isinstance(kind, Field) or fact.happened_on else None,
        "" if dispute is None else dispute.number,
        None if dispute is None else dispute.due_on,
    )
