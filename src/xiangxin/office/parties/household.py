"""Answers the sign-in of households: who gave this phone, and whether the second fact is right.

A phone alone opens nothing: numbers are handed to other people, so the end of the identity number is asked too. And a
phone that somebody else wrote down opens nothing at all: whoever keeps the register sees these four characters, so only
a number that was verified with the person at a station leads in.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from uuid import UUID

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
        with reading(BY, purpose="objection", ground="own", what="parties.sign_in_phone") as look:
            rows = Contact.objects.filter(
                phone_index=index, to_on__isnull=True, verified_on__isnull=False, person__died_on__isnull=True
            )
            found = [Found(*row) for row in rows.order_by("person").values_list("person_id", "person__area")]
            look.showed([one.person for one in found], ["phone"])
        return found

    def has_ending(self, person: UUID, last_four: str) -> bool:
        """Whether the identity number ends so; somebody who is not there takes as long as somebody who is."""
        with reading(BY, purpose="objection", ground="own", what="parties.sign_in_fact") as look:
            row = Person.objects.filter(id=person, died_on__isnull=True).first()
            number = "0" * 18 if row is None else opened(row, "id_number_sealed")
            look.showed([] if row is None else [row.id], ["id_number"])
        return hmac.compare_digest(number[-4:].encode(), last_four.strip().upper().encode()) and row is not None
