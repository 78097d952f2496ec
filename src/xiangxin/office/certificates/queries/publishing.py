"""What anybody may fetch: the key set and the lists of states. Nobody's row is shown in either."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from xiangxin.office.certificates.errors import KeyUnknown
from xiangxin.office.certificates.issuer import issuer_name
from xiangxin.office.certificates.models import IssuerKey, StateList
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.proof.credentials.keys import KeySet, PublicKey, PublishedKey

LEAST_DIGITS = 4
"""The first group of a fingerprint."""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as the page of keys shows it. ``fingerprint`` is compared by telephone."""

    kid: str
    fingerprint: str
    from_on: date
    until_on: date | None
    revoked_on: date | None


def signs_on(issuer: str, on: date) -> QuerySet[IssuerKey]:
    """Keys that sign on a day, the newest first. On its last day a key signs nothing more: its successor does."""
    rows = IssuerKey.objects.filter(issuer=issuer, revoked_on=None, from_on__lte=on)
    return rows.filter(Q(until_on=None) | Q(until_on__gt=on)).order_by("-from_on", "kid")


def key_set() -> KeySet:
    """All keys under the office's present address; without any, a set that no verifier reads. ``SiteMissing``."""
    name = issuer_name()
    rows = IssuerKey.objects.filter(issuer=name).order_by("from_on", "kid")
    keys = (PublishedKey(PublicKey(row.x, row.y), row.from_on, row.until_on, row.revoked_on) for row in rows)
    return KeySet(name, tuple(keys))


def key_lines() -> list[KeyLine]:
    """The same for people, the newest first."""
    return [
        KeyLine(each.key.kid, each.key.fingerprint, each.from_on, each.until_on, each.revoked_on)
        for each in reversed(key_set().keys)
    ]


def key_line(fingerprint: str) -> KeyLine:
    """The one key, not revoked, whose fingerprint begins so or whose name it is; ``KeyUnknown``."""
    digits = "".join(fingerprint.split()).lower()
    named = [line for line in key_lines() if line.revoked_on is None]
    found = [line for line in named if line.kid == fingerprint.strip()]
    if len(digits) >= LEAST_DIGITS:
        found = found or [line for line in named if line.fingerprint.replace(" ", "").startswith(digits)]
    if len(found) != 1:
        raise KeyUnknown("fingerprint")
    return found[0]


def published_list(name: str) -> str:
    """The token of a list; ``AddressUnknown`` where there is none, or it was not signed yet."""
    row = StateList.objects.filter(name=name).exclude(token="").first()
    if row is None:
        raise AddressUnknown()
    return row.token
