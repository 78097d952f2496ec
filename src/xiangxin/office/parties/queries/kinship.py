"""Who does not decide on whom. The only reader of kinship; its purpose is the review's recusal and is not a parameter.

Nothing here says how two people are related, and nothing that scores may import it.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.reads import reading
from xiangxin.office.parties.models import Kinship, Membership


def kin_of(by: Actor, person: UUID) -> frozenset[UUID]:
    """Everybody who is stated to be kin of ``person`` or belongs to the same household."""
    with reading(by, purpose="review", ground="duty", what="parties.kinship") as look:
        stated = Kinship.objects.filter(Q(one=person) | Q(other=person)).values_list("one_id", "other_id")
        homes = Membership.objects.filter(person=person, left_on__isnull=True).values("household")
        together = Membership.objects.filter(household__in=homes, left_on__isnull=True)
        found = {id_ for pair in stated for id_ in pair} | set(together.values_list("person_id", flat=True))
        look.showed([person], ["kinship"])
    return frozenset(found - {person})
