"""Results go with the ground they rest on; those of a run that failed go before anybody saw them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from xiangxin.kernel.portions import portions
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import ROWS_AN_ACT, act
from xiangxin.office.audit.erasing import forget
from xiangxin.office.audit.reads import on_duty
from xiangxin.office.consent.queries.keeping import Receiving, still_kept
from xiangxin.office.runs.models import Result, ScoringRun
from xiangxin.office.runs.queries.resting import not_whole


def forget_unseen(by: Actor, run: ScoringRun) -> int:
    """Delete what a run stored before it failed; how many rows."""
    return _delete(by, Q(run=run), "dropped")


def delete_ungrounded(by: Actor, on: date) -> int:
    """Delete results of persons whose consents to the receiver, in every class the result rests on, do not keep it.

    How many; safe to run twice.
    """
    with on_duty(by, "runs.retention"):
        gone = list(_ungrounded(on))
    return sum(_delete(by, which, "no_ground") for which in gone)


def drop_frozen(by: Actor, on: date) -> int:
    """Drop the rows that results were made from where something of them may not be read any more; how many.

    The results stay, explained by their codes, until their own ground ends or a later run; what a panel's ratings came
    to goes with the rows, and that so many counted stays. Safe to run twice.
    """
    dropped = 0
    with on_duty(by, "runs.retention"):
        ids = list(Result.objects.filter(frozen_sealed__isnull=False).order_by("run").values_list("id", flat=True))
    for some in portions(ids, ROWS_AN_ACT):
        with act("runs.frozen_dropped", by=by, payload={"on": on}) as done:
            rows = Result.objects.filter(id__in=some, frozen_sealed__isnull=False)
            gone = list(not_whole(rows.select_related("run__adoption__policy"), on))
            Result.objects.filter(id__in=[row.id for row in gone]).update(frozen_sealed=None, review_sum=None)
            done.wrote(*gone)
            done.payload["results"] = len(gone)
        dropped += len(gone)
    return dropped


def _ungrounded(on: date) -> Iterator[Q]:
    """Conditions on results that may not stay, each for some persons."""
    kinds = Result.objects.order_by().values_list("run__receiver", "run__purpose", "classes").distinct()
    for receiver, purpose, classes in kinds:
        of_kind = Q(run__receiver=receiver, run__purpose=purpose, classes=classes)
        persons = set(Result.objects.filter(of_kind).values_list("person", flat=True).distinct())
        kept = set(persons)
        for field_class in classes.split(";"):
            kept = still_kept(kept, field_class, on, Receiving(receiver, purpose))
        gone = sorted(persons - kept)
        for some in portions(gone, ROWS_AN_ACT):
            yield of_kind & Q(person__in=some)


def _delete(by: Actor, which: Q, reason: str) -> int:
    due = Result.objects.filter(which)
    return forget(by, "runs.results_deleted", due, reason, {"reason": reason}, counted="results")
