"""The two families of algorithms behind one shape: international (``aes``) and national (``gm``, GM/T 0002, 0004).

A cipher seals with authentication: what was changed does not open. Keys come in as bytes and are held nowhere here.
"""

from __future__ import annotations

from typing import Literal, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Provider = Literal["aes", "gm"]

NONCE_BYTES = 12
TAG_BYTES = 16
MAC_BYTES = 32


class Family(Protocol):
    """One family. ``open`` answers None for what does not fit key, nonce and context."""

    key_bytes: int

    def seal(self, key: bytes, nonce: bytes, text: bytes, context: bytes) -> bytes:
        """Ciphertext followed by the tag."""

    def open(self, key: bytes, nonce: bytes, sealed: bytes, context: bytes) -> bytes | None:
        """The text, or None."""

    def mac(self, key: bytes, message: bytes) -> bytes:
        """A keyed digest of 32 bytes."""


class Aes:
    """AES-256-GCM and HMAC-SHA-256."""

    key_bytes = 32

    def seal(self, key: bytes, nonce: bytes, text: bytes, context: bytes) -> bytes:
        """See ``Family``."""
        return AESGCM(key).encrypt(nonce, text, context)

    def open(self, key: bytes, nonce: bytes, sealed: bytes, context: bytes) -> bytes | None:
        """See ``Family``."""
        try:
            return AESGCM(key).decrypt(nonce, sealed, context)
        except InvalidTag:
            return None

    def mac(self, key: bytes, message: bytes) -> bytes:
        """See ``Family``."""
        return _hmac(key, message, hashes.SHA256())


class Gm:
    """SM4-GCM and HMAC-SM3. SM4 has keys of 128 bits only."""

    key_bytes = 16

    def seal(self, key: bytes, nonce: bytes, text: bytes, context: bytes) -> bytes:
        """See ``Family``."""
        writer = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
        writer.authenticate_additional_data(context)
        return writer.update(text) + writer.finalize() + writer.tag

    def open(self, key: bytes, nonce: bytes, sealed: bytes, context: bytes) -> bytes | None:
        """See ``Family``."""
        if len(sealed) < TAG_BYTES:
            return None
        reader = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-TAG_BYTES:])).decryptor()
        reader.authenticate_additional_data(context)
        try:
            return reader.update(sealed[:-TAG_BYTES]) + reader.finalize()
        except InvalidTag:
            return None

    def mac(self, key: bytes, message: bytes) -> bytes:
        """See ``Family``."""
        return _hmac(key, message, hashes.SM3())


def _hmac(key: bytes, message: bytes, algorithm: hashes.HashAlgorithm) -> bytes:
    digest = hmac.HMAC(key, algorithm)
    digest.update(message)
    return digest.finalize()


FAMILIES: dict[Provider, Family] = {"aes": Aes(), "gm": Gm()}
"""Every family by its name in the ring's file."""
