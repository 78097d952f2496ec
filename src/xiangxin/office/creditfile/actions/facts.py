"""What a batch brings: new facts, later versions, ends, answers, and what a source takes back. One act a chunk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.portions import portions
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import ROWS_A_STATEMENT, act
from xiangxin.office.creditfile import errors
from xiangxin.office.creditfile.actions.batches import hidden
from xiangxin.office.creditfile.checks import check_coverage, check_earlier, check_fact
from xiangxin.office.creditfile.choices import Why
from xiangxin.office.creditfile.foundwrong import found_wrong
from xiangxin.office.creditfile.grounds import open_kinds
from xiangxin.office.creditfile.models import Batch, Coverage, ExternalItem, Fact, Supersession
from xiangxin.office.creditfile.new import CONTENT, NewCoverage, NewFact, version_in
from xiangxin.office.creditfile.queries.believing import covered, current_versions
from xiangxin.office.creditfile.registry import is_over
from xiangxin.office.creditfile.takenback import is_answer_taken_back, is_taken_back, marks_since
from xiangxin.office.parties.models import Person

Parts = tuple[tuple[str, int | None], ...]
"""The parts of a score from elsewhere, as they can be compared."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a chunk. ``ungrounded``: places in the chunk of rows left out because nobody agreed to them.

    ``repaired``: places of rows left out because a source took them back since they were said. ``over``: of rows left
    out because their term had passed before they came. ``wrong``: of rows left out because a dispute found these very
    words wrong. What the chunk had brought before, when it was run already, counts as ``same``.
    """

    new: int = 0
    changed: int = 0
    ended: int = 0
    same: int = 0
    ungrounded: tuple[int, ...] = ()
    repaired: tuple[int, ...] = ()
    over: tuple[int, ...] = ()
    wrong: tuple[int, ...] = ()


@dataclass(slots=True)
class _Chunk:
    """Rows to be written, and what they are counted as."""

    facts: list[Fact] = field(default_factory=list)
    items: list[ExternalItem] = field(default_factory=list)
    supersessions: list[Supersession] = field(default_factory=list)
    over: set[UUID] = field(default_factory=set)
    wrong: set[UUID] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("new", "changed", "ended", "same"), 0))


def add_facts(by: Actor, batch: Batch | UUID, facts: Iterable[NewFact]) -> Added:
    """Add what is new or different to a hidden batch; what the file says already adds nothing.

    All or nothing but for ``ungrounded``, ``repaired``, ``over`` and ``wrong``. Errors: ``BatchUnknown``,
    ``BatchShown``, ``FactTwice``, ``PersonNotRegistered``, and those of ``checks``.
    """
    listed, today = list(facts), timezone.localdate()
    for new in listed:
        check_fact(new, today)
    with act("creditfile.facts_added", by=by) as done:
        row = hidden(batch)
        done.about = f"creditfile.batch:{row.id}"
        registered = _registered(new.person for new in listed)
        for new in listed:
            check_earlier(new.known_earlier_on, registered[new.person])
        open_ = open_kinds(((new.person, new.kind) for new in listed), today)
        closed = tuple(at for at, new in enumerate(listed) if new.person not in open_[new.kind])
        marks = marks_since(row.said_at, open_)
        repaired = tuple(at for at, new in enumerate(listed) if at not in set(closed) and is_taken_back(new, marks))
        kept = {at: new for at, new in enumerate(listed) if at not in {*closed, *repaired}}
        chunk = _compare(row, _one_each(kept.values()), today)
        over = tuple(at for at, new in kept.items() if new.series in chunk.over)
        wrong = tuple(at for at, new in kept.items() if new.series in chunk.wrong)
        chunk.counts["same"] += len(kept) - len(over) - len(wrong) - sum(chunk.counts.values())
        Fact.objects.bulk_create(chunk.facts)
        ExternalItem.objects.bulk_create(chunk.items)
        Supersession.objects.bulk_create(chunk.supersessions)
        done.wrote(*chunk.facts, *chunk.items, *chunk.supersessions)
        left_out = {"ungrounded": closed, "repaired": repaired, "over": over, "wrong": wrong}
        done.payload |= {**chunk.counts, **{name: len(places) for name, places in left_out.items()}}
    return Added(**chunk.counts, ungrounded=closed, repaired=repaired, over=over, wrong=wrong)


def add_coverage(by: Actor, batch: Batch | UUID, rows: Iterable[NewCoverage]) -> Added:
    """Add answers to a hidden batch; what was answered already adds nothing. Errors as of ``add_facts``.

    Left out, and named as there, are ``ungrounded`` and ``repaired`` ones.
    """
    listed, today = list(rows), timezone.localdate()
    with act("creditfile.coverage_added", by=by) as done:
        row = hidden(batch)
        done.about = f"creditfile.batch:{row.id}"
        registered = _registered(new.person for new in listed)
        for new in listed:
            check_coverage(new, registered, today)
        open_ = open_kinds(((new.person, new.kind) for new in listed), today)
        closed = tuple(at for at, new in enumerate(listed) if new.person not in open_[new.kind])
        marks, left = marks_since(row.said_at, open_), set(closed)
        repaired = tuple(at for at, new in enumerate(listed) if at not in left and is_answer_taken_back(new, marks))
        wanted = {_answer(new): new for at, new in enumerate(listed) if at not in {*closed, *repaired}}
        there = _answered(row, {new.person for new in wanted.values()})
        added = [
            Coverage(
                person_id=new.person,
                kind=new.kind,
                asked_of_id=new.asked_of,
                asked_on=new.asked_on,
                known_earlier_on=new.known_earlier_on,
                batch=row,
            )
            for key, new in wanted.items()
            if key not in there
        ]
        Coverage.objects.bulk_create(added)
        done.wrote(*added)
        same = len(listed) - len(closed) - len(repaired) - len(added)
        done.payload |= {"new": len(added), "same": same, "ungrounded": len(closed), "repaired": len(repaired)}
    return Added(new=len(added), same=same, ungrounded=closed, repaired=repaired)


def withdraw_facts(by: Actor, batch: Batch | UUID, series: Iterable[UUID], why: str) -> int:
    """From the day the batch is shown on, nothing is believed of these matters; how many there were.

    ``why``: ``withdrawn`` by the source, ``repaired``, or ``upheld`` after a dispute.
    """
    with act("creditfile.facts_withdrawn", by=by, payload={"why": why}) as done:
        row = hidden(batch)
        done.about = f"creditfile.batch:{row.id}"
        current = current_versions(series)
        there = _superseded_in(row, current.values())
        rows = [
            Supersession(person_id=fact.person_id, fact=fact, batch=row, why=why)
            for fact in current.values()
            if fact.id not in there
        ]
        Supersession.objects.bulk_create(rows)
        done.wrote(*rows)
        done.payload["facts"] = len(rows)
    return len(rows)


def withdraw_answers(by: Actor, batch: Batch | UUID, answers: Iterable[UUID]) -> int:
    """From the day the batch is shown on, these are no answers any more; how many there were. Safe to run twice."""
    with act("creditfile.answers_withdrawn", by=by) as done:
        row = hidden(batch)
        done.about = f"creditfile.batch:{row.id}"
        standing = covered(None).filter(withdrawn_in__isnull=True)
        rows = [
            one for some in portions(dict.fromkeys(answers), ROWS_A_STATEMENT) for one in standing.filter(id__in=some)
        ]
        for one in rows:
            one.withdrawn_in = row
        Coverage.objects.bulk_update(rows, ["withdrawn_in"], batch_size=ROWS_A_STATEMENT)
        done.wrote(*rows)
        done.payload["answers"] = len(rows)
    return len(rows)


def _one_each(facts: Iterable[NewFact]) -> list[NewFact]:
    """One for each matter; ``FactTwice`` where two rows of the chunk say different things about one."""
    found: dict[UUID, NewFact] = {}
    for new in facts:
        first = found.setdefault(new.series, new)
        if first != new:
            raise errors.FactTwice()
    return list(found.values())


def _compare(batch: Batch, facts: Sequence[NewFact], on: date) -> _Chunk:
    """What there is to write of these facts, beside what the batch and the file hold already."""
    chunk = _Chunk()
    series = [new.series for new in facts]
    there = _versions_in(batch, series)
    current = current_versions([one for one in series if one not in there])
    items = _items_of(current.values())
    taken_back = _superseded_in(batch, current.values())
    chunk.wrong = found_wrong(new for new in facts if new.series not in there and not _says(current, items, new))
    for new in facts:
        mine, known = there.get(new.series), current.get(new.series)
        if mine is not None:
            if not new.same_as(mine):
                raise errors.FactTwice()
        elif new.series in chunk.wrong or _says(current, items, new):
            continue
        elif known is None and is_over(new.kind, new.happened_on, new.ended_on, on):
            chunk.over.add(new.series)
        elif known is None:
            _write(chunk, batch, new, None, "new")
        else:
            _write(chunk, batch, new, None if known.id in taken_back else known, _change(new, known))
    _supersede_older(chunk, batch)
    return chunk


def _says(current: Mapping[UUID, Fact], items: Mapping[UUID, Parts], new: NewFact) -> bool:
    """Whether the file says this already."""
    known = current.get(new.series)
    return known is not None and new.same_as(known) and items.get(known.id, ()) == _parts(new)


def _change(new: NewFact, known: Fact) -> str:
    return "ended" if new.ends(known) else "changed"


def _write(chunk: _Chunk, batch: Batch, new: NewFact, known: Fact | None, counted: str) -> None:
    content = {name: getattr(new, name) for name in CONTENT}
    fact = Fact(
        id=version_in(batch.id, new.series),
        series=new.series,
        person_id=new.person,
        kind=new.kind,
        source_id=new.source,
        batch=batch,
        known_earlier_on=new.known_earlier_on,
        **content,
    )
    chunk.facts.append(fact)
    chunk.counts[counted] += 1
    for place, item in enumerate(new.items):
        chunk.items.append(
            ExternalItem(person_id=new.person, fact=fact, place=place, label=item.label, points_centi=item.points_centi)
        )
    if known is not None:
        chunk.supersessions.append(_replaced(known, fact, Why.ENDED if counted == "ended" else Why.CORRECTED))


def _replaced(known: Fact, by: Fact, why: str) -> Supersession:
    return Supersession(
        person_id=known.person_id,
        fact=known,
        by=by,
        batch=by.batch,
        why=why,
        known_earlier_on=by.known_earlier_on,
    )


def _supersede_older(chunk: _Chunk, batch: Batch) -> None:
    """What was known earlier than what replaced a version before stands before that, too.

    Without this an older file, brought in after a correction, would leave two versions believed in between.
    """
    earlier = {fact.series: fact for fact in chunk.facts if fact.known_earlier_on is not None}
    done = {row.fact_id for row in chunk.supersessions}
    for some in portions(earlier, ROWS_A_STATEMENT):
        older = list(Fact.objects.filter(series__in=some, batch__shown_at__isnull=False))
        done |= _superseded_in(batch, older)
        for old in older:
            if old.id not in done:
                chunk.supersessions.append(_replaced(old, earlier[old.series], Why.CORRECTED))


def _registered(persons: Iterable[UUID]) -> dict[UUID, date]:
    """Since when each is registered; ``PersonNotRegistered`` where one is not."""
    wanted = list(dict.fromkeys(persons))
    found: dict[UUID, date] = {}
    for some in portions(wanted, ROWS_A_STATEMENT):
        found.update(Person.objects.filter(id__in=some).values_list("id", "registered_on"))
    if len(found) < len(wanted):
        raise errors.PersonNotRegistered("person")
    return found


def _versions_in(batch: Batch, series: Sequence[UUID]) -> dict[UUID, Fact]:
    found: dict[UUID, Fact] = {}
    for some in portions(series, ROWS_A_STATEMENT):
        found.update((row.series, row) for row in Fact.objects.filter(batch=batch, series__in=some))
    return found


def _superseded_in(batch: Batch, facts: Iterable[Fact]) -> set[UUID]:
    """Those of the facts that this batch supersedes already."""
    found: set[UUID] = set()
    for some in portions([fact.id for fact in facts], ROWS_A_STATEMENT):
        found.update(Supersession.objects.filter(batch=batch, fact__in=some).values_list("fact", flat=True))
    return found


def _items_of(facts: Iterable[Fact]) -> dict[UUID, Parts]:
    """The parts of scores from elsewhere, by fact."""
    found: dict[UUID, list[tuple[str, int | None]]] = {}
    for some in portions([fact.id for fact in facts], ROWS_A_STATEMENT):
        for row in ExternalItem.objects.filter(fact__in=some).order_by("fact", "place"):
            found.setdefault(row.fact_id, []).append((row.label, row.points_centi))
    return {fact: tuple(parts) for fact, parts in found.items()}


def _parts(new: NewFact) -> Parts:
    return tuple((item.label, item.points_centi) for item in new.items)


def _answer(new: NewCoverage) -> tuple[UUID, str, UUID, date]:
    return new.person, new.kind, new.asked_of, new.asked_on


def _answered(batch: Batch, persons: set[UUID]) -> set[tuple[UUID, str, UUID, date]]:
    """Answers that are shown already, or that this batch holds."""
    found: set[tuple[UUID, str, UUID, date]] = set()
    columns = ("person", "kind", "asked_of", "asked_on")
    for some in portions(persons, ROWS_A_STATEMENT):
        found.update(covered(None).filter(person__in=some).values_list(*columns))
        found.update(Coverage.objects.filter(batch=batch, person__in=some).values_list(*columns))
    return found
