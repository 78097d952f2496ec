"""Ed25519 keys behind the interface of signed notes: the log's own signature (type 1) and a witness's (type 4).

The only module of the room that needs a library. A private key is never shown by ``repr`` and never in a message.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from xiangxin.proof.errors import MalformedKey, refused
from xiangxin.proof.note import KeyText, Verifier, is_name, key_id, read_key, read_verifier, write_key

KEY_BYTES = 32
SIGNATURE_BYTES = 64
LOG = 0x01
WITNESS = 0x04
_TIME_BYTES = 8


@dataclass(frozen=True, slots=True)
class LogVerifier:
    """The public key of a log: verifies its signature over the text of a note."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        _check(self.name, self.public)

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, bytes([LOG]), self.public)

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Whether the signature is good."""
        return _is_good(self.public, signature, text)

    def write(self) -> str:
        """The key in text form, for everybody."""
        return write_key(KeyText(self.name, self.key_id, bytes([LOG]) + self.public))


@dataclass(frozen=True, slots=True)
class LogSigner:
    """The private key of a log. Its text form belongs in a file that only the office can read."""

    name: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _check(self.name, self.secret)

    @property
    def key_id(self) -> bytes:
        return self.verifier().key_id

    def sign(self, text: bytes) -> bytes:
        """The signature, 64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.secret).sign(text)

    def verifier(self) -> LogVerifier:
        """The public key that belongs to it."""
        return LogVerifier(self.name, _public(self.secret))

    def write(self) -> str:
        """The key in text form: a secret."""
        return write_key(KeyText(self.name, self.key_id, bytes([LOG]) + self.secret), private=True)


@dataclass(frozen=True, slots=True)
class WitnessVerifier:
    """The public key of a witness (C2SP tlog-cosignature): its signature also covers when it saw the checkpoint."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        _check(self.name, self.public)

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, bytes([WITNESS]), self.public)

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Whether the signature is good for the time it states."""
        seconds = int.from_bytes(signature[:_TIME_BYTES], "big")
        return _is_good(self.public, signature[_TIME_BYTES:], _witnessed(text, seconds))

    def write(self) -> str:
        """The key in text form, for everybody."""
        return write_key(KeyText(self.name, self.key_id, bytes([WITNESS]) + self.public))


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness that signs now: ``seconds`` since 1970-01-01 UTC. It signs only what continues what it has seen."""

    name: str
    secret: bytes = field(repr=False)
    seconds: int

    def __post_init__(self) -> None:
        _check(self.name, self.secret)

    @property
    def key_id(self) -> bytes:
        return self.verifier().key_id

    def sign(self, text: bytes) -> bytes:
        """The time in eight bytes and the signature, 72 bytes."""
        signature = Ed25519PrivateKey.from_private_bytes(self.secret).sign(_witnessed(text, self.seconds))
        return self.seconds.to_bytes(_TIME_BYTES, "big") + signature

    def verifier(self) -> WitnessVerifier:
        """The public key that belongs to it."""
        return WitnessVerifier(self.name, _public(self.secret))


def new_log_key(name: str) -> LogSigner:
    """A new private key from the system's source of randomness; ``MalformedKey`` for a name that a key may not have."""
    return LogSigner(name, secrets.token_bytes(KEY_BYTES))


def log_signer(line: str) -> LogSigner:
    """The private key of a log in text form; ``MalformedKey`` when it is none."""
    key = read_key(line, private=True)
    if key.material[0] != LOG:
        raise refused(MalformedKey, "key_kind", kind=f"0x{key.material[0]:02x}")
    signer = LogSigner(key.name, key.material[1:])
    if signer.key_id != key.key_id:
        raise refused(MalformedKey, "key_id")
    return signer


def verifier(line: str) -> Verifier:
    """A public key in text form, of a log or a witness; ``MalformedKey`` when it is none of these."""
    return read_verifier(line, {LOG: LogVerifier, WITNESS: WitnessVerifier})


def _check(name: str, key: bytes) -> None:
    if not is_name(name):
        raise refused(MalformedKey, "key_name")
    if len(key) != KEY_BYTES:
        raise refused(MalformedKey, "key_length", wanted=KEY_BYTES, found=len(key))


def _public(secret: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _is_good(public: bytes, signature: bytes, message: bytes) -> bool:
    if len(signature) != SIGNATURE_BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _witnessed(text: bytes, seconds: int) -> bytes:
    return b"cosignature/v1\ntime %d\n%b" % (seconds, text)
