"""Taking back what one submission said: what was believed before it is believed again from that day on.

Nothing is changed of what was known on any day before. The earlier version is not shown again: a new one with its words
stands in the undoing batch and says whose words they are (``restores``). A version of a submission that was itself
taken back comes back no more, nor what a source withdrew or repaired, nor what came in under an agreement that is over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.creditfile.actions.batches import hidden
from xiangxin.office.creditfile.choices import Why
from xiangxin.office.creditfile.models import Batch, ExternalItem, Fact, Supersession
from xiangxin.office.creditfile.new import CONTENT, version_in
from xiangxin.office.creditfile.queries.believing import current_versions
from xiangxin.office.creditfile.registry import is_over


def undo_facts(
    by: Actor, batch: Batch | UUID, submission: UUID, series: Iterable[UUID], over: Collection[UUID] = ()
) -> int:
    """From the day the batch is shown on, nothing that the submission said of these matters is believed.

    Where it replaced a version, that one's words are believed again, unless it is of a batch that is ``over``; where
    somebody has corrected it since, the correction stays. How many matters change.

    Safe to do twice. Errors: ``BatchUnknown``, ``BatchShown``.
    """
    listed, today = list(series), timezone.localdate()
    with act("creditfile.facts_undone", by=by, payload={"submission": submission}) as done:
        row = hidden(batch)
        done.about = f"creditfile.batch:{row.id}"
        current = current_versions(listed)
        said = Fact.objects.filter(series__in=listed, batch__submission=submission, batch__shown_at__isnull=False)
        there = set(Supersession.objects.filter(batch=row, fact__series__in=listed).values_list("fact", flat=True))
        ends: list[Supersession] = []
        again: list[Fact] = []
        items: list[ExternalItem] = []
        for fact in said.exclude(id__in=there).select_related("batch"):
            now = current.get(fact.series)
            if now is None or now.id in there:
                continue
            if fact.id not in (now.id, now.restores_id):
                # Corrected since. That it was taken back is said all the same, lest undoing the correction restores it.
                ends.append(_end(row, fact, now))
                continue
            old = _before(fact)
            version = None
            if old is not None and old.batch_id not in over and not _past_its_term(old, today):
                version = _again(row, old)
                again.append(version)
                items += _items(old, version)
            ends.append(_end(row, now, version))
        Fact.objects.bulk_create(again)
        ExternalItem.objects.bulk_create(items)
        Supersession.objects.bulk_create(ends)
        done.wrote(*again, *items, *ends)
        done.payload |= {"facts": len(ends), "restored": len(again)}
    return len(ends)


def _past_its_term(fact: Fact, on: date) -> bool:
    return is_over(fact.kind, fact.happened_on, fact.ended_on, on)


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
        gone = Supersession.objects.filter(own, batch__shown_at__isnull=False).exclude(
            why__in=(Why.CORRECTED, Why.ENDED)
        )
        if gone.filter(by__isnull=True).exists():
            return None
        if not gone.exists():
            return at


def _again(batch: Batch, old: Fact) -> Fact:
    words = {name: getattr(old, name) for name in CONTENT}
    return Fact(
        id=version_in(batch.id, old.series),
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
