"""Salted disclosures (SD-JWT, RFC 9901): claims that stand in the token as hashes, and beside it in plain words.

The holder passes on the plain words of the claims to be shown. A hash says nothing about its claim: each has 16 random
bytes of its own. Refused is whatever would let a claim stand where the issuer did not put it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from xiangxin.proof.credentials.errors import MalformedToken, NotAuthentic, refused
from xiangxin.proof.credentials.model import RESERVED
from xiangxin.proof.credentials.provider import International
from xiangxin.proof.credentials.strict import MAX_DEPTH, Json, decoded, encoded, read_json, written

HASH = "sha-256"
MAX_DISCLOSURES = 200
_SALT_BYTES = 16
_DIGEST_BYTES = 32
_PROVIDER = International()


def make_disclosure(name: str, value: object) -> str:
    """The disclosure of one claim, with a new salt."""
    return encoded(written([encoded(secrets.token_bytes(_SALT_BYTES)), name, value]))


def hash_of(text: str) -> str:
    """The hash of a disclosure, or of anything in ASCII, as it stands in a token."""
    return encoded(_PROVIDER.digest(text.encode("ascii")))


def decoy() -> str:
    """A hash of nothing, which looks like any other."""
    return encoded(secrets.token_bytes(_DIGEST_BYTES))


@dataclass(slots=True)
class Resolved:
    """Claims with the disclosed ones in their places, and the names of these."""

    claims: dict[str, Json]
    disclosed: tuple[str, ...]


def name_in(disclosure: str) -> str:
    """The name of the claim it discloses, empty for a member of a list; ``MalformedToken`` when it is none."""
    content = _content(disclosure)
    return str(content[1]) if len(content) == 3 else ""


def resolve(payload: Mapping[str, Json], disclosures: Iterable[str]) -> Resolved:
    """The payload with every disclosure in its place; ``MalformedToken``, ``NotAuthentic``."""
    algorithm = payload.get("_sd_alg", HASH)
    if algorithm != HASH:
        raise refused(NotAuthentic, "sd_alg_unknown")
    resolver = _Resolver()
    for disclosure in disclosures:
        digest = hash_of(disclosure)
        if digest in resolver.waiting:
            raise refused(NotAuthentic, "disclosure_twice")
        resolver.waiting[digest] = _content(disclosure)
        resolver.order[digest] = len(resolver.order)
        if len(resolver.waiting) > MAX_DISCLOSURES:
            raise refused(MalformedToken, "disclosures_too_many", limit=MAX_DISCLOSURES)
    claims = resolver.object({name: value for name, value in payload.items() if name != "_sd_alg"}, 0)
    if resolver.waiting:
        raise refused(NotAuthentic, "disclosure_foreign")
    return Resolved(claims, tuple(resolver.names))


def _content(disclosure: str) -> list[Json]:
    data = decoded(disclosure)
    try:
        content = read_json(data or b"")
    except ValueError:
        raise refused(MalformedToken, "disclosure_shape") from None
    if not isinstance(content, list) or len(content) not in (2, 3) or not isinstance(content[0], str):
        raise refused(MalformedToken, "disclosure_shape")
    if len(content) == 3 and not isinstance(content[1], str):
        raise refused(MalformedToken, "disclosure_shape")
    return content


@dataclass(slots=True)
class _Resolver:
    """Walks through the claims; ``waiting`` are disclosures whose hash was not met yet."""

    waiting: dict[str, list[Json]] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    names: list[str] = field(default_factory=list)

    def value(self, value: Json, depth: int) -> Json:
        if depth > MAX_DEPTH:
            raise refused(MalformedToken, "token_json")
        if isinstance(value, dict):
            return self.object(value, depth)
        return self.members(value, depth) if isinstance(value, list) else value

    def object(self, found: dict[str, Json], depth: int) -> dict[str, Json]:
        hashes = found.get("_sd", [])
        if not isinstance(hashes, list) or "..." in found:
            raise refused(MalformedToken, "disclosure_shape")
        claims = {name: self.value(value, depth + 1) for name, value in found.items() if name != "_sd"}
        for digest in sorted(hashes, key=self.place):
            content = self.meet(digest, 3)
            if content is None:
                continue
            name = str(content[1])
            if name in RESERVED:
                raise refused(NotAuthentic, "disclosure_reserved", name=name)
            if name in claims:
                raise refused(NotAuthentic, "disclosure_taken", name=name)
            self.names.append(name)
            claims[name] = self.value(content[2], depth + 1)
        return claims

    def members(self, found: list[Json], depth: int) -> list[Json]:
        members: list[Json] = []
        for member in found:
            if not isinstance(member, dict) or "..." not in member:
                members.append(self.value(member, depth + 1))
                continue
            if len(member) != 1:
                raise refused(MalformedToken, "disclosure_shape")
            content = self.meet(member["..."], 2)
            if content is not None:
                members.append(self.value(content[1], depth + 1))
        return members

    def place(self, digest: Json) -> int:
        """Claims come in the order in which they are shown, not in that of their hashes."""
        return self.order.get(digest, -1) if isinstance(digest, str) else -1

    def meet(self, digest: Json, size: int) -> list[Json] | None:
        """The disclosure with this hash; ``None`` where it is not shown, or where the hash is a decoy."""
        if not isinstance(digest, str):
            raise refused(MalformedToken, "disclosure_shape")
        if digest in self.met:
            raise refused(NotAuthentic, "digest_twice")
        self.met.add(digest)
        content = self.waiting.pop(digest, None)
        if content is not None and len(content) != size:
            raise refused(NotAuthentic, "disclosure_foreign")
        return content
