"""What a village panel is shown of a file: of the kinds that a person ticked, what stands for them today, and no more.

Neither amounts, documents nor sources; a value that is zero or no, and whatever is disputed, looks as if it were not
there. Inside the caller's reading, which says to whom it was shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.db.models import Exists, OuterRef

from xiangxin.kernel.text import Text
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.creditfile.queries.believing import believed, disputed, holding
from xiangxin.office.creditfile.registry import is_over, is_value, kind_of, read_value
from xiangxin.office.creditfile.terms import LIMITS
from xiangxin.office.creditfile.wording import code_words, value_words
from xiangxin.office.shell.problems import language


@dataclass(frozen=True, slots=True)
class ShownFact:
    """One line. ``words`` is empty where the label says it all."""

    kind: str
    label: Text
    words: str


def shown_to_panel(person: UUID, kinds: Iterable[str], on: date) -> list[ShownFact]:
    """The lines of ``person`` of these kinds as of ``on``, in their order; of records the latest, up to the limit."""
    wanted = list(kinds)
    if not wanted:
        return []
    open_ones = disputed(None).filter(fact__series=OuterRef("series"))
    rows = believed(None).filter(holding(on), ~Exists(open_ones), person=person, kind__in=wanted)
    found: dict[str, list[Fact]] = {}
    for row in rows.select_related("batch"):
        if not is_over(row.kind, row.happened_on, row.ended_on, on):
            found.setdefault(row.kind, []).append(row)
    return [line for kind in wanted for line in _lines(kind, sorted(found.get(kind, ()), key=_rank, reverse=True))]


def _rank(fact: Fact) -> tuple[date, date, datetime, UUID]:
    """Of several values of a field the one that counts comes first, as snapshots have it."""
    known_on = fact.known_earlier_on or fact.batch.known_on or date.min
    return (fact.happened_on or date.min, known_on, cast(datetime, fact.batch.shown_at), fact.id)


def _lines(kind: str, facts: list[Fact]) -> list[ShownFact]:
    label = kind_of(kind).label
    if not is_value(kind):
        return [ShownFact(kind, label, _record_words(fact)) for fact in facts[: LIMITS["panel_records"]]]
    value = read_value(kind, facts[0].value) if facts else False
    if not value:
        return []
    return [ShownFact(kind, label, "" if value is True else value_words(kind, value))]


def _record_words(fact: Fact) -> str:
    codes = (code_words(fact.kind, column, getattr(fact, column)) for column in ("category", "level"))
    said = [code.in_language(language()) for code in codes if code is not None]
    return " · ".join([*said, str(fact.happened_on.year)] if fact.happened_on else said)
