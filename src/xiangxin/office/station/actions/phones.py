"""The phone of the person at the desk: a code goes to it, the person reads it out, and the phone is theirs.

A relative with a mandate cannot do this: whoever holds the phone signs in as the person.
"""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xiangxin.kernel.typed import compact
from xiangxin.office.accounts.actions import desk_codes
from xiangxin.office.accounts.actions.desk_codes import SentCode
from xiangxin.office.accounts.actions.household import open_phone_again
from xiangxin.office.accounts.errors import PhoneUnfit
from xiangxin.office.accounts.phone import number_in
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.parties import actions as parties
from xiangxin.office.parties.errors import AlreadySo
from xiangxin.office.parties.queries.phones import phone_here
from xiangxin.office.station import errors
from xiangxin.office.station.actions.mandates import in_person
from xiangxin.office.station.models import Visit
from xiangxin.office.station.terms import LIMITS


def send_phone_code(by: Viewer, typed: str, address: str) -> SentCode:
    """Send a code to the number the person names, or with ``typed`` empty to the one in the register.

    Errors: ``NobodyIsHere``, ``OnlyInPerson``, ``NoPhoneHere``, ``PhoneUnfit``, ``CodesInVisitUsedUp``,
    ``CodesUsedUp``, ``PhoneClosed``.
    """
    visit, who = in_person(by)
    number = _number(by, visit.person, typed)
    most = LIMITS["codes_a_visit"]
    with act("station.phone_code_sent", by=by.actor, person=visit.person, area=who.area) as done:
        row = Visit.objects.select_for_update().get(id=visit.id)
        if row.codes >= most:
            raise errors.CodesInVisitUsedUp("phone", most=most)
        row.codes += 1
        row.save(update_fields=["codes"])
        done.about = f"station.visit:{row.id}"
        done.wrote(row)
        return desk_codes.send_desk_code(number, address)


def verify_phone(by: Viewer, asked: UUID, typed: str, code: str) -> None:
    """The person read ``code`` out: the number it was sent to is verified; a new number takes the old one's place.

    A phone that too many wrong second facts had shut opens again, also where it was verified before. Errors as above,
    ``DeskCodeWrong``, ``DeskCodeExpired``, ``DeskCodeUsed``.
    """
    visit, _who = in_person(by)
    number = _number(by, visit.person, typed)
    desk_codes.check_desk_code(asked, number, code)
    with transaction.atomic():
        desk_codes.use_desk_code(asked)
        open_phone_again(by, number)
        with suppress(AlreadySo):
            parties.verify_phone(by, visit.person, number, timezone.localdate())


def _number(by: Viewer, person: UUID, typed: str) -> str:
    known = phone_here(by, person) if not compact(typed) else None
    if known is None and not compact(typed):
        raise errors.NoPhoneHere("phone")
    number = number_in(typed if known is None else known.number)
    if number is None:
        raise PhoneUnfit("phone")
    return number
