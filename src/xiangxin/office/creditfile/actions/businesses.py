"""What a batch brings about organisations. One act a chunk; a chunk run twice adds nothing."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.creditfile import errors
from xiangxin.office.creditfile.actions.batches import hidden
from xiangxin.office.creditfile.actions.facts import Added
from xiangxin.office.creditfile.businesses import NewBusinessFact, check_business_fact
from xiangxin.office.creditfile.models import Batch, BusinessFact
from xiangxin.office.creditfile.new import version_in
from xiangxin.office.creditfile.queries.businesses import current_business_facts
from xiangxin.office.parties.models import Business


def add_business_facts(by: Actor, batch: Batch | UUID, facts: Iterable[NewBusinessFact]) -> Added:
    """Add what is new or different about registered organisations to a hidden batch.

    All or nothing. Errors: ``BatchUnknown``, ``BatchShown``, ``FactTwice``, ``BusinessNotRegistered``, and those of
    ``businesses.check_business_fact``.
    """
    listed, today = list(facts), timezone.localdate()
    for new in listed:
        check_business_fact(new, today)
    with act("creditfile.business_facts_added", by=by) as done:
        row = hidden(batch)
        done.about = f"creditfile.batch:{row.id}"
        _require_registered(listed)
        wanted = _one_each(listed)
        there = BusinessFact.objects.filter(batch=row, series__in=list(wanted)).in_bulk(field_name="id")
        mine = {fact.series: fact for fact in there.values()}
        current = current_business_facts(series for series in wanted if series not in mine)
        counts = dict.fromkeys(("new", "changed", "ended", "same"), 0)
        rows = []
        for series, new in wanted.items():
            if series in mine and not new.same_as(mine[series]):
                raise errors.FactTwice()
            known = current.get(series)
            if series in mine or (known is not None and new.same_as(known)):
                counts["same"] += 1
                continue
            counts["new" if known is None else "ended" if new.ends(known) else "changed"] += 1
            rows.append(_row(row, new, known))
        BusinessFact.objects.bulk_create(rows)
        done.wrote(*rows)
        done.payload |= counts
    return Added(counts["new"], counts["changed"], counts["ended"], counts["same"])


def _row(batch: Batch, new: NewBusinessFact, known: BusinessFact | None) -> BusinessFact:
    return BusinessFact(
        id=version_in(batch.id, new.series),
        series=new.series,
        business_id=new.business,
        batch=batch,
        source_id=new.source,
        supersedes=known,
        kind=new.kind,
        value=new.value,
        counterpart_id=new.counterpart,
        amount_fen=new.amount_fen,
        happened_on=new.happened_on,
        ended_on=new.ended_on,
        document_no=new.document_no,
    )


def _one_each(facts: Iterable[NewBusinessFact]) -> dict[UUID, NewBusinessFact]:
    found: dict[UUID, NewBusinessFact] = {}
    for new in facts:
        if found.setdefault(new.series, new) != new:
            raise errors.FactTwice()
    return found


def _require_registered(facts: Iterable[NewBusinessFact]) -> None:
    wanted = {key for new in facts for key in (new.business, new.counterpart) if key is not None}
    if Business.objects.filter(id__in=wanted).count() < len(wanted):
        raise errors.BusinessNotRegistered("code")
