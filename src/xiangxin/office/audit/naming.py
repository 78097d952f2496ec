"""The log's name and keys. They lie outside the database, so that whoever holds that cannot sign.

A log never signs two statements of which one does not continue the other. After a restored backup has lost entries the
office therefore goes on under a new name and key; of the former ones the public keys stay, for what they signed.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from xiangxin.proof.ed25519 import KEY_BYTES, LogSigner, verifier
from xiangxin.proof.note import Verifier

KEY = "log-signing"
FORMER = "log-names"
"""The public keys of former names, one a line, the oldest first."""


def origin() -> str:
    """The name of the log: it stands in every checkpoint and with every key."""
    base, number = f"xiangxin-{settings.HOME.kind}-{settings.HOME.county}", len(_former())
    return base if not number else f"{base}-{number + 1}"


def signer() -> LogSigner:
    """The log's own key, from the office's folder of keys."""
    return LogSigner(origin(), settings.HOME.key(KEY))


def verifiers() -> Iterator[Verifier]:
    """The public keys of the log: the present one, and those of its former names."""
    yield signer().verifier()
    yield from map(verifier, _former())


def take_new_name() -> None:
    """Make another key; from now on the log has another name."""
    keys: Path = settings.HOME.keys
    former = [*_former(), signer().verifier().write()]
    fresh = _beside(keys / KEY, secrets.token_bytes(KEY_BYTES))
    _beside(keys / FORMER, "\n".join(former).encode("utf-8")).replace(keys / FORMER)
    fresh.replace(keys / KEY)


def _beside(path: Path, content: bytes) -> Path:
    """A file that will take the place of ``path``, readable by the office's user alone, there after a power cut."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return beside


def _former() -> list[str]:
    path: Path = settings.HOME.keys / FORMER
    return path.read_text(encoding="utf-8").split("\n") if path.is_file() else []
