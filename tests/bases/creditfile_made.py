"""Facts of fictional people for tests of any room, brought in as intake brings them: in batches that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from bases.consent_made import make_consent, make_institution
from bases.parties_made import make_person
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.reads import reading
from xiangxin.office.creditfile.actions import add_coverage, add_facts, open_batch, show_batch, undo_facts
from xiangxin.office.creditfile.models import Batch, Fact
from xiangxin.office.creditfile.new import NewCoverage, NewFact
from xiangxin.office.creditfile.queries import current_versions
from xiangxin.office.parties.models import Person

BY = system("tests")
KNOWN_ON = date(2026, 3, 1)
"""The day on which batches of tests are shown unless they say otherwise."""
CLASSES = ("file", "income_property", "bureau")
_numbers = count(1)


def make_filed_person(receiver: Institution | None = None, classes: Iterable[str] = CLASSES, **more: Any) -> Person:
    """A registered person who agreed to these classes, for scoring by ``receiver`` or by a new bank."""
    person, bank = make_person(**more), receiver or make_institution()
    for field_class in classes:
        make_consent(person.id, "scoring", bank, field_class)
    return person


def make_batch(source: Institution | None = None, form: str = "tests") -> Batch:
    """An open batch of a submission of its own."""
    return open_batch(BY, uuid4(), form, source or make_institution("provider"))


def undoing(batch: Batch) -> Batch:
    """A batch that takes back all that this one's submission said, not shown yet."""
    back = open_batch(BY, uuid4(), batch.form, batch.source, undoes=batch.submission)
    with reading(BY, purpose="audit", ground="duty", what="tests") as look:
        look.showed([], [])
        series = list(Fact.objects.filter(batch=batch).values_list("series", flat=True))
    for _ in range(2):
        undo_facts(BY, back, series)
    return back


def undone(batch: Batch, on: date) -> Batch:
    """The same, shown from ``on`` on."""
    return show_batch(BY, undoing(batch), on)


def new_value(person: Person | UUID, kind: str, value: str, source: Institution | UUID, **more: Any) -> NewFact:
    """A value of a field, from 1 January 2026 on unless ``happened_on`` says otherwise."""
    return NewFact(_key(person), kind, _key(source), value=value, **{"happened_on": date(2026, 1, 1), **more})


def new_record(person: Person | UUID, kind: str, source: Institution | UUID, **more: Any) -> NewFact:
    """A record that happened on 10 January 2026 unless ``happened_on`` says otherwise; with a number of its own."""
    given = {"happened_on": date(2026, 1, 10), "document_no": f"试〔2026〕{next(_numbers)}号", **more}
    return NewFact(_key(person), kind, _key(source), **given)


def add(facts: Sequence[NewFact], on: date = KNOWN_ON, *, coverage: Sequence[NewCoverage] = ()) -> Batch:
    """A batch with these facts and answers, shown from ``on`` on."""
    batch = open_batch(BY, uuid4(), "tests", facts[0].source if facts else coverage[0].asked_of)
    if facts:
        add_facts(BY, batch, facts)
    if coverage:
        add_coverage(BY, batch, coverage)
    return show_batch(BY, batch, on)


def fact_of(new: NewFact) -> Fact:
    """The version of it that is believed now."""
    with reading(BY, purpose="audit", ground="duty", what="tests") as look:
        look.showed_nobody()
        return current_versions([new.series])[new.series]


def today() -> date:
    """The office's day."""
    return timezone.localdate()


def _key(row: Person | Institution | UUID) -> UUID:
    return row if isinstance(row, UUID) else row.id
