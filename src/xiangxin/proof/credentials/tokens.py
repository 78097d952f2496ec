"""One signed token (JWS in compact form, ES256): made and opened by joserfc, but for what that library lets pass.

A token names its issuer's key by ``kid``; nothing in it is ever taken for a key. Headers that are not expected are
refused, not passed over. Must never answer with a token whose signature was not verified.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwa import JWSAlgModel
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

from xiangxin.proof.credentials.days import day_of, is_second
from xiangxin.proof.credentials.errors import MalformedToken, NotAuthentic, NotIssuable, refused
from xiangxin.proof.credentials.keys import KeySet, PublicKey, PublishedKey, SigningKey, all_kids
from xiangxin.proof.credentials.provider import ES256, Signer
from xiangxin.proof.credentials.strict import Json, check_json, decoded, read_object, written

MAX_BYTES = 128 * 1024
_MAX_HEADER_BYTES = 1024
_HEADERS = frozenset({"alg", "typ", "kid", "cty"})

Payload = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Opened:
    """A token whose signature is good; ``key`` is the published key that verified it."""

    header: Mapping[str, Json]
    payload: Mapping[str, Json]
    issuer: str
    key: PublishedKey


class _Delegated(JWSAlgModel):
    """ES256 by a signer that may keep its key elsewhere: the library only ever sees the public key."""

    name = ES256
    description = "ES256 by a signer"
    key_type = "EC"

    def __init__(self, signer: Signer) -> None:
        self.signer = signer

    def sign(self, msg: bytes, key: ECKey) -> bytes:
        assert not key.is_private
        return self.signer.sign(msg)

    def verify(self, msg: bytes, sig: bytes, key: ECKey) -> bool:
        return JWSRegistry.algorithms[ES256].verify(msg, sig, key)


class _Registry(JWSRegistry):
    """The library's rules, for our sizes and one algorithm."""

    max_header_length = _MAX_HEADER_BYTES
    max_payload_length = MAX_BYTES

    def __init__(self, signer: Signer | None = None) -> None:
        super().__init__(algorithms=[ES256])
        self.signer = signer

    def get_alg(self, name: str) -> JWSAlgModel:
        """The named algorithm; signing goes to the signer."""
        known = super().get_alg(name)
        return known if self.signer is None else _Delegated(self.signer)


def make_token(header: Mapping[str, str], payload: Payload, signer: Signer, public: PublicKey) -> str:
    """The signed token; ``NotIssuable`` when the payload cannot be written exactly, or is too long."""
    try:
        check_json(payload)
    except ValueError:
        raise refused(NotIssuable, "claims_json") from None
    try:
        token = jws.serialize_compact(
            {"alg": ES256, **header}, written(payload), public.loaded(), registry=_Registry(signer)
        )
    except JoseError:
        raise refused(NotIssuable, "claims_json") from None
    if len(token) > MAX_BYTES:
        raise refused(NotIssuable, "token_too_long", limit=MAX_BYTES)
    return token


def sign_token(kind: str, payload: Payload, key: SigningKey, content: str | None = None) -> str:
    """The token of this ``typ`` by the issuer's key, which is named in it; ``content`` is ``cty``. ``NotIssuable``."""
    public = key.public
    header = {"typ": kind, "kid": public.kid, **({} if content is None else {"cty": content})}
    return make_token(header, payload, key.signer, public)


def open_token(token: str, kinds: Sequence[str], sets: Sequence[KeySet]) -> Opened:
    """The token, verified with the key of its issuer among ``sets``.

    ``MalformedToken`` for what is no token, ``NotAuthentic`` for another kind, algorithm, issuer or key, and for a
    signature that is not good or not of a day on which the key signed.
    """
    header, payload = parsed(token)
    check_header(header, kinds)
    issuer, kid = payload.get("iss"), header.get("kid")
    if not isinstance(issuer, str):
        raise refused(MalformedToken, "claim_missing", name="iss")
    if not isinstance(kid, str):
        raise refused(MalformedToken, "claim_missing", name="kid")
    published = _key_of(issuer, kid, sets)
    if not has_signature(token, published.key):
        _refuse_signature(token, issuer, sets)
    issued = payload.get("iat")
    if not isinstance(issued, int) or not is_second(issued):
        raise refused(MalformedToken, "claim_missing", name="iat")
    _check_days(published, day_of(issued))
    return Opened(header, payload, issuer, published)


def parsed(token: str) -> tuple[dict[str, Json], dict[str, Json]]:
    """Header and payload, nothing verified; ``MalformedToken`` unless they are written in the one way."""
    if len(token) > MAX_BYTES:
        raise refused(MalformedToken, "token_too_long", limit=MAX_BYTES)
    parts = [decoded(part) for part in token.split(".", 3)]
    if len(parts) != 3 or not all(parts):
        raise refused(MalformedToken, "token_shape")
    try:
        return read_object(parts[0] or b""), read_object(parts[1] or b"")
    except ValueError:
        raise refused(MalformedToken, "token_json") from None


def check_header(header: Mapping[str, Json], kinds: Sequence[str]) -> None:
    """``NotAuthentic`` unless the header says ES256, one of the kinds, and nothing that is not known."""
    algorithm, kind = header.get("alg"), header.get("typ")
    if not isinstance(algorithm, str) or algorithm.lower() == "none":
        raise refused(NotAuthentic, "alg_none")
    if algorithm != ES256:
        raise refused(NotAuthentic, "alg_unknown", algorithm=algorithm)
    if kind not in kinds:
        raise refused(NotAuthentic, "typ_other", wanted=", ".join(kinds))
    unknown = sorted(set(header) - _HEADERS)
    if unknown:
        raise refused(NotAuthentic, "header_unknown", name=unknown[0])


def has_signature(token: str, key: PublicKey) -> bool:
    """Whether the signature is good and by this key."""
    try:
        jws.deserialize_compact(token, key.loaded(), registry=_Registry())
    except JoseError:
        return False
    return True


def _key_of(issuer: str, kid: str, sets: Sequence[KeySet]) -> PublishedKey:
    of_issuer = [keys for keys in sets if keys.issuer == issuer]
    found = [published for keys in of_issuer if (published := keys.by_kid(kid)) is not None]
    if found:
        # An older file beside a newer one must not bring back what the newer one ended.
        return min(found, key=lambda each: (each.revoked_on is None, each.until_on or date.max))
    elsewhere = all_kids(sets).get(kid)
    if elsewhere is not None:
        raise refused(NotAuthentic, "key_of_other_issuer", issuer=issuer, other=elsewhere[0].issuer)
    if not of_issuer:
        raise refused(NotAuthentic, "issuer_unknown", issuer=issuer)
    raise refused(NotAuthentic, "key_unknown", issuer=issuer)


def _refuse_signature(token: str, issuer: str, sets: Sequence[KeySet]) -> NoReturn:
    """Say whose signature it is, where one of the other key sets tells."""
    for keys, published in all_kids(sets).values():
        if keys.issuer != issuer and has_signature(token, published.key):
            raise refused(NotAuthentic, "key_of_other_issuer", issuer=issuer, other=keys.issuer)
    raise refused(NotAuthentic, "signature_wrong")


def _check_days(published: PublishedKey, issued_on: date) -> None:
    if published.revoked_on is not None:
        raise refused(NotAuthentic, "key_revoked", day=str(published.revoked_on))
    if not published.signs_on(issued_on):
        raise refused(NotAuthentic, "key_days_other", day=str(issued_on))
