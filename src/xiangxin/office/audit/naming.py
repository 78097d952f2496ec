"""The log's name and keys. They lie outside the database, so that whoever holds that cannot sign.

A log never signs two statements of which one does not continue the other. After a restored backup has lost entries the
office therefore goes on under a new name and key; the old keys stay, for what they signed.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from xiangxin.proof.ed25519 import KEY_BYTES, LogSigner, LogVerifier

KEY = "log-signing"


def origin() -> str:
    """The name of the log: it stands in every checkpoint and with every key."""
    return _name(len(_earlier()))


def signer() -> LogSigner:
    """The log's own key, from the office's folder of keys."""
    return LogSigner(origin(), settings.HOME.key(KEY))


def verifiers() -> Iterator[LogVerifier]:
    """The public keys of the log: the present one, and those it had before entries were lost."""
    yield signer().verifier()
    for number, file in enumerate(_earlier()):
        yield LogSigner(_name(number), file.read_bytes()).verifier()


def take_new_name() -> None:
    """Put the present key aside and make another one; from now on the log has another name."""
    keys: Path = settings.HOME.keys
    fresh = keys / f"{KEY}.new"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    (keys / f"{KEY}.{len(_earlier()) + 1:03}").hardlink_to(keys / KEY)
    fresh.replace(keys / KEY)


def _earlier() -> list[Path]:
    keys: Path = settings.HOME.keys
    return sorted(file for file in keys.glob(f"{KEY}.*") if file.suffix[1:].isdecimal())


def _name(number: int) -> str:
    base = f"xiangxin-{settings.HOME.kind}-{settings.HOME.county}"
    return base if not number else f"{base}-{number + 1}"
