"""What a register says of somebody who is registered already otherwise: told with its place, never changed by a table.

A telephone opens doors and is verified with its owner; a household is moved with a reason. Both are changed on the
person's page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xiangxin.kernel.errors import Finding
from xiangxin.office.intake.candidates import Candidate
from xiangxin.office.intake.words import tell
from xiangxin.office.parties.checks import phone_of
from xiangxin.office.parties.models import Contact, Membership
from xiangxin.office.parties.opening import opened
from xiangxin.office.parties.queries.households import standing_households


def differing(known: Sequence[Candidate]) -> Iterator[Finding]:
    """Notes about rows of registered persons whose telephone or household is another. Belongs inside a reading.

    A row without a telephone says nothing about it.
    """
    persons = [one.person for one in known]
    phones = {
        (row.person_id, opened(row, "phone_sealed"))
        for row in Contact.objects.filter(person__in=persons, to_on__isnull=True)
    }
    rows = Membership.objects.filter(person__in=persons, left_on__isnull=True)
    homes = set(rows.values_list("person", "household"))
    named = {one.registration.household for one in known if one.registration is not None}
    standing = standing_households(one for one in named if one is not None)
    for one in known:
        new = one.registration
        if new is None:
            continue
        if new.phone and (one.person, phone_of(new.phone)) not in phones:
            yield tell("phone_differs", one.row.where)
        if (one.person, new.household and standing[new.household]) not in homes:
            yield tell("household_differs", one.row.where)
