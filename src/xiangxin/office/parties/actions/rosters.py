"""People of rosters: kept for one institution's notice, for a term, then deleted for good."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from xiangxin.kernel.portions import portions
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import Actor, system
from xiangxin.office.audit.acts import ROWS_A_STATEMENT, act
from xiangxin.office.audit.erasing import delete_rows, forget
from xiangxin.office.audit.reads import on_duty
from xiangxin.office.consent.queries import agreeing_with
from xiangxin.office.parties.actions.arrivals import lock_arrival
from xiangxin.office.parties.actions.asking import count_asking
from xiangxin.office.parties.checks import day_of, name_of, phone_of
from xiangxin.office.parties.choices import Asked
from xiangxin.office.parties.errors import AlreadySo, NameWrong, PhoneWrong
from xiangxin.office.parties.models import RosterContact, RosterRefusal
from xiangxin.office.parties.new import NewRosterContact
from xiangxin.office.parties.opening import opened
from xiangxin.office.parties.queries.rosters import PURPOSE, own_roster, unwilling, unwilling_among
from xiangxin.office.parties.terms import roster_days
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.vault.sealing import seal_on


def add_roster(
    by: Actor, rows: Iterable[NewRosterContact], receiver: UUID, on: date, arrival: UUID | None = None
) -> int:
    """Keep those of a roster whom ``receiver`` has to notify; answers how many are new.

    ``arrival``: the submission that brings them and until whose end nobody meets them; ``ArrivalUnknown`` where it has
    ended. Whom another submission of the institution is bringing stays that one's.

    Whoever agreed with the institution needs no roster, whoever said no to it is left in peace, whoever is on its list
    already is not put on it twice, and a row whose name or phone cannot be one is left out. That somebody is registered
    changes nothing: the institution may not know it.
    """
    wanted = {row.person: row for row in rows}
    with act("parties.roster_added", by=by, about=f"areas.institution:{receiver}", payload={"on": on}) as done:
        lock_arrival(arrival)
        known = _known(list(wanted), receiver, on)
        built = [_build(row, receiver, on, arrival) for key, row in wanted.items() if key not in known]
        fresh = [row for row in built if row is not None]
        RosterContact.objects.bulk_create(fresh, batch_size=ROWS_A_STATEMENT)
        done.payload |= {"new": len(fresh), "left_out": len(built) - len(fresh)}
        done.wrote(*fresh)
    return len(fresh)


def note_delivery(by: Viewer, id_: UUID, on: date) -> RosterContact:
    """The institution's notice reached this person on ``on``."""
    with (
        own_roster(by, "parties.roster_delivery") as (rows, _),
        act("parties.roster_notified", by=by.actor, purpose=PURPOSE, payload={"on": on}) as done,
    ):
        row = rows.select_for_update().filter(id=id_).first()
        if row is None:
            raise AddressUnknown
        done.person, done.area = row.person, row.area
        if row.notified_on is not None:
            raise AlreadySo
        row.notified_on = day_of(on, timezone.localdate(), row.received_on)
        row.save(update_fields=["notified_on"])
        done.wrote(row)
    return row


def note_refusals(by: Viewer, persons: Collection[UUID], on: date) -> int:
    """These people of the viewer's own roster said no to its notice: their contacts go, and nobody comes again.

    Answers how many. ``NotAllowed`` for whoever is no account manager of an institution.
    """
    with (
        own_roster(by, "parties.roster_refusal") as (rows, _),
        act("parties.roster_refused", by=by.actor, purpose=PURPOSE, area=by.area, payload={"on": on}) as done,
    ):
        gone = list(rows.filter(person__in=list(persons)))
        noted = [RosterRefusal(person=row.person, receiver_id=row.receiver_id, refused_on=on) for row in gone]
        done.payload["persons"] = len(gone)
        delete_rows(done, gone, "no_ground")
        RosterRefusal.objects.bulk_create(noted)
        done.wrote(*noted)
    return len(gone)


def open_roster_contact(by: Viewer, id_: UUID) -> tuple[str, str]:
    """Name and phone of somebody of the viewer's own roster, to deliver the notice; uses up one of the allowance."""
    with own_roster(by, "parties.roster_line") as (rows, look):
        row = rows.filter(id=id_).first()
        if row is None:
            raise AddressUnknown
        count_asking(by, Asked.UNMASK, found=True)
        look.showed([row.person], ["name_whole", "phone_whole"])
        return opened(row, "name_sealed"), opened(row, "phone_sealed")


def delete_expired_contacts(on: date) -> int:
    """Delete everybody of a roster whose term ended before ``on``, or who answered its institution; answers how many.

    That somebody said no is forgotten once they have agreed. Safe to run twice.
    """
    by, over, agreed = system("parties.delete_expired_contacts"), Q(delete_on__lt=on), Q()
    with on_duty(by, "parties.retention"):
        for receiver in _receivers(RosterContact):
            answered = Q(person__in=agreeing_with(receiver, PURPOSE, on)) | unwilling(receiver, on)
            over |= Q(receiver=receiver) & answered
        for receiver in _receivers(RosterRefusal):
            agreed |= Q(receiver=receiver, person__in=agreeing_with(receiver, PURPOSE, on))
    contacts, refusals = RosterContact.objects.filter(over), RosterRefusal.objects.filter(agreed or Q(pk__in=[]))
    gone = forget(by, "parties.roster_forgotten", contacts, "retention", {"on": on}, counted="deleted")
    forget(by, "parties.roster_refusals_forgotten", refusals, "retention", {"on": on}, counted="deleted")
    return gone


def _receivers(kind: type[RosterContact | RosterRefusal]) -> set[UUID]:
    """The institutions of which there are rows."""
    return set(kind._default_manager.order_by().values_list("receiver", flat=True).distinct())


def _known(persons: list[UUID], receiver: UUID, on: date) -> set[UUID]:
    """Those of ``persons`` who agreed with this institution or said no to it, or are on its list."""
    found: set[UUID] = set()
    for some in portions(persons, ROWS_A_STATEMENT):
        found |= set(RosterContact.every.filter(receiver=receiver, person__in=some).values_list("person", flat=True))
        found |= set(agreeing_with(receiver, PURPOSE, on).filter(person__in=some))
    return found | unwilling_among(persons, receiver, on)


def _build(new: NewRosterContact, receiver: UUID, on: date, arrival: UUID | None) -> RosterContact | None:
    try:
        name, phone = name_of(new.name), phone_of(new.phone)
    except (NameWrong, PhoneWrong):
        return None
    row = RosterContact(
        person=new.person,
        receiver_id=receiver,
        area=new.area,
        received_on=on,
        delete_on=on + timedelta(days=roster_days()),
        arrival=arrival,
    )
    seal_on(row, "name_sealed", name)
    seal_on(row, "phone_sealed", phone)
    return row
