"""What a token looks like, and whose it is.

``xxt_`` and eight characters that may be shown and logged, then 43 that nobody has but the system itself. The secret is
random, so a plain digest of it is enough; a slow one would only slow every request.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.gateway.models import ApiToken

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_SHAPE = re.compile(r"xxt_(?P<prefix>[a-z2-9]{8})_(?P<secret>[A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls an operation: the viewer of the queries, and the token's purpose."""

    viewer: Viewer
    token: ApiToken

    @property
    def purpose(self) -> str:
        """For what the token was issued."""
        return self.token.purpose


def new_prefix() -> str:
    """The part of a token that may be shown."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


def new_secret(prefix: str) -> tuple[str, bytes]:
    """The whole token, which is told once, and the digest that is kept."""
    secret = secrets.token_urlsafe(32)
    return f"xxt_{prefix}_{secret}", digest_of(secret)


def digest_of(secret: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("ascii")).digest()


def call_of(bearer: str, now: datetime | None = None) -> Call | None:
    """The call that a token makes now; None for a token that is not ours, or does not hold any more."""
    match = _SHAPE.fullmatch(bearer)
    if match is None:
        return None
    token = ApiToken.objects.select_related("institution").filter(prefix=match["prefix"]).first()
    if (
        token is None
        or token.digest is None
        or not hmac.compare_digest(bytes(token.digest), digest_of(match["secret"]))
    ):
        return None
    if not holds(token, now or timezone.now()):
        return None
    viewer = Viewer(
        token.id, token.role, token.area, token.institution_id, device=f"token:{token.prefix}", token=token.id
    )
    return Call(viewer, token)


def holds(token: ApiToken, now: datetime) -> bool:
    """Whether the token and its institution are in force."""
    today = timezone.localdate(now)
    body = token.institution
    lives = body.from_on <= today and (body.to_on is None or today <= body.to_on)
    return token.revoked_at is None and token.from_on <= today <= token.to_on and lives
