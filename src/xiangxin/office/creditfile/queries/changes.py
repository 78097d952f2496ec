"""Whose file is another than at some instant: what came, was replaced, went, answered, disputed, rated, or agreed to.

Only ids leave. What follows from time alone (an age, a term that runs out) is no change of a file and not found here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from xiangxin.kernel.portions import portions
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.audit.queries import deleted_since
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.choices import FILE, Ended
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.consent.models import Consent, DeletionOrder
from xiangxin.office.creditfile.lenders import answers_of_lenders, facts_of_lenders
from xiangxin.office.creditfile.models import Coverage, Dispute, Fact, Rating, Supersession
from xiangxin.office.parties.models import Membership, Person

WHAT = "creditfile.changes"
REVIEW = "review"
DELETED = "creditfile.facts_deleted"


def changed_since(viewer: Viewer, area: str, purpose: str, receiver: UUID, since: datetime) -> frozenset[UUID]:
    """Persons of an area who are open to the viewer now and whose file, or whose household's, changed after ``since``.

    Facts and answers by the instant their batch was shown; disputes, ratings of panels, consents, those to a review
    too, and households by the day, that of ``since`` included; nothing that stands in another lender's books than
    ``receiver``'s. Of what was deleted only that something went, of whichever source. Errors: those of the gate.
    """
    today, day = timezone.localdate(), timezone.localdate(since)
    gate = persons_open_to(viewer, purpose, [FILE], today)
    with reading(viewer.actor, purpose=purpose, ground=gate.ground, what=WHAT, institution=viewer.institution) as look:
        look.showed_nobody()
        batch, of_fact = Q(batch__shown_at__gt=since), facts_of_lenders([receiver], "fact__")
        answers = answers_of_lenders([receiver])
        households = Membership.objects.filter(Q(joined_on__gte=day) | Q(left_on__gte=day)).values("household")
        touched: tuple[QuerySet[Any, UUID], ...] = (
            Fact.objects.filter(batch, facts_of_lenders([receiver])).values_list("person", flat=True),
            Supersession.objects.filter(batch, of_fact).values_list("person", flat=True),
            Coverage.objects.filter(batch, answers).values_list("person", flat=True),
            Coverage.objects.filter(answers, withdrawn_in__shown_at__gt=since).values_list("person", flat=True),
            Dispute.objects.filter(of_fact, Q(opened_on__gte=day) | Q(ended_on__gte=day)).values_list(
                "person", flat=True
            ),
            Rating.objects.filter(Q(opened_on__gte=day) | Q(closed_on__gte=day)).values_list("person", flat=True),
            # What a source repairs is erased with all that hangs on it; only that something went is known.
            deleted_since(DELETED, since),
            _agreed(purpose, receiver, since).values_list("person", flat=True),
            _erased(purpose, receiver, since).values_list("person", flat=True),
            Membership.objects.filter(household__in=households).values_list("person", flat=True),
        )
        persons = {one for rows in touched for one in rows.distinct().order_by()}
        persons |= _with_them(persons)
        open_ = Person.objects.filter(inside(viewer.area), inside(area), gate.where("id"))
        return frozenset(one for one in open_.values_list("id", flat=True) if one in persons)


def _agreed(purpose: str, receiver: UUID, since: datetime) -> QuerySet[Consent]:
    """Consents that began, ended or were withdrawn since."""
    day, today = timezone.localdate(since), timezone.localdate()
    began = Q(given_at__gt=since) | Q(confirmed_at__gt=since) | Q(from_on__gte=day, from_on__lte=today)
    ended = Q(withdrawn_on__gte=day) | Q(to_on__gte=day, to_on__lt=today)
    return Consent.objects.filter(began | ended, _counting(purpose, receiver))


def _erased(purpose: str, receiver: UUID, since: datetime) -> QuerySet[DeletionOrder]:
    """What is left of consents that were erased since: within its cool-off a withdrawal leaves no row of them."""
    return DeletionOrder.objects.filter(_counting(purpose, receiver), ended=Ended.ERASED, ordered_at__gt=since)


def _counting(purpose: str, receiver: UUID) -> Q:
    """Consents that a run rests on: those to its receiver, and those to any panel."""
    return Q(purpose=purpose, receiver=receiver) | Q(purpose=REVIEW)


def _with_them(persons: set[UUID]) -> set[UUID]:
    """Who lives in a household with any of them: what a member disclosed may count for others of it."""
    found: set[UUID] = set()
    for some in portions(sorted(persons), ROWS_A_STATEMENT):
        homes = Membership.objects.filter(person__in=some, left_on__isnull=True).values("household")
        found |= set(
            Membership.objects.filter(household__in=homes, left_on__isnull=True).values_list("person", flat=True)
        )
    return found
