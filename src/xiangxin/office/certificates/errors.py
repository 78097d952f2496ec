"""What can be wrong with a certificate, a code, and the keys that sign."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class NoCertificate(OfficeError):
    """The line does not stand, or the policy gives no certificate for it."""

    status = 409


class CertificateOver(OfficeError):
    """The certificate is not valid any more, so nothing can be shown by it."""

    status = 409


class CodesUsedUp(OfficeError):
    """So many codes were made today."""

    status = 429


class TooManyChecks(OfficeError):
    """So many codes were checked from one address."""

    status = 429


class HolderKeyUnfit(OfficeError):
    """What was given as the key of a wallet is no public key on P-256."""


class SiteMissing(OfficeError):
    """The office does not know under which public address it signs."""

    status = 503


class KeyDayUnfit(OfficeError):
    """A key cannot begin to sign on a day that is over."""


class KeyUnknown(OfficeError):
    """There is no such key, or it is revoked already."""

    status = 409
