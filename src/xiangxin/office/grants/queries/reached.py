"""Cases of the viewer's bank for lists by village, and how the result of one follows.

Every row passes the gate for each class of consent its result rests on, at every look. Nothing is cached.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import place_name, place_today
from xiangxin.office.audit.reads import Reading, reading
from xiangxin.office.consent.gate import persons_open_to, require
from xiangxin.office.consent.queries import takers_of
from xiangxin.office.grants.models import Grant, HumanRequest
from xiangxin.office.grants.rules import PURPOSE, cases_of, open_requests
from xiangxin.office.parties.queries.cards import PersonCard, card_of
from xiangxin.office.runs.explaining import explain
from xiangxin.office.runs.models import Result
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.scoring.explanation import Explanation

LISTED = (*PersonCard.SHOWN, "grant")
"""What a person is told when a line about them was shown."""
WHOLE = (*PersonCard.SHOWN, "grant", "result", "credit_file")
"""The same for the page of their case."""


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases while they are read; whoever shows some says which."""

    rows: QuerySet[Grant]
    look: Reading

    def showed(self, rows: Sequence[Grant]) -> None:
        """Note whose cases leave."""
        self.look.showed((row.person_id for row in rows), LISTED)


@contextmanager
def cases_in(viewer: Viewer, what: str, *states: str) -> Iterator[Cases]:
    """The viewer's cases in these states, each open to the viewer today; all states where none is named."""
    with reading(viewer.actor, purpose=PURPOSE, ground="consent", what=what, institution=viewer.institution) as look:
        look.showed_nobody()
        rows = Grant.objects.filter(open_cases_of(viewer)).select_related("person", "receiver")
        yield Cases(rows.filter(state__in=states) if states else rows, look)


def open_cases_of(viewer: Viewer, on: date | None = None) -> Q:
    """The condition for the viewer's cases whose person is open to the viewer: in every class each rests on."""
    today = on or timezone.localdate()
    mine = cases_of(viewer)
    found = Q(pk__in=[])
    for classes in Grant.objects.filter(mine).order_by().values_list("classes", flat=True).distinct():
        found |= Q(classes=classes) & persons_open_to(viewer, PURPOSE, classes.split(";"), today).where("person")
    return mine & found


@dataclass(frozen=True, slots=True)
class Why:
    """Where a result comes from. ``explanation`` is None where the result was deleted with a ground.

    ``asked``: lines the person says are wrong.
    """

    grant: Grant
    card: PersonCard = field(repr=False)
    place: str
    explanation: Explanation | None
    asked: tuple[str, ...]


def why(viewer: Viewer, grant: UUID) -> Why:
    """How the result of one case follows. ``AddressUnknown`` outside the viewer's bank and area; a ``NoGround``."""
    with reading(viewer.actor, purpose=PURPOSE, ground="consent", what="grants.case") as look:
        look.showed_nobody()
        rows = Grant.objects.select_related("person", "receiver", "run__adoption__policy")
        row = rows.filter(cases_of(viewer), id=grant).first()
    if row is None:
        raise AddressUnknown
    require("consent", row.person_id, PURPOSE, row.classes.split(";"), viewer, timezone.localdate())
    with reading(
        viewer.actor, purpose=PURPOSE, ground="consent", what="grants.why", institution=viewer.institution
    ) as look:
        result = Result.objects.select_related("run__adoption__policy", "run__receiver").filter(id=row.result).first()
        request = open_requests().filter(grant=row).first()
        found = Why(
            row,
            card_of(row.person),
            place_today(row.area),
            None if result is None else explain(result),
            _asked(request),
        )
        look.showed([row.person_id], WHOLE)
    return found


def _asked(request: HumanRequest | None) -> tuple[str, ...]:
    return () if request is None else tuple(one for one in request.about.split(";") if one)


@dataclass(frozen=True, slots=True)
class Asking:
    """A request for another human being on the list. ``mine``: the viewer may answer it."""

    request: HumanRequest
    grant: Grant
    mine: bool
    late: bool


def requests_of(viewer: Viewer) -> list[Asking]:
    """Requests that wait for an answer, the one due first first."""
    today = timezone.localdate()
    with cases_in(viewer, "grants.requests") as cases:
        rows = open_requests().filter(grant__in=cases.rows.values("id"))
        rows = rows.select_related("grant__person").order_by("due_on", "number")
        found = []
        for row in rows:
            deciders = row.grant.decisions.values_list("decided_by", "decided_for")
            barred = takers_of(row.person_id) | {account for pair in deciders for account in pair if account}
            found.append(Asking(row, row.grant, not viewer.accounts & barred, row.due_on < today))
        cases.showed([one.grant for one in found])
    return found


def villages_with(viewer: Viewer, *states: str) -> list[tuple[str, str]]:
    """Codes and names of the villages in which the viewer has cases in these states; nobody is named."""
    today = timezone.localdate()
    with reading(viewer.actor, purpose=PURPOSE, ground="consent", what="grants.case") as look:
        look.showed_nobody()
        rows = Grant.objects.filter(cases_of(viewer))
        rows = rows.filter(state__in=states) if states else rows
        codes = sorted(set(rows.order_by().values_list("area", flat=True).distinct()))
    return [(code, place_name(code, today)) for code in codes]
