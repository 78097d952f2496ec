"""Which versions go when a submission is taken back, and whose words are believed again instead. For acts of this room.

Nothing is changed of what was known on any day before. The earlier version is not shown again: a new one with its words
stands in the undoing batch and says whose words they are (``restores``). A version of a submission that was itself
taken back comes back no more, nor what a source withdrew or repaired, nor what a dispute found wrong, nor what came in
under an agreement that is over, nor anything that nobody agrees to any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from xiangxin.kernel.portions import portions
from xiangxin.office.audit.acts import ROWS_A_STATEMENT, Act
from xiangxin.office.audit.erasing import delete_rows
from xiangxin.office.creditfile.choices import Why
from xiangxin.office.creditfile.foundwrong import found_wrong
from xiangxin.office.creditfile.grounds import open_kinds
from xiangxin.office.creditfile.models import Batch, ExternalItem, Fact, Supersession
from xiangxin.office.creditfile.new import CONTENT
from xiangxin.office.creditfile.queries.believing import believed, current_versions
from xiangxin.office.creditfile.registry import is_over

FOLLOWED = (Why.CORRECTED, Why.ENDED)
"""Why a version went that can come back."""


@dataclass(slots=True)
class Undone:
    """Rows of an undoing batch."""

    facts: list[Fact] = field(default_factory=list)
    items: list[ExternalItem] = field(default_factory=list)
    ends: list[Supersession] = field(default_factory=list)

    def write(self, done: Act) -> None:
        """Store them in an act."""
        Fact.objects.bulk_create(self.facts)
        ExternalItem.objects.bulk_create(self.items)
        Supersession.objects.bulk_create(self.ends)
        done.wrote(*self.facts, *self.items, *self.ends)


def undone(batch: Batch, series: Iterable[UUID], over: Collection[UUID]) -> Undone:
    """What the batch needs so that nothing is believed of these matters that the submission which it undoes said.

    What it holds already stays. Words of a batch that is ``over`` do not come back.
    """
    assert batch.undoes is not None
    made, listed, today = Undone(), list(series), timezone.localdate()
    current = current_versions(listed)
    said = Fact.objects.filter(series__in=listed, batch__submission=batch.undoes, batch__shown_at__isnull=False)
    there = set(Supersession.objects.filter(batch=batch, fact__series__in=listed).values_list("fact", flat=True))
    before: list[tuple[Fact, Fact | None]] = []
    for fact in said.exclude(id__in=there):
        now = current.get(fact.series)
        if now is None or now.id in there:
            continue
        if fact.id in (now.id, now.restores_id):
            before.append((now, _before(fact)))
        else:
            # Corrected since. That it was taken back is said all the same, lest undoing the correction restores it.
            made.ends.append(_end(batch, fact, now))
    open_ = open_kinds(((old.person_id, old.kind) for _, old in before if old is not None), today)
    for now, old in before:
        version = None
        if old is not None and old.batch_id not in over and old.person_id in open_[old.kind]:
            version = None if is_over(old.kind, old.happened_on, old.ended_on, today) else _again(batch, old)
        if old is not None and version is not None:
            made.facts.append(version)
            made.items += _items(old, version)
        made.ends.append(_end(batch, now, version))
    return made


def undo_anew(done: Act, batch: Batch, over: Collection[UUID]) -> int:
    """Fill a hidden undoing batch again where others were shown since; of how many matters."""
    stale = _stale(batch)
    for some in portions(stale, ROWS_A_STATEMENT):
        own = list(Fact.objects.filter(batch=batch, series__in=some))
        items, ends = ExternalItem.objects.filter(fact__in=own), Supersession.objects.filter(batch=batch)
        delete_rows(done, [*items, *ends.filter(fact__series__in=some), *own], "dropped")
        undone(batch, some, over).write(done)
    return len(stale)


def _stale(batch: Batch) -> set[UUID]:
    """Matters of which all, or the words that it restores, were taken back since, or what it takes back came back."""
    own, stale = Fact.objects.filter(batch=batch), set[UUID]()
    since = Supersession.objects.filter(batch__shown_at__gte=batch.opened_at).exclude(why__in=FOLLOWED)
    gone = {key for keys in since.values_list("fact", "fact__restores") for key in keys if key is not None}
    for some in portions(gone, ROWS_A_STATEMENT):
        stale.update(own.filter(restores__in=some).values_list("series", flat=True))
    for some in portions(since.filter(by__isnull=True).values_list("fact__series", flat=True), ROWS_A_STATEMENT):
        stale.update(own.filter(series__in=some).values_list("series", flat=True))
    ends = Supersession.objects.filter(batch=batch)
    its = Q(batch__submission=batch.undoes) | Q(restores__batch__submission=batch.undoes)
    back = believed(None).filter(its, ~Exists(ends.filter(fact=OuterRef("pk"))), series__in=ends.values("fact__series"))
    return stale.union(back.values_list("series", flat=True))


def _before(fact: Fact) -> Fact | None:
    """The version that stood when this one came, without those of submissions that were taken back since."""
    at = fact
    while True:
        replaced = Supersession.objects.filter(by=at, batch=at.batch_id).select_related("fact", "fact__batch")
        row = replaced.order_by("-fact__batch__shown_at", "fact").first()
        if row is None:
            return None
        at = row.fact if row.fact.restores is None else row.fact.restores
        own = Q(fact=at) | Q(fact__restores=at)
        gone = Supersession.objects.filter(own, batch__shown_at__isnull=False).exclude(why__in=FOLLOWED)
        if gone.filter(by__isnull=True).exists():
            return None
        if not gone.exists():
            return None if found_wrong([at]) else at


def _again(batch: Batch, old: Fact) -> Fact:
    words = {name: getattr(old, name) for name in CONTENT}
    return Fact(
        series=old.series,
        person_id=old.person_id,
        kind=old.kind,
        source_id=old.source_id,
        batch=batch,
        restores=old,
        **words,
    )


def _items(old: Fact, version: Fact) -> list[ExternalItem]:
    return [
        ExternalItem(
            person_id=one.person_id, fact=version, place=one.place, label=one.label, points_centi=one.points_centi
        )
        for one in ExternalItem.objects.filter(fact=old).order_by("place")
    ]


def _end(batch: Batch, fact: Fact, by: Fact | None) -> Supersession:
    return Supersession(person_id=fact.person_id, fact=fact, by=by, batch=batch, why=Why.WITHDRAWN)
