"""What a system that uses the API, or somebody who gives it a token, may be told."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class TokenPurposeUnfit(OfficeError):
    """The operation is for other purposes than the token."""

    status = 403


class TokenRoleUnfit(OfficeError):
    """Systems hold no token of this role, or not for this institution."""


class TokenDaysUnfit(OfficeError):
    """The last day is past or too far away."""


class TokenNameUnfit(OfficeError):
    """A token says what it is for in one line."""


class TokenRateUnfit(OfficeError):
    """More requests a minute than any token may have, or none."""


class TokenUnknown(OfficeError):
    """No token in the viewer's area has the id."""

    status = 404


class TokenCollected(OfficeError):
    """The secret was shown already, or the time for it is over."""

    status = 409


class NotYoursToCollect(OfficeError):
    """Only the person who asked for a token fetches its secret."""

    status = 403


class TokenEnded(OfficeError):
    """The token was revoked or has expired."""

    status = 409


class KeyMissing(OfficeError):
    """A command came without its idempotency key, or with one of another shape."""

    status = 400


class KeyReused(OfficeError):
    """The key belongs to another command."""

    status = 409


class CursorUnfit(OfficeError):
    """The cursor is not one that this list gave."""


class NothingFound(OfficeError):
    """Nothing with this code or id, or nothing that the token may know of."""

    status = 404


class ProofUnfit(OfficeError):
    """There is no checkpoint of this size, or it is the larger one."""
