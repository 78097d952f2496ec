"""A visit begins when the identity was checked, and ends when the keeper says so or by itself."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from xiangxin.kernel.ids import check_id_number, person_id
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account, Mandate
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.parties.actions import look_up
from xiangxin.office.parties.errors import IdNumberWrong
from xiangxin.office.station import errors
from xiangxin.office.station.choices import Shown
from xiangxin.office.station.models import Visit
from xiangxin.office.station.terms import LIMITS
from xiangxin.office.vault.keys import ring


def begin_visit(by: Viewer, id_number: str) -> Visit:
    """Serve the person whose identity card lies on the desk.

    Errors: ``NotAtADesk``, ``NobodyWithThisNumber``, ``NotForOneself``, ``SomebodyIsHere``, and those of the look-up.
    """
    station = _station(by)
    return _checked(by, _begin(by, station, person_of(id_number, "id_number"), Shown.CARD, None), id_number)


def begin_visit_by_mandate(by: Viewer, id_number: str, holder_number: str) -> Visit:
    """Serve a person through the relative who holds the person's mandate and shows the own card.

    Errors as in ``begin_visit``, and ``MandateMissing``.
    """
    station = _station(by)
    person, holder = person_of(id_number, "id_number"), person_of(holder_number, "holder_number")
    today = timezone.localdate()
    holds = Mandate.objects.filter(person=person, holder=holder, ended_at=None, from_on__lte=today, to_on__gte=today)
    mandate = holds.order_by("to_on").last()
    if mandate is None:
        raise errors.MandateMissing("holder_number")
    return _checked(by, _begin(by, station, person, Shown.MANDATE, mandate.id), id_number)


def end_visit(by: Viewer) -> Visit:
    """The person leaves the desk. ``NobodyIsHere``."""
    with act("station.visit_ended", by=by.actor, area=by.area) as done:
        visit = Visit.objects.select_for_update().filter(keeper=by.account, ended_at__isnull=True).first()
        if visit is None:
            raise errors.NobodyIsHere(minutes=LIMITS["visit_minutes"])
        done.person, done.about = visit.person, f"station.visit:{visit.id}"
        visit.ended_at = min(timezone.now(), visit.ends_at)
        visit.save(update_fields=["ended_at"])
        done.wrote(visit)
    return visit


def _station(by: Viewer) -> UUID:
    if by.role != Role.STATION_KEEPER or by.institution is None:
        raise errors.NotAtADesk()
    return by.institution


def person_of(id_number: str, field: str) -> UUID:
    """The opaque id that belongs to a number; whether there is such a person is not asked."""
    number = check_id_number(id_number)
    if isinstance(number, str):
        raise IdNumberWrong(number, field)
    return person_id(number, ring().person_key)


def _checked(by: Viewer, visit: Visit, id_number: str) -> Visit:
    """The visit, if the person is registered here and lives. The look-up is counted, found or not; without, no visit.

    A keeper finds only whom they serve, so the visit comes first and goes again.
    """
    found = None
    try:
        found = look_up(by, id_number)
    finally:
        if found is None or not found.alive:
            _undo(by, visit)
    if found is None or not found.alive:
        raise errors.NobodyWithThisNumber("id_number")
    return visit


def _undo(by: Viewer, visit: Visit) -> None:
    with act("station.visit_undone", by=by.actor, area=by.area) as done:
        done.removed(visit)
        Visit.objects.filter(id=visit.id).delete()


def _begin(by: Viewer, station: UUID, person: UUID, shown: Shown, mandate: UUID | None) -> Visit:
    """Of two visits at once one begins; one that has run out is ended first."""
    if Account.objects.filter(id__in=by.accounts, person=person).exists():
        raise errors.NotForOneself("id_number")
    now = timezone.now()
    with act("station.visit_begun", by=by.actor, person=person, area=by.area, payload={"shown": shown.value}) as done:
        over = list(
            Visit.objects.select_for_update().filter(keeper=by.account, ended_at__isnull=True, ends_at__lte=now)
        )
        for visit in over:
            visit.ended_at = visit.ends_at
            visit.save(update_fields=["ended_at"])
        visit = Visit(
            person=person,
            keeper=by.account,
            keeper_for=by.on_behalf,
            station_id=station,
            shown=shown,
            mandate=mandate,
            began_at=now,
            ends_at=now + timedelta(minutes=LIMITS["visit_minutes"]),
        )
        try:
            with transaction.atomic():
                visit.save(force_insert=True)
        except IntegrityError:
            raise errors.SomebodyIsHere() from None
        done.about = f"station.visit:{visit.id}"
        done.wrote(*over, visit)
    return visit
