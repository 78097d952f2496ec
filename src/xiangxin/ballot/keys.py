"""The two halves of a round's key. Each holder has one, made and closed apart from the other; no whole key exists.

A half is an X25519 private key under its holder's pass phrase (scrypt, AES-256-GCM). A ballot is sealed to both public
halves at once (``box``), so that two halves are needed and there is no moment at which one machine, person or file had
more than one of them. A phrase that is forgotten opens nothing: the round is held again.
"""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass, field
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from xiangxin.ballot.errors import MalformedKey, PhraseWrong, refused

KEY_BYTES = 32
_SALT_BYTES = 16
_NONCE_BYTES = 12
_HEAD = struct.Struct(">BBHH")
"""Version, exponent of the work, block size, lanes: a closed half says by itself how it opens."""
_VERSION = 1
_CLOSED_BYTES = _HEAD.size + _SALT_BYTES + _NONCE_BYTES + KEY_BYTES + 16
_LABEL = b"xiangxin ballot half "
_MOST = (20, 32, 16)
"""Nobody who changes a closed half makes its opening eat the machine."""


@dataclass(frozen=True, slots=True)
class Work:
    """How hard guessing a phrase is: scrypt with N = 2^``exponent``, block size, lanes."""

    exponent: int = 17
    block: int = 8
    lanes: int = 1


RECOMMENDED = Work()
"""OWASP Password Storage Cheat Sheet: N = 2^17, r = 8, p = 1 (128 MB, about half a second)."""


@dataclass(frozen=True, slots=True)
class Half:
    """One half in the clear, for as long as it is needed in memory."""

    secret: bytes = field(repr=False)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a half of a key is not pickled")

    @property
    def private(self) -> X25519PrivateKey:
        """The key itself; ``MalformedKey`` where the bytes are none."""
        if len(self.secret) != KEY_BYTES:
            raise refused(MalformedKey, "key_shape")
        return X25519PrivateKey.from_private_bytes(self.secret)

    @property
    def public(self) -> bytes:
        """What ballots are sealed to."""
        return self.private.public_key().public_bytes_raw()


def new_half() -> Half:
    """A fresh half."""
    return Half(X25519PrivateKey.generate().private_bytes_raw())


def public_key(public: bytes) -> X25519PublicKey:
    """A public half from its bytes; ``MalformedKey``."""
    if len(public) != KEY_BYTES:
        raise refused(MalformedKey, "key_shape")
    return X25519PublicKey.from_public_bytes(public)


def close_half(half: Half, phrase: str, label: str, work: Work = RECOMMENDED) -> bytes:
    """``half`` under ``phrase``, bound to ``label`` (round and holder), so that none can stand in for another."""
    head = _HEAD.pack(_VERSION, work.exponent, work.block, work.lanes)
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    key = _stretched(phrase, salt, work)
    return head + salt + nonce + AESGCM(key).encrypt(nonce, half.secret, head + _LABEL + label.encode())


def open_half(closed: bytes, phrase: str, label: str) -> Half:
    """The half; ``PhraseWrong`` for another phrase or label, ``MalformedKey`` for bytes that are no closed half."""
    if len(closed) != _CLOSED_BYTES:
        raise refused(MalformedKey, "key_shape")
    head = closed[: _HEAD.size]
    version, *costs = _HEAD.unpack(head)
    if version != _VERSION or any(not 0 < cost <= most for cost, most in zip(costs, _MOST, strict=True)):
        raise refused(MalformedKey, "key_shape")
    rest = closed[_HEAD.size :]
    salt, nonce, sealed = rest[:_SALT_BYTES], rest[_SALT_BYTES:][:_NONCE_BYTES], rest[_SALT_BYTES + _NONCE_BYTES :]
    try:
        return Half(
            AESGCM(_stretched(phrase, salt, Work(*costs))).decrypt(nonce, sealed, head + _LABEL + label.encode())
        )
    except InvalidTag:
        raise refused(PhraseWrong, "phrase_wrong") from None


def _stretched(phrase: str, salt: bytes, work: Work) -> bytes:
    kdf = Scrypt(salt=salt, length=KEY_BYTES, n=1 << work.exponent, r=work.block, p=work.lanes)
    return kdf.derive(phrase.encode("utf-8"))


def hand_over(half: Half, to: bytes, label: str) -> bytes:
    """``half`` closed to the holder of the other public half, so that nobody but that holder can use it."""
    own = X25519PrivateKey.generate()
    head = own.public_key().public_bytes_raw()
    key = _agreed(own.exchange(public_key(to)), head + to)
    return head + AESGCM(key).encrypt(bytes(_NONCE_BYTES), half.secret, _LABEL + label.encode())


def take_over(handed: bytes, mine: Half, label: str) -> Half:
    """What was handed over to ``mine``; ``PhraseWrong`` for another half or label, ``MalformedKey`` for other bytes."""
    if len(handed) != KEY_BYTES + KEY_BYTES + 16:
        raise refused(MalformedKey, "key_shape")
    head = handed[:KEY_BYTES]
    key = _agreed(mine.private.exchange(public_key(head)), head + mine.public)
    try:
        return Half(AESGCM(key).decrypt(bytes(_NONCE_BYTES), handed[KEY_BYTES:], _LABEL + label.encode()))
    except InvalidTag:
        raise refused(PhraseWrong, "phrase_wrong") from None


def _agreed(shared: bytes, context: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=_LABEL + context).derive(shared)
