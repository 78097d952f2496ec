"""Mandates and slips at the desk: the person who is here lets somebody act for them, takes it back, or gets a slip."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from xiangxin.kernel.typed import sentence
from xiangxin.office.accounts.actions import household
from xiangxin.office.accounts.actions.slips import IssuedSlip
from xiangxin.office.accounts.household import Found
from xiangxin.office.accounts.models import Mandate
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.parties.actions import tell_phones
from xiangxin.office.station import errors
from xiangxin.office.station.actions.visits import person_of
from xiangxin.office.station.choices import Shown
from xiangxin.office.station.models import MandatePaper, Visit
from xiangxin.office.station.queries import card_at_desk, visit_of
from xiangxin.office.station.terms import LIMITS

PAPER_LIMIT = 40


def register_mandate(by: Viewer, holder_number: str, days: int, paper_ref: str) -> MandatePaper:
    """The person who is here signed a mandate for the holder of this number, for so many days from today.

    It lets the holder look, object and take back; never agree. Errors: ``NobodyIsHere``, ``OnlyInPerson``,
    ``IdNumberWrong``, ``PaperNumberWrong``, ``PaperTaken``, and those of ``give_mandate``.
    """
    visit, who = in_person(by)
    holder = person_of(holder_number, "holder_number")
    ref = sentence(paper_ref)
    if not 0 < len(ref) <= PAPER_LIMIT or not ref.isprintable():
        raise errors.PaperNumberWrong("paper_ref")
    with act("station.mandate_registered", by=by.actor, person=who.person, area=who.area) as done:
        mandate = household.give_mandate(by, who, holder, days)
        row = MandatePaper(
            mandate=mandate.id,
            person=who.person,
            paper_ref=ref,
            station_id=visit.station_id,
            keeper=by.account,
            signed_at=timezone.now(),
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise errors.PaperTaken("paper_ref") from None
        done.about = f"station.mandatepaper:{row.id}"
        done.wrote(row)
    return row


def end_mandate(by: Viewer, mandate_id: UUID) -> Mandate:
    """The person who is here takes a mandate back. ``NobodyIsHere``, ``OnlyInPerson``, ``MandateUnknown``."""
    _visit, who = in_person(by)
    if not Mandate.objects.filter(id=mandate_id, person=who.person, ended_at=None).exists():
        raise errors.MandateUnknown()
    return household.end_mandate(by, mandate_id)


def issue_slip(by: Viewer, pin: str) -> IssuedSlip:
    """A slip with which whoever is here signs in once: the person, or the holder of the mandate. Shown this once.

    ``pin`` is what they typed at the desk themselves. A phone that was verified is told that a slip was printed.
    Errors: ``NobodyIsHere``, ``PinUnfit``.
    """
    visit, who = _here(by)
    if visit.mandate is not None:
        slip = household.issue_mandate_slip(by, who, visit.mandate, pin)
    else:
        slip = household.issue_slip(by, who, pin)
    tell_phones(who.person, "slip")
    return slip


def set_word(by: Viewer, typed: str) -> None:
    """The word of the person who is here. ``NobodyIsHere``, ``OnlyInPerson``, ``WordUnfit``."""
    _visit, who = in_person(by)
    household.set_word(by, who, typed)


def _here(by: Viewer) -> tuple[Visit, Found]:
    visit = visit_of(by)
    card = None if visit is None else card_at_desk(by)
    if visit is None or card is None:
        raise errors.NobodyIsHere(minutes=LIMITS["visit_minutes"])
    return visit, Found(visit.person, card.area)


def in_person(by: Viewer) -> tuple[Visit, Found]:
    """The visit of a person who came in person; ``NobodyIsHere``, ``OnlyInPerson`` for a relative with a mandate."""
    visit, who = _here(by)
    if visit.shown != Shown.CARD:
        raise errors.OnlyInPerson()
    return visit, who
