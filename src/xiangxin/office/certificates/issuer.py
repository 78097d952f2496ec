"""Who signs, under which address, and with which key. The private keys are files in the office's folder of keys.

A key's file is readable by the office's user alone, and goes into no backup and no database: where it is lost, the
office makes another one, and what the lost one signed stays verifiable.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from xiangxin.kernel.errors import Location
from xiangxin.office.certificates.errors import SiteMissing
from xiangxin.office.vault.errors import KeyOpenToOthers
from xiangxin.proof.credentials.keys import PublicKey, public_of
from xiangxin.proof.credentials.provider import International, Provider, Signer, new_secret

DEMO_SITE = "https://xiangxin-demo.invalid"
"""What a demo signs as: an address that nobody can have."""
_SHORT = 16


def issuer_name() -> str:
    """The public address of the office, which names it in what it signs; ``SiteMissing``."""
    if settings.HOUSEHOLD_SITE:
        return str(settings.HOUSEHOLD_SITE)
    if settings.DEMO:
        return DEMO_SITE
    raise SiteMissing()


def list_address(name: str) -> str:
    """Where a list of states is published."""
    return issuer_name() + reverse("certificates:status", args=[name])


def outside(request: HttpRequest) -> str:
    """Where somebody opposite checks a code: the outer zone's address, or this one's where there is no other."""
    page = reverse("certificates:check")
    return f"{settings.HOUSEHOLD_SITE}{page}" if settings.HOUSEHOLD_SITE else request.build_absolute_uri(page)


def provider() -> Provider:
    """The algorithms by which certificates are signed; tokens know no others."""
    return International()


def make_key() -> PublicKey:
    """A new private key in the folder of keys, there after a power cut; answers its public half."""
    secret = new_secret()
    public = public_of(provider().signer(secret))
    path = _path(public.kid)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return public


def drop_key(kid: str) -> None:
    """Take a private key off the machine for good."""
    _path(kid).unlink(missing_ok=True)


def has_file(kid: str) -> bool:
    """Whether the private key of this name is on this machine."""
    return _path(kid).is_file()


def signer_of(kid: str) -> Signer | None:
    """The key of this name; None where its file is not here. ``KeyOpenToOthers``."""
    path = _path(kid)
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyOpenToOthers(Location(file=path.name), file=path.name)
        secret = path.read_bytes()
    except FileNotFoundError:
        return None
    return provider().signer(secret)


def _path(kid: str) -> Path:
    folder: Path = settings.HOME.keys
    return folder / f"certificate-{kid[:_SHORT]}"
