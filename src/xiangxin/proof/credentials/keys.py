"""Keys that sign certificates, and the key set an issuer publishes: one file that a verifier keeps, also off line.

The file is a JWK set (RFC 7517) with the issuer's name beside the keys. ``nbf`` and ``exp`` of a key bound the days on
which it signs: a key that is retired stays in the file, so that what it signed can be verified for as long as it is
valid. A key with ``revoked`` verifies nothing any more, since whoever stole it can write any day. A private key never
stands in the file; one found there is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from xiangxin.kernel.errors import CheckFailed, Location, UnreadableInput
from xiangxin.proof.credentials.days import day_of, end_of, is_second, last_day_before, start_of
from xiangxin.proof.credentials.errors import MESSAGES, MalformedKeys, NotIssuable, refused
from xiangxin.proof.credentials.provider import ES256, Signer
from xiangxin.proof.credentials.strict import Json, decoded, read_object

CURVE = "P-256"
MAX_FILE_BYTES = 256 * 1024
MAX_KEYS = 200
_COORDINATE_BYTES = 32
_PUBLIC = ("kty", "crv", "x", "y")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public P-256 key by its coordinates, Base64url. ``kid`` is its thumbprint (RFC 7638)."""

    x: str
    y: str

    @property
    def jwk(self) -> dict[str, str]:
        """The key alone, as a JWK."""
        return {"kty": "EC", "crv": CURVE, "x": self.x, "y": self.y}

    @property
    def kid(self) -> str:
        """The thumbprint, which names the key."""
        return self.loaded().thumbprint()

    @property
    def fingerprint(self) -> str:
        """The first half of the thumbprint in eight groups, to be compared by eye or over the telephone."""
        digits = (decoded(self.kid) or b"").hex()[:32]
        return " ".join(digits[place : place + 4] for place in range(0, 32, 4))

    def loaded(self) -> ECKey:
        """The key for the library."""
        return ECKey.import_key({**self.jwk})


def public_key(jwk: Mapping[str, object]) -> PublicKey:
    """The public key in a JWK; ``MalformedKeys`` when it is none on P-256, or a private one."""
    if "d" in jwk:
        raise refused(MalformedKeys, "key_private")
    if jwk.get("kty") != "EC" or jwk.get("crv") != CURVE:
        raise refused(MalformedKeys, "key_kind")
    x, y = jwk.get("x"), jwk.get("y")
    if not isinstance(x, str) or not isinstance(y, str):
        raise refused(MalformedKeys, "key_unreadable")
    for coordinate in (x, y):
        if len(decoded(coordinate) or b"") != _COORDINATE_BYTES:
            raise refused(MalformedKeys, "key_unreadable")
    key = PublicKey(x, y)
    try:
        key.loaded()
    except (JoseError, ValueError):
        raise refused(MalformedKeys, "key_unreadable") from None
    return key


def public_of(signer: Signer) -> PublicKey:
    """The public key that belongs to a signer of ES256; ``NotIssuable`` for another algorithm."""
    if signer.algorithm != ES256:
        raise refused(NotIssuable, "signer_algorithm", algorithm=signer.algorithm)
    jwk = ECKey.import_key(signer.public()).as_dict(private=False)
    return public_key({name: jwk[name] for name in _PUBLIC})


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private key of an issuer, behind a signer of ES256. ``issuer`` is its address, which names it."""

    issuer: str
    signer: Signer = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The public key that belongs to it."""
        return public_of(self.signer)


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A public key and the days on which it signs, both included; ``revoked_on`` ends it, also for the past."""

    key: PublicKey
    from_on: date
    until_on: date | None = None
    revoked_on: date | None = None

    def signs_on(self, day: date) -> bool:
        """Whether what bears this day of issue may be signed by it."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class KeySet:
    """All keys an issuer has signed with, and those it signs with now."""

    issuer: str
    keys: tuple[PublishedKey, ...]

    def by_kid(self, kid: str) -> PublishedKey | None:
        """The key of this name."""
        return next((each for each in self.keys if each.key.kid == kid), None)

    def with_key(self, key: PublicKey, from_on: date) -> KeySet:
        """Likewise with a new key (rotation). That day is the last one of keys that have none: they sign on it too."""
        older = tuple(each if each.until_on is not None else replace(each, until_on=from_on) for each in self.keys)
        return KeySet(self.issuer, (*older, PublishedKey(key, from_on)))

    def with_revoked(self, kid: str, revoked_on: date) -> KeySet:
        """Likewise with the key of this name ended for good."""
        keys = (replace(each, revoked_on=revoked_on) if each.key.kid == kid else each for each in self.keys)
        return KeySet(self.issuer, tuple(keys))

    def write(self) -> str:
        """The file that is published."""
        keys = [_entry(each) for each in self.keys]
        return json.dumps({"issuer": self.issuer, "keys": keys}, ensure_ascii=False, indent=2) + "\n"


def _entry(published: PublishedKey) -> dict[str, object]:
    entry: dict[str, object] = {
        **published.key.jwk,
        "kid": published.key.kid,
        "alg": ES256,
        "use": "sig",
        "nbf": start_of(published.from_on),
    }
    if published.until_on is not None:
        entry["exp"] = end_of(published.until_on)
    if published.revoked_on is not None:
        entry["revoked"] = {"revoked_at": start_of(published.revoked_on)}
    return entry


def read_keys(data: bytes, name: str = "") -> KeySet:
    """The key set in a file called ``name``; ``MalformedKeys`` with the place when it is none."""
    where = Location(PurePath(name).name if name else "")
    if len(data) > MAX_FILE_BYTES:
        raise MalformedKeys([MESSAGES.tell("keys_too_long", where, limit=MAX_FILE_BYTES)])
    try:
        content = read_object(data)
    except ValueError:
        raise MalformedKeys([MESSAGES.tell("keys_json", where)]) from None
    issuer, entries = content.get("issuer"), content.get("keys")
    if not isinstance(issuer, str) or not issuer:
        raise MalformedKeys([MESSAGES.tell("keys_issuer", where)])
    if not isinstance(entries, list) or not 0 < len(entries) <= MAX_KEYS:
        raise MalformedKeys([MESSAGES.tell("keys_none", where, limit=MAX_KEYS)])
    keys = tuple(_read_entry(entry, Location(where.file, row=number)) for number, entry in enumerate(entries, start=1))
    if len({each.key for each in keys}) != len(keys):
        raise MalformedKeys([MESSAGES.tell("keys_twice", where)])
    return KeySet(issuer, keys)


def _read_entry(entry: Json, where: Location) -> PublishedKey:
    if not isinstance(entry, dict):
        raise MalformedKeys([MESSAGES.tell("key_unreadable", where)])
    try:
        key = public_key(entry)
    except (UnreadableInput, CheckFailed) as error:
        raise MalformedKeys([replace(finding, where=where) for finding in error.findings]) from None
    if entry.get("kid") != key.kid or entry.get("alg") != ES256 or entry.get("use") != "sig":
        raise MalformedKeys([MESSAGES.tell("key_name", where)])
    since, until, revoked = entry.get("nbf"), entry.get("exp"), entry.get("revoked")
    if revoked is not None:
        revoked = revoked.get("revoked_at") if isinstance(revoked, dict) else False
    return PublishedKey(
        key,
        day_of(_second(since, where)),
        None if until is None else last_day_before(_second(until, where)),
        None if revoked is None else day_of(_second(revoked, where)),
    )


def _second(value: Json, where: Location) -> int:
    if not is_second(value) or not isinstance(value, int):
        raise MalformedKeys([MESSAGES.tell("key_days", where)])
    return value


def all_kids(sets: Iterable[KeySet]) -> dict[str, tuple[KeySet, PublishedKey]]:
    """Every key by its name, with the set in which it stands."""
    return {each.key.kid: (keys, each) for keys in sets for each in keys.keys}
