"""Token Status List: one bit for each certificate, published as one signed token: which were withdrawn, and not why.

A list of many thousand places that are taken at random says nothing about any one of them to who does not hold the
certificate, and the whole list is fetched, so the issuer learns nothing about who is shown what.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xiangxin.proof.credentials.days import day_of, is_second, second_of, start_of
from xiangxin.proof.credentials.errors import MalformedToken, NotAuthentic, NotIssuable, refused
from xiangxin.proof.credentials.keys import KeySet, SigningKey
from xiangxin.proof.credentials.model import StatusReference
from xiangxin.proof.credentials.strict import Json, decoded, encoded
from xiangxin.proof.credentials.tokens import open_token, sign_token

KIND = "statuslist+jwt"
PLACES = 131_072
MAX_PLACES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StatusList:
    """The bits of a list, eight places in a byte, the lowest bit first. A set bit: withdrawn."""

    bits: bytes

    def __post_init__(self) -> None:
        if not 0 < len(self.bits) <= MAX_PLACES // 8:
            raise refused(NotIssuable, "list_size", limit=MAX_PLACES)

    @classmethod
    def empty(cls, places: int = PLACES) -> StatusList:
        """A list in which nothing is withdrawn; the number of places is a multiple of eight."""
        if places % 8:
            raise refused(NotIssuable, "list_size", limit=MAX_PLACES)
        return cls(bytes(places // 8))

    @classmethod
    def of(cls, withdrawn: Iterable[int], places: int = PLACES) -> StatusList:
        """A list in which these places are withdrawn and no others."""
        bits = bytearray(cls.empty(places).bits)
        for index in withdrawn:
            if not 0 <= index < places:
                raise refused(NotIssuable, "list_place", index=index, places=places)
            bits[index // 8] |= 1 << index % 8
        return cls(bytes(bits))

    @property
    def places(self) -> int:
        """How many certificates the list can hold."""
        return 8 * len(self.bits)

    def is_withdrawn(self, index: int) -> bool:
        """Whether the bit of this place is set; ``NotAuthentic`` for a place that the list does not have."""
        if not 0 <= index < self.places:
            raise refused(NotAuthentic, "status_place", index=index, places=self.places)
        return bool(self.bits[index // 8] >> index % 8 & 1)

    def sign(self, uri: str, key: SigningKey, issued_at: datetime, expires_at: datetime) -> str:
        """The token to be published at ``uri``; to be made anew before it expires, changed or not. ``NotIssuable``."""
        since, until = second_of(issued_at), second_of(expires_at)
        if until <= since:
            raise refused(NotIssuable, "claims_days", issued=str(day_of(since)), expires=str(day_of(until)))
        content = {"bits": 1, "lst": encoded(zlib.compress(self.bits, 9))}
        payload = {"iss": key.issuer, "sub": uri, "iat": since, "exp": until, "status_list": content}
        return sign_token(KIND, payload, key)


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A status list whose signature is good, with the days it is from and for, both included."""

    list: StatusList
    uri: str
    from_on: date
    until_on: date


def read_status_list(token: str, sets: Sequence[KeySet], reference: StatusReference, on: date) -> PublishedList:
    """The list that ``reference`` names, not out of date on ``on``; ``sets`` are of the certificate's issuer.

    ``MalformedToken`` for what is no status list, ``NotAuthentic`` for another issuer's, another one, an old one.
    """
    opened = open_token(token, (KIND,), sets)
    uri, until = opened.payload.get("sub"), opened.payload.get("exp")
    since = opened.payload["iat"]
    if uri != reference.uri:
        raise refused(NotAuthentic, "status_other_list")
    if not isinstance(until, int) or not is_second(until) or not isinstance(since, int):
        raise refused(MalformedToken, "claim_missing", name="exp")
    if until <= start_of(on):
        raise refused(NotAuthentic, "status_old", day=str(day_of(until)))
    return PublishedList(_read_bits(opened.payload.get("status_list")), reference.uri, day_of(since), day_of(until))


def reference_in(status: Json) -> StatusReference:
    """The reference that a certificate holds under ``status``; ``MalformedToken`` for any other mechanism."""
    named = status.get("status_list") if isinstance(status, dict) and len(status) == 1 else None
    if not isinstance(named, dict) or set(named) != {"idx", "uri"}:
        raise refused(MalformedToken, "status_shape")
    index, uri = named["idx"], named["uri"]
    if type(index) is not int or index < 0 or not isinstance(uri, str):
        raise refused(MalformedToken, "status_shape")
    return StatusReference(uri, index)


def written_reference(reference: StatusReference) -> dict[str, object]:
    """The claim ``status`` of a certificate."""
    return {"status_list": {"idx": reference.index, "uri": reference.uri}}


def _read_bits(content: Json) -> StatusList:
    if not isinstance(content, dict) or content.get("bits") != 1 or not isinstance(content.get("lst"), str):
        raise refused(MalformedToken, "list_shape")
    packed = decoded(str(content["lst"]))
    unpacking = zlib.decompressobj()
    try:
        bits = unpacking.decompress(packed or b"", MAX_PLACES // 8 + 1)
    except zlib.error:
        raise refused(MalformedToken, "list_shape") from None
    if not unpacking.eof or unpacking.unused_data or not 0 < len(bits) <= MAX_PLACES // 8:
        raise refused(MalformedToken, "list_shape")
    return StatusList(bits)
