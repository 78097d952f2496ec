"""Who can open a file: each recipient has the file's key closed for them alone, in a stanza of the header."""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from xiangxin.office.operations.sealed import bech32

FILE_KEY_BYTES = 16
MOST_WORK = 20
"""Of scrypt, as a power of two: a file from elsewhere may not ask for more than a gigabyte of memory."""

_PUBLIC, _SECRET = "age", "age-secret-key-"
_X25519 = b"age-encryption.org/v1/X25519"
_SCRYPT = b"age-encryption.org/v1/scrypt"
_NO_NONCE = bytes(12)


@dataclass(frozen=True, slots=True)
class Stanza:
    """One entry of the header: words and bytes."""

    words: tuple[str, ...]
    body: bytes


class Recipient(Protocol):
    """For whom a file is closed."""

    def close(self, file_key: bytes) -> Stanza:
        """The file's key, closed for this recipient."""


class Opener(Protocol):
    """What opens a file."""

    def open(self, stanza: Stanza) -> bytes | None:
        """The file's key; None where the stanza is somebody else's or was changed."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The half of a recipient's key that may lie anywhere."""

    point: bytes

    def __str__(self) -> str:
        return bech32.encode(_PUBLIC, self.point)

    def close(self, file_key: bytes) -> Stanza:
        """See ``Recipient``."""
        once = X25519PrivateKey.generate()
        share = once.public_key().public_bytes_raw()
        agreed = once.exchange(X25519PublicKey.from_public_bytes(self.point))
        wrapping = derived(agreed, share + self.point, _X25519)
        return Stanza(("X25519", plain64(share)), ChaCha20Poly1305(wrapping).encrypt(_NO_NONCE, file_key, None))


@dataclass(frozen=True, slots=True)
class SecretKey:
    """The half that opens; kept off-line, typed or read from a file for a restore and never stored here."""

    scalar: bytes = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """Its other half."""
        return PublicKey(X25519PrivateKey.from_private_bytes(self.scalar).public_key().public_bytes_raw())

    def written(self) -> str:
        """As it is written on paper."""
        return bech32.encode(_SECRET, self.scalar).upper()

    def open(self, stanza: Stanza) -> bytes | None:
        """See ``Opener``."""
        if len(stanza.words) != 2 or stanza.words[0] != "X25519":
            return None
        share = from64(stanza.words[1])
        if share is None or len(share) != 32:
            return None
        try:
            agreed = X25519PrivateKey.from_private_bytes(self.scalar).exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError:  # a share that leads every key to the same secret
            return None
        return _unwrapped(derived(agreed, share + self.public.point, _X25519), stanza.body)


@dataclass(frozen=True, slots=True)
class Passphrase:
    """Words that somebody remembers or keeps in an envelope. ``work``: the cost of one guess, a power of two."""

    words: str = field(repr=False)
    work: int = 18

    def close(self, file_key: bytes) -> Stanza:
        """See ``Recipient``."""
        salt = secrets.token_bytes(16)
        closed = ChaCha20Poly1305(self._wrapping(salt, self.work)).encrypt(_NO_NONCE, file_key, None)
        return Stanza(("scrypt", plain64(salt), str(self.work)), closed)

    def open(self, stanza: Stanza) -> bytes | None:
        """See ``Opener``."""
        if len(stanza.words) != 3 or stanza.words[0] != "scrypt":
            return None
        salt, work = from64(stanza.words[1]), stanza.words[2]
        if salt is None or len(salt) != 16 or not _is_count(work) or not 1 <= int(work) <= MOST_WORK:
            return None
        return _unwrapped(self._wrapping(salt, int(work)), stanza.body)

    def _wrapping(self, salt: bytes, work: int) -> bytes:
        return Scrypt(salt=_SCRYPT + salt, length=32, n=2**work, r=8, p=1).derive(self.words.encode())


def new_secret_key() -> SecretKey:
    """A fresh pair."""
    return SecretKey(secrets.token_bytes(32))


def read_public_key(written: str) -> PublicKey | None:
    """The key in ``age1…``; None when it is mistyped."""
    point = bech32.decode(_PUBLIC, written.strip())
    return PublicKey(point) if point is not None and len(point) == 32 else None


def read_secret_key(text: str) -> SecretKey | None:
    """The first key in a file as ``age-keygen`` writes it (comments begin with ``#``); None when there is none."""
    for line in text.splitlines():
        scalar = bech32.decode(_SECRET, line.strip())
        if scalar is not None and len(scalar) == 32:
            return SecretKey(scalar)
    return None


def derived(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256, 32 bytes."""
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def plain64(data: bytes) -> str:
    """Base64 without the padding."""
    return base64.b64encode(data).decode("ascii").rstrip("=")


def from64(text: str) -> bytes | None:
    """What ``plain64`` wrote and nothing else; None otherwise."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if plain64(data) == text else None


def _unwrapped(key: bytes, closed: bytes) -> bytes | None:
    if len(closed) != FILE_KEY_BYTES + 16:
        return None
    try:
        return ChaCha20Poly1305(key).decrypt(_NO_NONCE, closed, None)
    except InvalidTag:
        return None


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and not text.startswith("0")
