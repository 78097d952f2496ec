"""A code that the holder makes to be checked by somebody opposite: it lives for minutes and works a few times.

What is answered is valid or not, and nothing else: a code that never was, ran out, was used up, and one of a
certificate that is valid no more, are answered alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.utils import timezone

from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import Actor, system
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.erasing import forget
from xiangxin.office.audit.reads import reading
from xiangxin.office.certificates import errors
from xiangxin.office.certificates.models import Certificate, ShownCode
from xiangxin.office.certificates.standing import is_valid
from xiangxin.office.certificates.terms import LIMITS
from xiangxin.office.consent.actions.delivering import may_act
from xiangxin.office.consent.numbers import new_number, read_number
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.vault.sealing import blind_index

KIND = "certificate_code"
AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class MadeCode:
    """A code just made. ``code`` is shown to the holder once and stands nowhere."""

    code: str = field(repr=False)
    expires_at: datetime
    uses: int


def make_code(by: Viewer, person: UUID, certificate: UUID) -> MadeCode:
    """A code for a certificate of the person; an earlier one stops working.

    Errors: ``NotYours``, ``NoMandate``, ``MayNotTake``, ``AddressUnknown``, ``CertificateOver``, ``CodesUsedUp``.
    """
    may_act(by, person)
    now, code = timezone.now(), new_number()
    with act("certificates.code_made", by=by.actor, person=person, purpose=OBJECTION) as done:
        row = _own(person, certificate)
        done.about = f"certificates.certificate:{row.id}"
        if not is_valid(row, timezone.localdate(now)):
            raise errors.CertificateOver()
        if (
            ShownCode.objects.filter(person=person, made_at__gt=now - timedelta(days=1)).count()
            >= LIMITS["codes_a_day"]
        ):
            raise errors.CodesUsedUp(limit=LIMITS["codes_a_day"])
        for earlier in ShownCode.objects.filter(certificate=row, expires_at__gt=now):
            earlier.expires_at = now
            earlier.save(update_fields=["expires_at"])
            done.wrote(earlier)
        made = ShownCode(
            certificate=row,
            person_id=person,
            digest=blind_index(KIND, code),
            made_at=now,
            expires_at=now + timedelta(minutes=LIMITS["code_minutes"]),
            uses_left=LIMITS["code_uses"],
        )
        made.save(force_insert=True)
        done.wrote(made)
    return MadeCode(code, made.expires_at, made.uses_left)


def check_code(typed: str, place: str) -> bool:
    """Whether the certificate behind a code is valid now; ``place`` is a digest of where the question comes from.

    A code that leads to a certificate loses one of its uses, whatever the answer. ``TooManyChecks``.
    """
    _count(place)
    number, now = read_number(typed), timezone.now()
    if number is None or not _leads_somewhere(number, now):
        return False
    with act("certificates.code_used", by=system("certificates.check"), purpose=OBJECTION) as done:
        row = (
            ShownCode.objects.select_for_update(of=("self",))
            .select_related("certificate__grant")
            .filter(digest=blind_index(KIND, number), expires_at__gt=now, uses_left__gt=0)
            .first()
        )
        if row is None:
            return False
        row.uses_left -= 1
        row.save(update_fields=["uses_left"])
        done.wrote(row)
        done.about, done.person = f"certificates.certificate:{row.certificate_id}", row.person_id
        return is_valid(row.certificate, timezone.localdate(now))


def forget_codes(by: Actor) -> int:
    """Delete codes that nobody asks about any more; how many."""
    old = ShownCode.objects.filter(expires_at__lt=timezone.now() - timedelta(days=LIMITS["codes_kept_days"]))
    return forget(by, "certificates.codes_forgotten", old, "retention", counted="codes")


def _own(person: UUID, certificate: UUID) -> Certificate:
    row = Certificate.objects.select_related("grant").filter(id=certificate, person=person).first()
    if row is None:
        raise AddressUnknown()
    return row


def _leads_somewhere(number: str, now: datetime) -> bool:
    """Asked before an act opens, so that guessing writes nothing into the log."""
    with reading(system("certificates.check"), purpose=OBJECTION, ground="own", what="certificates.check") as look:
        look.showed_nobody()
        rows = ShownCode.objects.filter(digest=blind_index(KIND, number), expires_at__gt=now, uses_left__gt=0)
        return rows.exists()


def _count(place: str) -> None:
    """Count a question from one place within the hour; ``TooManyChecks``."""
    key = f"certificates.checks.{place}"
    cache.add(key, 0, AN_HOUR)
    if cache.incr(key) > LIMITS["checks_an_hour"]:
        raise errors.TooManyChecks(limit=LIMITS["checks_an_hour"])
