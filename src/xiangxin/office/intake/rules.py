"""Who may send which form, who sees a submission, who may be the second person, what comes too late.

Data of ``forms.yaml``, applied.
A sender sees what the own institution sent within the own area; a second person what waits within the own area. What a
bank sends, or what comes in for it, is seen and decided on by that bank alone. Nobody decides about what they sent
themselves, nor about what somebody sent whose post they hold.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from xiangxin.kernel.divisions import prefix_of
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.choices import BANKS, InstitutionKind
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.queries import any_institution, institutions_on, with_branches
from xiangxin.office.areas.scope import inside
from xiangxin.office.creditfile.new import NewFact
from xiangxin.office.intake.catalog import Form, forms
from xiangxin.office.intake.errors import FormNotYours, InstitutionMissing
from xiangxin.office.intake.keepers import AGREEMENT_KEEPERS
from xiangxin.office.intake.models import Submission

SENDERS = (Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE, Role.ACCOUNT_MANAGER, Role.DATA_PROVIDER, Role.COUNTY_OFFICE)
"""Roles that send some form."""
OF_INSTITUTION = frozenset({Role.ACCOUNT_MANAGER, Role.DATA_PROVIDER})
"""They act for an institution and see what it sends; the others see what is sent within their area."""
OF_AREA = frozenset({Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE, Role.COUNTY_OFFICE})
AGREEMENT_READERS = (*AGREEMENT_KEEPERS, Role.DATA_PROVIDER, Role.AUDITOR)
"""Who keeps agreements reads all; a provider reads its own, an auditor all."""
KEEPERS = (Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE)
"""They keep the register of persons, and say who in it is who."""


def forms_of(viewer: Viewer) -> tuple[Form, ...]:
    """The forms that the viewer's post sends, in the order of the file."""
    return tuple(form for form in forms().values() if may_send(viewer, form))


def forms_met(viewer: Viewer) -> tuple[Form, ...]:
    """The forms that the viewer's post sends or decides about: of no other one does it see anything."""
    return tuple(form for form in forms().values() if viewer.role in form.decided_by | form.sent_by)


def may_send(viewer: Viewer, form: Form) -> bool:
    """Whether the post, and the kind of its institution, send this form."""
    if viewer.role not in form.sent_by:
        return False
    if viewer.role not in OF_INSTITUTION or not form.institutions:
        return True
    own = None if viewer.institution is None else any_institution(viewer.institution)
    return own is not None and own.kind in form.institutions


def sender_of(viewer: Viewer, form: Form, on: date) -> Institution:
    """The institution that sends: the post's own, else the government of the area. ``FormNotYours`` for another post.

    A branch sends for its bank, to which people consent.
    """
    if not may_send(viewer, form):
        raise FormNotYours("form")
    own = None if viewer.institution is None else any_institution(viewer.institution)
    if own is not None:
        return own.head
    found = [
        one
        for one in institutions_on(on, None, [InstitutionKind.GOVERNMENT])
        if viewer.area.startswith(prefix_of(one.area))
    ]
    if not found:
        raise InstitutionMissing("form")
    return max(found, key=lambda one: len(prefix_of(one.area)))


def seen_by(viewer: Viewer) -> Q:
    """The submissions that a viewer may know of: within the area, of forms that the post sends or decides about."""
    here = inside(viewer.area) & Q(form__in=[form.id for form in forms_met(viewer)])
    if viewer.role in OF_INSTITUTION:
        own = whole_institution(viewer)
        return here & (Q(institution__in=own) | Q(agreement__receiver__in=own))
    if viewer.role in OF_AREA:
        return here & ~Q(institution__kind__in=BANKS) & ~Q(agreement__receiver__kind__in=BANKS)
    return Q(pk__isnull=True)


def may_decide(viewer: Viewer, form: Form, row: Submission) -> bool:
    """Whether the viewer's post and institution may be the second person for this submission."""
    if viewer.role not in form.decided_by or not viewer.covers(row.area):
        return False
    if viewer.role in OF_INSTITUTION:
        return bool(whole_institution(viewer) & _institutions_of(row))
    return bank_of(row) is None


def whole_institution(viewer: Viewer) -> frozenset[UUID]:
    """The viewer's institution with all that belongs to it; for a branch its bank too."""
    if viewer.institution is None:
        return frozenset()
    own = any_institution(viewer.institution)
    return with_branches(viewer.institution if own is None else own.head.id)


def _institutions_of(row: Submission) -> frozenset[UUID]:
    receiver = () if row.agreement is None else (row.agreement.receiver_id,)
    return frozenset({row.institution_id, *receiver})


def bank_of(row: Submission) -> UUID | None:
    """The bank to which persons must have agreed: it sends, or somebody sends for it alone; of a branch its bank."""
    for one in (row.institution, None if row.agreement is None else row.agreement.receiver):
        if one is not None and one.kind in BANKS:
            return one.head.id
    return None


def purpose_of(form: Form, row: Submission) -> str:
    """For what the rows of a submission are handled: what the agreement says, else what the form says."""
    return form.purpose if row.agreement is None else row.agreement.purpose


def ground_of(form: Form, row: Submission) -> str:
    """On what its rows are looked at: a bank reads of who agreed what goes into their file; else it is the post's duty.

    Law gives a bank no duty to look at anybody.
    """
    agreed = form.reads in ("records", "values", "coverage", "standing")
    return "consent" if agreed and bank_of(row) is not None else "duty"


def over_before(form: Form, facts: Iterable[NewFact], held: Container[UUID]) -> set[UUID]:
    """Matters whose end is told and which the file never held, by their series: they were over before they came."""
    if not form.open:
        return set()
    return {fact.series for fact in facts if fact.ended_on is not None and fact.series not in held}
