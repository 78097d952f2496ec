"""Answers the sign-in of households: who gave this phone, and whether the second fact is right.

A phone alone opens nothing: numbers are handed to other people, so the whole identity number is asked too, or the word
set at a station; its last four characters stand on masked cards and are asked nowhere. And a phone that somebody
wrote down opens nothing at all: only a number that was verified with the person at a station leads in. Where that
station wrote the number down itself, nobody else vouches for it, and the sign-in says so.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from uuid import UUID

from xiangxin.kernel.typed import compact
from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.household import Found
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.reads import reading
from xiangxin.office.parties.checks import phone_of
from xiangxin.office.parties.errors import PhoneWrong
from xiangxin.office.parties.models import Contact, Person
from xiangxin.office.parties.opening import opened
from xiangxin.office.vault.sealing import blind_index

BY = system("parties.household_sign_in")


class Finder:
    """The finder over this room's persons. The dead are not found."""

    def by_phone(self, phone: str) -> Sequence[Found]:
        """Everybody living who is reached at this number now and showed so."""
        try:
            index = blind_index("phone", phone_of(phone))
        except PhoneWrong:
            return ()
        with reading(BY, purpose=OBJECTION, ground="own", what="parties.sign_in_phone") as look:
            rows = Contact.objects.filter(
                phone_index=index, to_on__isnull=True, verified_on__isnull=False, person__died_on__isnull=True
            )
            told = rows.order_by("person").values_list("person_id", "person__area", "station")
            found = [Found(*row) for row in told]
            look.showed([one.person for one in found], ["phone"])
        return found

    def has_number(self, person: UUID, typed: str) -> bool:
        """Whether this is the identity number; somebody who is not there takes as long as somebody who is."""
        number = self._number(person)
        return (
            hmac.compare_digest((number or "0" * 18).encode(), compact(typed).upper().encode()) and number is not None
        )

    def is_seen_in(self, person: UUID, digits: str) -> bool:
        """Whether these digits stand in the identity number, which whoever holds the card reads."""
        return compact(digits).upper() in (self._number(person) or "")

    def _number(self, person: UUID) -> str | None:
        with reading(BY, purpose=OBJECTION, ground="own", what="parties.sign_in_fact") as look:
            row = Person.objects.filter(id=person, died_on__isnull=True).first()
            number = None if row is None else opened(row, "id_number_sealed")
            look.showed([] if row is None else [row.id], ["id_number"])
        return number
