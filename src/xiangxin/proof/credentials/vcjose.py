"""VC-JOSE: the same certificate as a Verifiable Credential (data model 2.0) in one signed token, shown whole.

For verifiers who know W3C credentials and no selective disclosure. What the data model and the token both say (issuer,
days) must agree: two readers of one certificate may not read two things.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xiangxin.proof.credentials.days import CHINA, end_of, is_second, start_of
from xiangxin.proof.credentials.errors import MalformedToken, NotAuthentic, refused
from xiangxin.proof.credentials.keys import KeySet, SigningKey
from xiangxin.proof.credentials.model import VC_JWT, Claims, StatusReference
from xiangxin.proof.credentials.status import written_reference
from xiangxin.proof.credentials.strict import Json
from xiangxin.proof.credentials.tokens import Opened, open_token, sign_token

CONTEXTS = ("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/undefined-terms/v2")
BASE_TYPE = "VerifiableCredential"
CONTENT = "vc"


@dataclass(frozen=True, slots=True)
class OpenedVcJwt:
    """An authentic VC-JOSE credential and the claims about its holder."""

    opened: Opened
    kind: str
    about: dict[str, Json]


def issue(claims: Claims, key: SigningKey, status: StatusReference | None = None) -> str:
    """The certificate; every claim is always shown. ``NotIssuable``."""
    since, until = start_of(claims.issued_on), end_of(claims.expires_on)
    payload: dict[str, object] = {
        "@context": list(CONTEXTS),
        "type": [BASE_TYPE, claims.kind],
        "issuer": key.issuer,
        "validFrom": _instant(since),
        "validUntil": _instant(until),
        "credentialSubject": dict(claims.about),
        "iss": key.issuer,
        "iat": since,
        "exp": until,
    }
    if status is not None:
        payload["status"] = written_reference(status)
    return sign_token(VC_JWT, payload, key, CONTENT)


def open_vcjwt(token: str, sets: Sequence[KeySet]) -> OpenedVcJwt:
    """The credential, its signature verified; ``MalformedToken``, ``NotAuthentic``."""
    opened = open_token(token, (VC_JWT,), sets)
    payload = opened.payload
    context, types, about = payload.get("@context"), payload.get("type"), payload.get("credentialSubject")
    if not isinstance(context, list) or context[:1] != [CONTEXTS[0]]:
        raise refused(MalformedToken, "claim_missing", name="@context")
    if not isinstance(types, list) or len(types) != 2 or types[0] != BASE_TYPE or not isinstance(types[1], str):
        raise refused(MalformedToken, "claim_missing", name="type")
    if "credentialStatus" in payload:
        # A state written in another way: passing it over would let a withdrawn one pass.
        raise refused(MalformedToken, "status_shape")
    if not isinstance(about, dict):
        raise refused(MalformedToken, "claim_missing", name="credentialSubject")
    said_twice = {"issuer": opened.issuer, "validFrom": "iat", "validUntil": "exp"}
    for name in ("validFrom", "validUntil"):
        second = payload.get(said_twice[name])
        said_twice[name] = _instant(second) if isinstance(second, int) and is_second(second) else ""
    for name, value in said_twice.items():
        if payload.get(name) != value:
            raise refused(NotAuthentic, "claims_disagree", name=name)
    return OpenedVcJwt(opened, types[1], about)


def _instant(second: int) -> str:
    return datetime.fromtimestamp(second, CHINA).isoformat()
