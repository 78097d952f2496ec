"""Slips of paper: made here, shown once, kept as a keyed digest only."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.crypto import salted_hmac

from xiangxin.kernel.typed import compact
from xiangxin.office.accounts.choices import SlipKind
from xiangxin.office.accounts.models import Account, Mandate, Slip
from xiangxin.office.accounts.rules import term
from xiangxin.office.audit.acts import Act

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters that are not taken for each other on paper."""
GROUPS, GROUP = 3, 4


@dataclass(frozen=True, slots=True)
class IssuedSlip:
    """A slip just made. ``code`` stands on the paper and nowhere else; it cannot be shown again."""

    slip: Slip
    code: str

    @property
    def expires_at(self) -> datetime:
        """When it stops opening."""
        return self.slip.expires_at


@dataclass(frozen=True, slots=True)
class AtDesk:
    """Where a household's slip is printed, and the digits that whoever gets it chose there."""

    station: UUID | None
    pin: str = field(repr=False)


def make_slip(
    done: Act,
    kind: SlipKind,
    account: Account,
    issued_by: Account | None,
    mandate: Mandate | None = None,
    desk: AtDesk | None = None,
) -> IssuedSlip:
    """Write a new slip within an open act; an earlier one of the kind for the account stops opening."""
    now = timezone.now()
    for earlier in Slip.objects.filter(kind=kind, account=account, used_at=None, expires_at__gt=now):
        earlier.expires_at = now
        earlier.save(update_fields=["expires_at"])
        done.wrote(earlier)
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    hours = term("slip.staff_hours" if kind == SlipKind.FIRST else "slip.household_hours")
    slip = Slip(
        kind=kind,
        account=account,
        mandate=mandate,
        code=slip_digest(code),
        pin="" if desk is None else make_password(desk.pin),
        station=None if desk is None else desk.station,
        issued_by=issued_by,
        issued_at=now,
        expires_at=now + timedelta(hours=hours),
    )
    slip.save(force_insert=True)
    done.wrote(slip)
    return IssuedSlip(slip, code)


def slip_digest(code: str) -> bytes:
    """The digest under which a slip is found; capitals, spaces and dashes of what was typed do not matter."""
    typed = "".join(sign for sign in compact(code).upper() if sign in ALPHABET)
    return salted_hmac("accounts.slip", typed, algorithm="sha256").digest()
