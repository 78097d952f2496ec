"""What a source took back, kept as a keyed digest: a row that it had said before is known again, and nothing is told.

From a digest nobody learns whose matter it was; only who holds the matter itself, and the office's key, can ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import product
from uuid import UUID

from xiangxin.kernel.ids import derived_id
from xiangxin.office.creditfile.models import Coverage, Fact, TakenBack
from xiangxin.office.creditfile.new import NewCoverage, NewFact
from xiangxin.office.vault.keys import ring

Marks = Mapping[str, frozenset[UUID]]
"""Digests by kind."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter as its source names it: by document, by day or by both. ``source`` None: whoever said it."""

    person: UUID
    kind: str
    source: UUID | None
    document_no: str = field(default="", repr=False)
    happened_on: date | None = field(default=None, repr=False)
    category: str = field(default="", repr=False)

    @property
    def digest(self) -> UUID:
        """What stands for it."""
        source = "" if self.source is None else str(self.source)
        day = "" if self.happened_on is None else self.happened_on.isoformat()
        return derived_id(
            ring().person_key, "taken_back", str(self.person), self.kind, source, self.document_no, day, self.category
        )


def marks_since(said_at: datetime, kinds: Iterable[str] | None = None) -> Marks:
    """What was taken back after something was said, of these kinds or of all; mostly nothing."""
    rows = TakenBack.objects.filter(taken_back_at__gt=said_at)
    if kinds is not None:
        rows = rows.filter(kind__in=set(kinds))
    found: dict[str, set[UUID]] = {}
    for kind, matter in rows.values_list("kind", "matter"):
        found.setdefault(kind, set()).add(matter)
    return {kind: frozenset(matters) for kind, matters in found.items()}


def is_taken_back(fact: NewFact | Fact, marks: Marks) -> bool:
    """Whether a fact is one of these matters, under any of the names that it could have been given."""
    matters = marks.get(fact.kind)
    return matters is not None and any(one.digest in matters for one in _names_of(fact))


def is_answer_taken_back(answer: NewCoverage | Coverage, marks: Marks) -> bool:
    """Whether an answer is one of these matters: a kind on a day, without a document, of the source that answered."""
    matters = marks.get(answer.kind)
    if matters is None:
        return False
    person, source = answer.whose
    return Matter(person, answer.kind, source, happened_on=answer.asked_on).digest in matters


def _names_of(fact: NewFact | Fact) -> Iterable[Matter]:
    person, source = fact.whose
    named = product({fact.document_no, ""}, {fact.happened_on, None}, {fact.category, ""}, {source, None})
    for document_no, day, category, said_by in named:
        if document_no or day is not None:
            yield Matter(person, fact.kind, said_by, document_no, day, category)
