"""Which consents ground something on a day: the meaning of decisions 4 and 14, once, as a query.

The engine's gates say the same of the same rows (``scoring.gates``, ``scoring.duck.consents``); a test holds them
against each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.scope import in_force
from xiangxin.office.consent import errors
from xiangxin.office.consent.deployment import law
from xiangxin.office.consent.grounds import registry
from xiangxin.office.consent.models import Consent

KIND = ("person", "purpose", "receiver", "field_class")
"""What makes two consents the same kind: a withdrawal closes all of a kind that began by then."""


def receivers_of(institution: UUID | None, purpose: str, on: date) -> QuerySet[Institution]:
    """The institutions whose consents somebody at ``institution`` may rely on: its own, and the bank of a branch."""
    if institution is None:
        return Institution.objects.none()
    own = Q(id=institution) | Q(children__id=institution, children__kind=InstitutionKind.BRANCH)
    kinds = sorted(registry().receivers.get(purpose, frozenset()))
    return Institution.objects.filter(own, in_force(on), kind__in=kinds)


def live(purpose: str, classes: Iterable[str], on: date) -> QuerySet[Consent]:
    """Consents to one of ``classes`` for ``purpose`` that are in force on ``on``, whoever receives."""
    return live_for_anything(on).filter(purpose=purpose, field_class__in=sorted(classes))


def live_for_anything(on: date) -> QuerySet[Consent]:
    """Consents in force on ``on``, whatever for and whoever receives: for counting, and for the person."""
    withdrawn_since = Consent.objects.filter(
        **{name: OuterRef(name) for name in KIND}, withdrawn_on__gte=OuterRef("from_on")
    )
    in_writing = Q(written=True) | ~Q(field_class__in=sorted(law().written_consents))
    return Consent.objects.filter(
        in_force(on),
        in_writing,
        ~Exists(withdrawn_since),
        awaits=False,
        notice_delivered_on__lte=F("from_on"),
        withdrawn_on__isnull=True,
    )


def exists(rows: QuerySet[Any, Any]) -> Combinable:
    """Whether there is one. The database chooses whether to ask of each row or to make a list of all beforehand."""
    return Exists(rows)


def any_of(rows: QuerySet[Any, Any]) -> Combinable:
    """The same, but always asked of each row."""
    one = Subquery(rows.annotate(there=Value(True, BooleanField())).values("there")[:1])
    return Coalesce(one, Value(False), output_field=BooleanField())


def gap(rows: Iterable[Consent], on: date) -> errors.NoGround:
    """What the latest of these consents of one person, purpose, receiver and class lacks, when none is in force."""
    known = list(rows)
    if not known:
        return errors.NoConsent()
    withdrawn_on = max((row.withdrawn_on for row in known if row.withdrawn_on is not None), default=None)
    since = [row for row in known if row.withdrawn_on is None and (withdrawn_on is None or row.from_on > withdrawn_on)]
    if not since:
        return errors.ConsentWithdrawn()
    return _lacks(max(since, key=lambda row: row.from_on), on)


def _lacks(row: Consent, on: date) -> errors.NoGround:
    if row.notice_delivered_on > row.from_on:
        return errors.NoticeTooLate()
    if row.from_on > on:
        return errors.ConsentNotBegun()
    if row.to_on is not None and row.to_on < on:
        return errors.ConsentExpired()
    if row.awaits:
        return errors.ConsentUnconfirmed()
    return errors.ConsentNotWritten()
