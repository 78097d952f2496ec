"""What disputes found wrong, kept as a keyed digest of the words: they are known again when they come once more.

From a digest nobody learns whose words they were; only who holds the words themselves, and the office's key, can ask.
To be asked inside an act or a reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from xiangxin.kernel.ids import derived_id
from xiangxin.kernel.portions import portions
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.creditfile.models import Fact, FoundWrong
from xiangxin.office.creditfile.new import CONTENT, NewFact
from xiangxin.office.creditfile.queries.believing import believed
from xiangxin.office.creditfile.registry import is_value
from xiangxin.office.vault.keys import ring

_AN_ACT = timedelta(days=1)
"""Longer than any act takes, that marks something and has not ended."""


def words_of(fact: NewFact | Fact) -> UUID:
    """What stands for the words of a version: the matter, and everything by which versions of it differ."""
    told = ("" if one is None else str(one) for one in (getattr(fact, name) for name in CONTENT))
    return derived_id(ring().person_key, "found_wrong", str(fact.series), *told)


def value_of(fact: NewFact | Fact) -> UUID | None:
    """What stands for a value on whatever day: its source tells the same again with every table. None for a record."""
    if not is_value(fact.kind):
        return None
    person, source = fact.whose
    return derived_id(ring().person_key, "value_found_wrong", str(person), fact.kind, str(source), fact.value)


def marks_of(fact: Fact, at: datetime) -> list[FoundWrong]:
    """The marks that a version was found wrong."""
    digests = [one for one in (words_of(fact), value_of(fact)) if one is not None]
    return [FoundWrong(kind=fact.kind, words=one, found_at=at) for one in digests]


def found_wrong(facts: Iterable[NewFact | Fact]) -> set[UUID]:
    """The matters among these whose words were found wrong, by their series.

    A value may be told again of a later day once its source has told another one.
    """
    listed = list(facts)
    marks = _marked(digest for one in listed for digest in (words_of(one), value_of(one)) if digest is not None)
    found: set[UUID] = set()
    for one in listed if marks else ():
        value = value_of(one)
        if words_of(one) in marks or (value is not None and value in marks and not _told_otherwise(one, marks[value])):
            found.add(one.series)
    return found


def kinds_found_wrong_since(at: datetime) -> set[str]:
    """Of which kinds something was found wrong since, as far as it can have been missed then; mostly of none."""
    return set(FoundWrong.objects.filter(found_at__gte=at - _AN_ACT).values_list("kind", flat=True).distinct())


def _marked(digests: Iterable[UUID]) -> dict[UUID, datetime]:
    found: dict[UUID, datetime] = {}
    for some in portions(dict.fromkeys(digests), ROWS_A_STATEMENT):
        rows = FoundWrong.objects.filter(words__in=some).order_by("found_at")
        found.update(rows.values_list("words", "found_at"))
    return found


def _told_otherwise(fact: NewFact | Fact, since: datetime) -> bool:
    person, source = fact.whose
    others = believed(None).filter(person=person, kind=fact.kind, source=source).exclude(value=fact.value)
    return others.filter(batch__shown_at__gt=since).exists()
