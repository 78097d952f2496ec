"""The two families of algorithms behind one shape: international (``aes``) and national (``gm``, GM/T 0002, 0004).

A cipher seals with authentication: what was changed does not open. Keys come in as bytes and are held nowhere here. The
algorithms are those of ``proof.credentials.provider``, so that the whole product has one place for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xiangxin.proof.credentials import provider
from xiangxin.proof.credentials.errors import NotSealed

Provider = Literal["aes", "gm"]

NONCE_BYTES = provider.NONCE_BYTES
TAG_BYTES = provider.TAG_BYTES


@dataclass(frozen=True, slots=True)
class Family:
    """One family. ``open`` answers None for what does not fit key, nonce and context."""

    algorithms: provider.Provider

    @property
    def key_bytes(self) -> int:
        """The length of a key that seals."""
        return self.algorithms.seal_key_bytes

    def seal(self, key: bytes, nonce: bytes, text: bytes, context: bytes) -> bytes:
        """Ciphertext followed by the tag."""
        return self.algorithms.seal(key, text, context, nonce)[NONCE_BYTES:]

    def open(self, key: bytes, nonce: bytes, sealed: bytes, context: bytes) -> bytes | None:
        """The text, or None."""
        try:
            return self.algorithms.unseal(key, nonce + sealed, context)
        except NotSealed:
            return None

    def mac(self, key: bytes, message: bytes) -> bytes:
        """A keyed digest of 32 bytes."""
        return self.algorithms.mac(key, message)


FAMILIES: dict[Provider, Family] = {"aes": Family(provider.International()), "gm": Family(provider.Gm())}
"""Every family by its name in the ring's file. SM4 has keys of 128 bits only."""
