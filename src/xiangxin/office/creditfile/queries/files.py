"""One person's file as it was believed on one day and held on another, for whoever may see it, class by class.

Every fact comes with its source, its document, the day it became known, and whether the person disputes it; the
person's own words stand with it. What the viewer has no ground for, or another lender keeps of its own customer, is not
in the answer, and nothing says that it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.law.model import Field
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.queries import last_deleted
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.gate import OpenTo, persons_open_to
from xiangxin.office.consent.queries.keeping import kept_until
from xiangxin.office.creditfile.lenders import answers_for, facts_for
from xiangxin.office.creditfile.models import Batch, Coverage, ExternalItem, Fact, Statement
from xiangxin.office.creditfile.queries.believing import believed, covered, disputed, holding
from xiangxin.office.creditfile.registry import Value, classes_of, kind_of, kinds, read_value
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.queries.access import purpose_of
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.vault.sealing import open_on

WHAT = "creditfile.file"


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a score from elsewhere, as its source calls it."""

    label: str
    points_centi: int | None


@dataclass(frozen=True, slots=True)
class FileLine:
    """One version of one matter. ``value``: of a field, typed; a record has its columns instead.

    ``holds``: it held on the day. ``counts``: of several values of a field this is the one for the day; a record counts
    nowhere while it is disputed, and otherwise where law lets it. ``dispute``: the number of the open one about it.
    ``opaque``: a score whose parts nobody has told.
    """

    fact: UUID
    series: UUID
    kind: str
    label: Text
    field_class: str
    value: Value | None
    category: Text | None
    level: Text | None
    amount_fen: int | None
    happened_on: date | None
    ended_on: date | None
    known_on: date
    source: Text
    document_no: str
    authority: str
    holds: bool
    counts: bool
    dispute: str
    items: tuple[Item, ...]
    opaque: bool


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """Somebody was asked about a kind of record and answered; with no record of the kind there was none."""

    kind: str
    label: Text
    asked_of: Text
    asked_on: date


@dataclass(frozen=True, slots=True)
class Said:
    """The person's own words. ``series``: the matter that they are about, None for the whole file."""

    id: UUID
    series: UUID | None
    words: str
    made_on: date


@dataclass(frozen=True, slots=True)
class CreditFile:
    """Everything the viewer may see. ``classes``: the classes of data that are open to the viewer."""

    person: UUID
    as_of: date
    known_on: date | None
    classes: tuple[str, ...]
    values: tuple[FileLine, ...]
    records: tuple[FileLine, ...]
    answers: tuple[AnswerLine, ...]
    statements: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Clocks:
    """``kept_until``: the last day on which the file of somebody who lets nobody look any more stays; None while
    somebody may look. ``deleted_on``: the day of the last deletion by law; of what, nobody knows any more.
    """

    kept_until: date | None
    deleted_on: date | None


def own_clocks(viewer: Viewer, person: UUID, today: date) -> Clocks:
    """Until when the person's file stays, and when something of it was last deleted."""
    purpose = purpose_of(viewer)
    ground = persons_open_to(viewer, purpose, [FILE], today).ground
    with reading(viewer.actor, purpose=purpose, ground=ground, what=WHAT, institution=viewer.institution) as look:
        look.showed_nobody()
        at = last_deleted(person, "creditfile.facts_deleted")
        return Clocks(kept_until(person, FILE, today), None if at is None else timezone.localdate(at))


def file_of(viewer: Viewer, person: UUID, *, as_of: date | None = None, known_on: date | None = None) -> CreditFile:
    """The file of ``person``: what was believed on ``known_on`` (now without it) and held on ``as_of`` (today).

    ``AddressUnknown`` for who is outside the viewer's area or open to the viewer in nothing; ``NotAllowed`` and the
    gate's errors for a post that reads no files.
    """
    purpose, today = purpose_of(viewer), timezone.localdate()
    file = persons_open_to(viewer, purpose, [FILE], today)
    day = as_of or today
    with reading(viewer.actor, purpose=purpose, ground=file.ground, what=WHAT, institution=viewer.institution) as look:
        look.showed_nobody()
        classes = _open_classes(viewer, purpose, person, file, today)
        if not classes:
            raise AddressUnknown()
        names = [kind for kind in kinds() if classes_of(kind, today) <= set(classes)]
        open_facts = believed(known_on).filter(facts_for(viewer), person=person, kind__in=names)
        facts = list(_ordered(open_facts.select_related("batch")))
        open_answers = covered(known_on).filter(answers_for(viewer), person=person, kind__in=names)
        answers = list(open_answers.order_by("kind", "-asked_on", "id"))
        told = Statement.objects.filter(person=person, taken_back_on__isnull=True).select_related("fact")
        lines = _lines(facts, known_on, day)
        shown = {None, *(fact.series for fact in facts)}
        about = {row: None if row.fact is None else row.fact.series for row in told.order_by("made_on", "id")}
        # Words stay with the matter, whatever its source says of it later.
        said = [
            Said(row.id, series, open_on(row, "words_sealed"), row.made_on)
            for row, series in about.items()
            if series in shown
        ]
        look.showed([person], ["credit_file", *{line.kind for line in lines}])
    return CreditFile(
        person,
        day,
        known_on,
        classes,
        tuple(line for line in lines if isinstance(kind_of(line.kind), Field)),
        tuple(line for line in lines if not isinstance(kind_of(line.kind), Field)),
        _answers(answers),
        tuple(said),
    )


def _open_classes(viewer: Viewer, purpose: str, person: UUID, file: OpenTo, on: date) -> tuple[str, ...]:
    """The classes of data in which this person is open to the viewer just now."""
    wanted = sorted({str(name) for kind in kinds() for name in classes_of(kind, on)})
    gates = {name: persons_open_to(viewer, purpose, [name], on, file.ground) for name in wanted if name != FILE}
    here = Q(id=person) & inside(viewer.area)
    return tuple(name for name in wanted if Person.objects.filter(here, gates.get(name, file).where("id")).exists())


def _ordered(facts: Iterable[Fact]) -> list[Fact]:
    """By kind as law lists them, the latest first."""
    order = {kind: place for place, kind in enumerate(kinds())}
    first = date.min
    return sorted(facts, key=lambda fact: (order[fact.kind], -(fact.happened_on or first).toordinal(), str(fact.id)))


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside the facts of a file, by fact or by matter."""

    sources: dict[UUID, Institution]
    known: dict[UUID, date]
    held: set[UUID]
    counting: set[UUID]
    disputes: dict[UUID, str]
    items: dict[UUID, tuple[Item, ...]]


def _lines(facts: list[Fact], known_on: date | None, as_of: date) -> list[FileLine]:
    keys = [fact.id for fact in facts]
    sources = {row.id: row for row in Institution.objects.filter(id__in={fact.source_id for fact in facts})}
    shown_on = dict(Batch.objects.filter(id__in={fact.batch_id for fact in facts}).values_list("id", "known_on"))
    known = {fact.id: fact.known_earlier_on or shown_on[fact.batch_id] or date.max for fact in facts}
    held = set(Fact.objects.filter(holding(as_of), id__in=keys).values_list("id", flat=True))
    open_ = _disputes(facts, known_on)
    items: dict[UUID, tuple[Item, ...]] = {}
    for row in ExternalItem.objects.filter(fact__in=keys).order_by("fact", "place"):
        items[row.fact_id] = (*items.get(row.fact_id, ()), Item(row.label, row.points_centi))
    counting = _counting([fact for fact in facts if fact.id in held and fact.series not in open_], known)
    beside = _Beside(sources, known, held, counting, open_, items)
    return [_line(fact, beside) for fact in facts]


def _line(fact: Fact, beside: _Beside) -> FileLine:
    kind, source = kind_of(fact.kind), beside.sources[fact.source_id]
    of_field, holds = isinstance(kind, Field), fact.id in beside.held
    items = beside.items.get(fact.id, ())
    return FileLine(
        fact=fact.id,
        series=fact.series,
        kind=fact.kind,
        label=kind.label,
        field_class=max(classes_of(fact.kind, timezone.localdate())),
        value=read_value(fact.kind, fact.value) if of_field else None,
        category=_word(fact.kind, "category", fact.category),
        level=_word(fact.kind, "level", fact.level),
        amount_fen=fact.amount_fen,
        happened_on=fact.happened_on,
        ended_on=fact.ended_on,
        known_on=beside.known[fact.id],
        source=source.called,
        document_no=fact.document_no,
        authority=fact.authority,
        holds=holds,
        counts=fact.series not in beside.disputes and (fact.id in beside.counting or not of_field),
        dispute=beside.disputes.get(fact.series, ""),
        items=items,
        opaque=isinstance(kind, Field) and kind.opaque and not items,
    )


def _counting(held: list[Fact], known: dict[UUID, date]) -> set[UUID]:
    """Of each field the value with the latest first day, of two the one known later, as snapshots have it."""
    best: dict[str, tuple[date, date, datetime, UUID]] = {}
    for fact in held:
        rank = (fact.happened_on or date.min, known[fact.id], cast(datetime, fact.batch.shown_at), fact.id)
        best[fact.kind] = max(best.get(fact.kind, rank), rank)
    return {rank[-1] for rank in best.values()}


def _disputes(facts: list[Fact], known_on: date | None) -> dict[UUID, str]:
    """Of each disputed matter the number of the dispute."""
    rows = disputed(known_on).filter(fact__series__in={fact.series for fact in facts})
    return dict(rows.values_list("fact__series", "number"))


def _word(name: str, column: str, code: str) -> Text | None:
    """A code of a record in words."""
    kind = kind_of(name)
    if not code or isinstance(kind, Field):
        return None
    field = next((one.name for one in kind.fields if one.column == column), "")
    return next((words for own, value, words in kind.value_labels if (own, value) == (field, code)), Text(code, code))


def _answers(rows: list[Coverage]) -> tuple[AnswerLine, ...]:
    names = {row.id: row for row in Institution.objects.filter(id__in={row.asked_of_id for row in rows})}
    found = {(row.kind, row.asked_of_id, row.asked_on): row for row in rows}
    return tuple(
        AnswerLine(
            row.kind,
            kind_of(row.kind).label,
            names[row.asked_of_id].called,
            row.asked_on,
        )
        for row in found.values()
    )
