"""SD-JWT VC: a certificate of which the holder shows only the claims that are needed, and proves to be the holder.

``issue`` makes it, ``present`` leaves claims out, ``bind`` adds the holder's signature for one verifier, ``open_sdjwt``
verifies all of it but the days and the state, which ``verify`` does for every form.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xiangxin.proof.credentials.days import day_of, end_of, is_second, second_of, start_of
from xiangxin.proof.credentials.disclosures import HASH, decoy, hash_of, make_disclosure, name_in, resolve
from xiangxin.proof.credentials.errors import MalformedKeys, MalformedToken, NotAuthentic, NotIssuable, refused
from xiangxin.proof.credentials.keys import KeySet, PublicKey, SigningKey, public_key, public_of
from xiangxin.proof.credentials.model import RESERVED, SD_JWT, Binding, Claims, StatusReference
from xiangxin.proof.credentials.provider import Signer
from xiangxin.proof.credentials.status import written_reference
from xiangxin.proof.credentials.strict import Json
from xiangxin.proof.credentials.tokens import (
    MAX_BYTES,
    Opened,
    check_header,
    has_signature,
    make_token,
    open_token,
    parsed,
    sign_token,
)

BINDING = "kb+jwt"
SEPARATOR = "~"


@dataclass(frozen=True, slots=True)
class Presentation:
    """A token taken apart: the issuer's, the disclosures, and the holder's own where there is one."""

    token: str
    disclosures: tuple[str, ...]
    binding: str = ""

    @property
    def unbound(self) -> str:
        """Everything that the holder's signature is over."""
        return SEPARATOR.join((self.token, *self.disclosures, ""))

    def write(self) -> str:
        """The whole of it, as it is shown."""
        return self.unbound + self.binding


@dataclass(frozen=True, slots=True)
class OpenedSdJwt:
    """An authentic SD-JWT VC: the claims about the holder, which of them were disclosed, and whether it is bound."""

    opened: Opened
    kind: str
    about: dict[str, Json]
    disclosed: tuple[str, ...]
    holder: PublicKey | None
    bound: bool


def issue(
    claims: Claims,
    disclosable: Collection[str],
    key: SigningKey,
    status: StatusReference | None = None,
    holder: PublicKey | None = None,
    decoys: int = 0,
) -> str:
    """The certificate with everything disclosed, as its holder receives it.

    ``disclosable`` names the claims that the holder may leave out. ``holder`` is the key to which it is bound.
    ``decoys`` hashes of nothing hide how many claims there are. ``NotIssuable`` for a name that is no claim.
    """
    unknown = sorted(set(disclosable) - set(claims.about))
    if unknown:
        raise refused(NotIssuable, "claims_unknown", name=unknown[0])
    disclosures = [make_disclosure(name, claims.about[name]) for name in claims.about if name in disclosable]
    payload: dict[str, object] = {
        "iss": key.issuer,
        "vct": claims.kind,
        "iat": start_of(claims.issued_on),
        "exp": end_of(claims.expires_on),
    }
    if status is not None:
        payload["status"] = written_reference(status)
    if holder is not None:
        payload["cnf"] = {"jwk": holder.jwk}
    payload |= {name: value for name, value in claims.about.items() if name not in disclosable}
    hashes = [*map(hash_of, disclosures), *(decoy() for _ in range(decoys))]
    if hashes:
        # In the order of the hashes, which says nothing about the order of the claims.
        payload |= {"_sd": sorted(hashes), "_sd_alg": HASH}
    certificate = Presentation(sign_token(SD_JWT, payload, key), tuple(disclosures)).write()
    if len(certificate) > MAX_BYTES:
        raise refused(NotIssuable, "token_too_long", limit=MAX_BYTES)
    return certificate


def present(certificate: str, names: Collection[str]) -> str:
    """The certificate with these disclosable claims only, not bound. ``NotIssuable`` for another name."""
    whole = split(certificate)
    known = {name_in(disclosure): disclosure for disclosure in whole.disclosures}
    missing = sorted(set(names) - set(known))
    if missing:
        raise refused(NotIssuable, "claims_unknown", name=missing[0])
    return Presentation(whole.token, tuple(known[name] for name in known if name in names)).write()


def bind(presentation: str, holder: Signer, asked: Binding, signed_at: datetime) -> str:
    """The presentation with the holder's signature, for the verifier who asked."""
    shown = split(presentation)
    payload = {
        "iat": second_of(signed_at),
        "aud": asked.audience,
        "nonce": asked.nonce,
        "sd_hash": hash_of(shown.unbound),
    }
    token = make_token({"typ": BINDING}, payload, holder, public_of(holder))
    return Presentation(shown.token, shown.disclosures, token).write()


def split(text: str) -> Presentation:
    """The parts, nothing verified; ``MalformedToken`` when it is no SD-JWT."""
    if len(text) > MAX_BYTES:
        raise refused(MalformedToken, "token_too_long", limit=MAX_BYTES)
    token, *rest = text.split(SEPARATOR)
    if not rest or not token.isascii() or not text.isascii():
        raise refused(MalformedToken, "token_shape")
    *disclosures, binding = rest
    return Presentation(token, tuple(disclosures), binding)


def open_sdjwt(text: str, sets: Sequence[KeySet], asked: Binding | None, on: date) -> OpenedSdJwt:
    """The certificate, its signatures and disclosures verified; ``MalformedToken``, ``NotAuthentic``."""
    shown = split(text)
    opened = open_token(shown.token, (SD_JWT,), sets)
    resolved = resolve(opened.payload, shown.disclosures)
    kind = opened.payload.get("vct")
    if not isinstance(kind, str):
        raise refused(MalformedToken, "claim_missing", name="vct")
    holder = _holder(opened.payload.get("cnf"))
    if shown.binding:
        _check_binding(shown, holder, asked, on)
    elif asked is not None:
        raise refused(NotAuthentic, "binding_missing")
    about = {name: value for name, value in resolved.claims.items() if name not in RESERVED}
    return OpenedSdJwt(opened, kind, about, resolved.disclosed, holder, bool(shown.binding) and asked is not None)


def _holder(confirmation: Json) -> PublicKey | None:
    if confirmation is None:
        return None
    jwk = confirmation.get("jwk") if isinstance(confirmation, dict) else None
    if not isinstance(jwk, dict):
        raise refused(MalformedToken, "holder_shape")
    try:
        return public_key(jwk)
    except MalformedKeys:
        raise refused(MalformedToken, "holder_shape") from None


def _check_binding(shown: Presentation, holder: PublicKey | None, asked: Binding | None, on: date) -> None:
    if holder is None:
        raise refused(NotAuthentic, "binding_without_key")
    header, payload = parsed(shown.binding)
    check_header(header, (BINDING,))
    if not has_signature(shown.binding, holder):
        raise refused(NotAuthentic, "binding_wrong")
    if payload.get("sd_hash") != hash_of(shown.unbound):
        raise refused(NotAuthentic, "binding_other")
    signed = payload.get("iat")
    if not isinstance(signed, int) or not is_second(signed):
        raise refused(MalformedToken, "claim_missing", name="iat")
    if asked is None:
        return
    if payload.get("aud") != asked.audience or payload.get("nonce") != asked.nonce:
        raise refused(NotAuthentic, "binding_not_asked")
    if abs((on - day_of(signed)).days) > 1:
        raise refused(NotAuthentic, "binding_day", day=str(day_of(signed)))
