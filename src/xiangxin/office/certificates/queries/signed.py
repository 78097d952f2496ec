"""What a key has signed: whose certificates have to be fetched again when it is revoked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.portions import portions
from xiangxin.kernel.text import Text
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.audit.queries import entries
from xiangxin.office.audit.reads import reading
from xiangxin.office.certificates.models import Certificate, IssuerKey

SIGNED = "certificates.file_signed"


@dataclass(frozen=True, slots=True)
class SignedLine:
    """A certificate that is not over; ``case`` is the number of its line, by which the bank knows it."""

    bank: Text
    case: str
    number: str
    files: int


def signed_with(by: Actor, kid: str) -> list[SignedLine]:
    """Certificates of which a file was signed on the days of a key, by bank and case.

    On a day on which the key changed the other one may have signed, so there may be some too many and none too few.
    """
    row, today = IssuerKey.objects.get(kid=kid), timezone.localdate()
    found = entries(act=SIGNED, from_on=row.from_on, to_on=row.until_on)
    files = Counter(UUID(about.rpartition(":")[2]) for about in found.values_list("object", flat=True))
    lines, persons = [], set()
    with reading(by, purpose="audit", ground="duty", what="certificates.signed_with") as look:
        for some in portions(sorted(files), ROWS_A_STATEMENT):
            rows = Certificate.objects.filter(id__in=list(some), withdrawn_on=None, expires_on__gte=today)
            for one in rows.select_related("grant", "receiver"):
                persons.add(one.person_id)
                lines.append(SignedLine(one.receiver.called, one.grant.number, one.number, files[one.id]))
        look.showed(persons, ["certificate"])
    return sorted(lines, key=lambda line: (line.bank.zh, line.case))
