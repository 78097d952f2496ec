"""Runs and results, for whoever may see them: the gate is asked of every class a result rests on, at every look."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.consent.gate import persons_open_to, require
from xiangxin.office.runs.choices import RunState
from xiangxin.office.runs.models import Result, ScoringRun
from xiangxin.office.runs.rules import purpose_of, receiver_of
from xiangxin.office.shell.errors import AddressUnknown


def runs_of(viewer: Viewer) -> QuerySet[ScoringRun]:
    """Runs of the viewer's institution for the purpose of the post, within the viewer's area, the last first."""
    receiver = receiver_of(viewer)
    rows = ScoringRun.objects.filter(inside(viewer.area), receiver=receiver, purpose=purpose_of(viewer))
    return rows.select_related("adoption__policy", "receiver").order_by("-asked_at")


def run_of_viewer(viewer: Viewer, run: UUID) -> ScoringRun:
    """One of these; ``AddressUnknown``."""
    found = runs_of(viewer).filter(id=run).first()
    if found is None:
        raise AddressUnknown
    return found


def ground_of(viewer: Viewer) -> str:
    """On what the viewer reads results: the person's own file or a mandate, else the person's consent."""
    return viewer.ground if viewer.role == Role.HOUSEHOLD else "consent"


def open_results(viewer: Viewer, purpose: str, on: date | None = None, run: UUID | None = None) -> Q:
    """The condition for results that are open to the viewer today: every class that each of them rests on is.

    To be used in one query inside a reading, and not kept. ``run``: whose results are asked for, where it is one run's.
    """
    today = on or timezone.localdate()
    found = Q(pk__in=[])
    among = Result.objects.all() if run is None else Result.objects.filter(run=run)
    for classes in among.order_by().values_list("classes", flat=True).distinct():
        gate = persons_open_to(viewer, purpose, classes.split(";"), today)
        found |= Q(classes=classes) & gate.where("person")
    return found


def current_result(person: UUID, receiver: UUID, purpose: str) -> Result | None:
    """The person's result in the last run that is done. Inside a reading or an act; the caller has asked the gate."""
    rows = Result.objects.filter(
        person=person, run__receiver=receiver, run__purpose=purpose, run__state=RunState.DONE
    ).select_related("run__adoption__policy", "run__receiver")
    return rows.order_by("-run__done_at", "-run__asked_at").first()


def require_open(viewer: Viewer, result: Result, purpose: str) -> str:
    """Ask the gate for every class the result rests on; the ground. Raises a ``NoGround``, noted."""
    ground = ground_of(viewer)
    require(ground, result.person_id, purpose, result.classes.split(";"), viewer, timezone.localdate())
    return ground
