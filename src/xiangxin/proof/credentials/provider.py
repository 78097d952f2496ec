"""Cryptography behind one interface: the international algorithms, and the Chinese ones (SM2, SM3, SM4).

Callers name a provider, never an algorithm. SM3 and SM4 come from OpenSSL through ``cryptography``. SM2 signatures are
made by a device or an electronic seal service that the county connects (``Sm2Service``): this program has no SM2 of its
own, since one in Python would show its key through the time it takes. Secrets never stand in ``repr`` or a message.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
)

from xiangxin.proof.credentials.errors import MalformedKeys, NotConfigured, NotSealed, refused

NONCE_BYTES = 12
TAG_BYTES = 16
ES256 = "ES256"
SM2 = "SM2-SM3"
_HALF = 32


class Signer(Protocol):
    """A private key, wherever it lies."""

    @property
    def algorithm(self) -> str:
        """The name of what it signs by."""
        ...

    def sign(self, data: bytes) -> bytes:
        """The signature over ``data``, in the form of its algorithm."""
        ...

    def public(self) -> bytes:
        """The public key that belongs to it, as ``Provider.is_signed`` takes it."""
        ...


class Provider(Protocol):
    """A family of algorithms. The names are those of standards, for records that say what something was made by."""

    name: str
    hash_name: str
    mac_name: str
    seal_name: str
    signature_name: str
    seal_key_bytes: int

    def digest(self, data: bytes) -> bytes:
        """The hash, 32 bytes."""
        ...

    def mac(self, key: bytes, data: bytes) -> bytes:
        """HMAC with the family's hash, 32 bytes."""
        ...

    def seal(self, key: bytes, plain: bytes, beside: bytes, nonce: bytes | None = None) -> bytes:
        """``plain`` in secret, and ``beside`` bound to it: nonce, ciphertext and tag. ``MalformedKeys``.

        A ``nonce`` that is given has ``NONCE_BYTES`` and was never used with this key; by default it is random.
        """
        ...

    def unseal(self, key: bytes, sealed: bytes, beside: bytes) -> bytes:
        """What was sealed; ``NotSealed`` when key, bytes or ``beside`` are others. ``MalformedKeys``."""
        ...

    def signer(self, secret: bytes) -> Signer:
        """The signer for a private key, or for the name of one in a device. ``MalformedKeys``, ``NotConfigured``."""
        ...

    def is_signed(self, public: bytes, data: bytes, signature: bytes) -> bool:
        """Whether the signature is good. ``MalformedKeys``, ``NotConfigured``."""
        ...


@dataclass(frozen=True, slots=True)
class Es256Signer:
    """A P-256 key in this process; signatures are 64 bytes (RFC 7518, section 3.4)."""

    key: ec.EllipticCurvePrivateKey = field(repr=False)
    algorithm: str = ES256

    def sign(self, data: bytes) -> bytes:
        """The signature, r and s of 32 bytes each."""
        r, s = decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")

    def public(self) -> bytes:
        """SubjectPublicKeyInfo in DER."""
        return self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def new_secret() -> bytes:
    """A new P-256 private key in PEM (PKCS 8, not encrypted): a secret."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


class International:
    """SHA-256, HMAC-SHA-256, AES-256-GCM, ES256: what every other program knows."""

    name = "international"
    hash_name = "SHA-256"
    mac_name = "HMAC-SHA-256"
    seal_name = "AES-256-GCM"
    signature_name = ES256
    seal_key_bytes = 32

    def digest(self, data: bytes) -> bytes:
        """SHA-256."""
        return _digest(hashes.SHA256(), data)

    def mac(self, key: bytes, data: bytes) -> bytes:
        """HMAC-SHA-256."""
        return _mac(hashes.SHA256(), key, data)

    def seal(self, key: bytes, plain: bytes, beside: bytes, nonce: bytes | None = None) -> bytes:
        """AES-256-GCM."""
        nonce = _nonce(nonce)
        return nonce + AESGCM(_sized(key, self.seal_key_bytes)).encrypt(nonce, plain, beside)

    def unseal(self, key: bytes, sealed: bytes, beside: bytes) -> bytes:
        """What ``seal`` sealed."""
        cipher = AESGCM(_sized(key, self.seal_key_bytes))
        if len(sealed) < NONCE_BYTES + TAG_BYTES:
            raise refused(NotSealed, "sealed_wrong")
        try:
            return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], beside)
        except InvalidTag:
            raise refused(NotSealed, "sealed_wrong") from None

    def signer(self, secret: bytes) -> Signer:
        """The signer for a P-256 private key in PEM."""
        try:
            key = load_pem_private_key(secret, password=None)
        except (ValueError, TypeError):
            raise refused(MalformedKeys, "key_unreadable") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise refused(MalformedKeys, "key_kind")
        return Es256Signer(key)

    def is_signed(self, public: bytes, data: bytes, signature: bytes) -> bool:
        """Whether 64 bytes are a good ES256 signature by a key in DER."""
        try:
            key = load_der_public_key(public)
        except ValueError:
            raise refused(MalformedKeys, "key_unreadable") from None
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            raise refused(MalformedKeys, "key_kind")
        if len(signature) != 2 * _HALF:
            return False
        r, s = (int.from_bytes(half, "big") for half in (signature[:_HALF], signature[_HALF:]))
        try:
            key.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


class Sm2Service(Protocol):
    """A device or an electronic seal service with SM2 keys (GB/T 32918), named by it."""

    def sign(self, key_name: str, data: bytes) -> bytes:
        """The signature over ``data`` by the key of this name."""
        ...

    def public(self, key_name: str) -> bytes:
        """Its public key, in the service's form."""
        ...

    def is_signed(self, public: bytes, data: bytes, signature: bytes) -> bool:
        """Whether the signature is good."""
        ...


@dataclass(frozen=True, slots=True)
class _Sm2Signer:
    """A key in the service, by its name."""

    service: Sm2Service
    key_name: str
    algorithm: str = SM2

    def sign(self, data: bytes) -> bytes:
        return self.service.sign(self.key_name, data)

    def public(self) -> bytes:
        return self.service.public(self.key_name)


class Gm:
    """SM3, HMAC-SM3, SM4-GCM here; SM2 by the connected service, or ``NotConfigured``."""

    name = "gm"
    hash_name = "SM3"
    mac_name = "HMAC-SM3"
    seal_name = "SM4-GCM"
    signature_name = SM2
    seal_key_bytes = 16

    def __init__(self, service: Sm2Service | None = None) -> None:
        self.service = service

    def digest(self, data: bytes) -> bytes:
        """SM3 (GB/T 32905-2016)."""
        return _digest(hashes.SM3(), data)

    def mac(self, key: bytes, data: bytes) -> bytes:
        """HMAC-SM3."""
        return _mac(hashes.SM3(), key, data)

    def seal(self, key: bytes, plain: bytes, beside: bytes, nonce: bytes | None = None) -> bytes:
        """SM4-GCM (GB/T 32907-2016, RFC 8998)."""
        nonce = _nonce(nonce)
        sealing = Cipher(algorithms.SM4(_sized(key, self.seal_key_bytes)), modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(beside)
        return nonce + sealing.update(plain) + sealing.finalize() + sealing.tag

    def unseal(self, key: bytes, sealed: bytes, beside: bytes) -> bytes:
        """What ``seal`` sealed."""
        cipher = algorithms.SM4(_sized(key, self.seal_key_bytes))
        if len(sealed) < NONCE_BYTES + TAG_BYTES:
            raise refused(NotSealed, "sealed_wrong")
        nonce, hidden, tag = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:-TAG_BYTES], sealed[-TAG_BYTES:]
        opening = Cipher(cipher, modes.GCM(nonce, tag)).decryptor()
        opening.authenticate_additional_data(beside)
        try:
            return opening.update(hidden) + opening.finalize()
        except InvalidTag:
            raise refused(NotSealed, "sealed_wrong") from None

    def signer(self, secret: bytes) -> Signer:
        """The signer for the key that the service knows by this name, in UTF-8."""
        return _Sm2Signer(self._connected(), secret.decode("utf-8"))

    def is_signed(self, public: bytes, data: bytes, signature: bytes) -> bool:
        """As the service says."""
        return self._connected().is_signed(public, data, signature)

    def _connected(self) -> Sm2Service:
        if self.service is None:
            raise refused(NotConfigured, "sm2_not_configured")
        return self.service


def _digest(algorithm: hashes.HashAlgorithm, data: bytes) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(data)
    return digest.finalize()


def _mac(algorithm: hashes.HashAlgorithm, key: bytes, data: bytes) -> bytes:
    mac = hmac.HMAC(key, algorithm)
    mac.update(data)
    return mac.finalize()


def _sized(key: bytes, wanted: int) -> bytes:
    if len(key) != wanted:
        raise refused(MalformedKeys, "key_length", wanted=wanted, found=len(key))
    return key


def _nonce(given: bytes | None) -> bytes:
    if given is None:
        return secrets.token_bytes(NONCE_BYTES)
    if len(given) != NONCE_BYTES:
        raise refused(MalformedKeys, "key_length", wanted=NONCE_BYTES, found=len(given))
    return given
