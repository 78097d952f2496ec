"""A box: the sealed ballots on one subject in one round, all of one size, in the order of their bytes.

A ballot is sealed to both halves of the round's key with a key of its own (X25519 twice, HKDF-SHA-256, AES-256-GCM) and
bound to round and subject: moved elsewhere it does not open. What is sealed is random to whoever lacks a half, so the
order of bytes says nothing about the order of arrival; a box is one value, and no row, no sequence and no file offset
of it belongs to one ballot. There is no receipt: nothing that a reviewer holds shows how they rated.

The seat stands in a ballot as a pseudonym under the round's seat key, so that whoever opens a box can tell that each
ballot is of a seat that was let rate, once, without knowing whose it is.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from xiangxin.ballot.errors import BallotUnfit, BoxTampered, MalformedBox, refused
from xiangxin.ballot.keys import KEY_BYTES, Half, public_key
from xiangxin.kernel.canonical import encode

PSEUDONYM_BYTES = 16
MOST_POINTS = 1000
"""The workbook of reviews takes no more either."""
_UNKNOWN = 0xFFFF
_RATING_BYTES = 2
_NONCE = bytes(12)
"""Each ballot has a key of its own, which seals once."""
SEALED_BYTES = KEY_BYTES + _RATING_BYTES + PSEUDONYM_BYTES + 16


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one seat says of one subject. ``rating`` None: "I do not know them", which is no rating and no zero."""

    rating: int | None = field(repr=False)
    seat: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a ballot belongs: the round's two public halves, the round, the subject."""

    first: bytes
    second: bytes
    round: UUID
    subject: UUID

    @property
    def context(self) -> bytes:
        """What a sealed ballot is bound to."""
        return encode(("ballot", str(self.round), str(self.subject), self.first.hex(), self.second.hex()))


def pseudonym(seat_key: bytes, seat: UUID) -> bytes:
    """How a seat stands in the ballots of the round that has ``seat_key``."""
    return hmac.digest(seat_key, encode(("seat", str(seat))), hashlib.sha256)[:PSEUDONYM_BYTES]


def seal(ballot: Ballot, address: Address) -> bytes:
    """The ballot, closed; ``BallotUnfit`` for what is no rating, ``MalformedKey`` for halves that are none."""
    rating = _UNKNOWN if ballot.rating is None else ballot.rating
    if ballot.rating is not None and not 0 <= rating <= MOST_POINTS:
        raise refused(BallotUnfit, "rating_shape", most=MOST_POINTS)
    if len(ballot.seat) != PSEUDONYM_BYTES:
        raise ValueError("a seat stands in a ballot by its pseudonym")
    own = X25519PrivateKey.generate()
    head = own.public_key().public_bytes_raw()
    key = _key(head, [own.exchange(public_key(half)) for half in (address.first, address.second)], address)
    return head + AESGCM(key).encrypt(_NONCE, rating.to_bytes(_RATING_BYTES, "big") + ballot.seat, address.context)


def put(box: bytes, sealed: bytes) -> bytes:
    """The box with one more ballot."""
    return b"".join(sorted([*ballots(box), *ballots(sealed)]))


def ballots(box: bytes) -> list[bytes]:
    """The sealed ballots of a box; ``MalformedBox``."""
    if len(box) % SEALED_BYTES:
        raise refused(MalformedBox, "box_shape", found=len(box), each=SEALED_BYTES)
    return [box[at : at + SEALED_BYTES] for at in range(0, len(box), SEALED_BYTES)]


def open_box(box: bytes, first: Half, second: Half, address: Address) -> list[Ballot]:
    """What lies in the box, shuffled. ``BoxTampered`` where one ballot does not open: then nothing of it is told."""
    found = [_opened(sealed, first, second, address) for sealed in ballots(box)]
    secrets.SystemRandom().shuffle(found)
    return found


def reseal(found: Sequence[Ballot], address: Address) -> bytes:
    """A fresh box with the same ballots: no sealed ballot of an older copy is in it."""
    return b"".join(sorted(seal(ballot, address) for ballot in found))


def _opened(sealed: bytes, first: Half, second: Half, address: Address) -> Ballot:
    head = sealed[:KEY_BYTES]
    try:
        own = X25519PublicKey.from_public_bytes(head)
        key = _key(head, [half.private.exchange(own) for half in (first, second)], address)
        plain = AESGCM(key).decrypt(_NONCE, sealed[KEY_BYTES:], address.context)
    except (InvalidTag, ValueError):
        raise refused(BoxTampered, "ballot_foreign") from None
    rating = int.from_bytes(plain[:_RATING_BYTES], "big")
    if rating != _UNKNOWN and rating > MOST_POINTS:
        raise refused(BoxTampered, "ballot_foreign")
    return Ballot(None if rating == _UNKNOWN else rating, plain[_RATING_BYTES:])


def _key(head: bytes, shared: Sequence[bytes], address: Address) -> bytes:
    info = b"xiangxin ballot " + hashlib.sha256(head + address.context).digest()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(b"".join(shared))
