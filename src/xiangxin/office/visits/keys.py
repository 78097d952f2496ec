"""What a device's keys do on this side: its code, closing a package for it alone, checking what it signed.

The office holds the public halves and never sees the others. P-256, HKDF-SHA256 and AES-256-GCM, because that is what
browsers have without foreign code. It logs no key and no content.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from xiangxin.office.visits.errors import KeyUnfit

PACKAGE = b"xiangxin visits package 1"
NONCE_BYTES, KEY_BYTES, HALF = 12, 32, 32
MOST_KEY_BYTES = 200
_CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Closed:
    """A package as it travels: the other half of the agreement, a nonce and the ciphertext, each in base64url."""

    half: str
    nonce: str
    data: str


def public_key(spki: bytes, field: str) -> ec.EllipticCurvePublicKey:
    """The key on P-256 in these bytes (SubjectPublicKeyInfo); ``KeyUnfit`` for anything else."""
    if not 0 < len(spki) <= MOST_KEY_BYTES:
        raise KeyUnfit(field)
    try:
        key = serialization.load_der_public_key(spki)
    except (ValueError, UnsupportedAlgorithm):
        raise KeyUnfit(field) from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyUnfit(field)
    return key


def fingerprint(sign_key: bytes, wrap_key: bytes) -> bytes:
    """What a device is known by: a hash of both public keys."""
    return hashlib.sha256(hashlib.sha256(sign_key).digest() + hashlib.sha256(wrap_key).digest()).digest()


def code_of(digest: bytes) -> str:
    """Eight signs that two people read to each other; about forty bits of the fingerprint."""
    return "".join(_CODE_SIGNS[byte % len(_CODE_SIGNS)] for byte in digest[:8])


def close(content: bytes, wrap_key: bytes, context: bytes) -> Closed:
    """``content`` so that only the device with this key opens it, and only as what ``context`` says it is."""
    theirs = public_key(wrap_key, "wrap_key")
    ours = ec.generate_private_key(ec.SECP256R1())
    nonce = secrets.token_bytes(NONCE_BYTES)
    key = derived(ours.exchange(ec.ECDH(), theirs), context)
    half = ours.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return Closed(to_text(half), to_text(nonce), to_text(AESGCM(key).encrypt(nonce, content, context)))


def derived(shared: bytes, context: bytes) -> bytes:
    """The key of a package out of an agreement."""
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=PACKAGE + b"\x00" + context).derive(shared)


def is_signed(body: bytes, signature: bytes, sign_key: bytes) -> bool:
    """Whether the device signed ``body``: ECDSA with SHA-256, both halves one after the other as browsers write it."""
    if len(signature) != 2 * HALF:
        return False
    first, second = (int.from_bytes(part, "big") for part in (signature[:HALF], signature[HALF:]))
    try:
        public_key(sign_key, "sign_key").verify(encode_dss_signature(first, second), body, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def to_text(content: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def from_text(text: str) -> bytes:
    """What ``to_text`` wrote; ``ValueError`` for anything else."""
    if any(sign not in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" for sign in text):
        raise ValueError("not base64url")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
