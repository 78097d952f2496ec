"""The certificate as a signed file, with what its holder chose. Each one is signed anew: two files share no byte but
the place in the list, so that who sees two of them learns little more from it."""

from __future__ import annotations

import json
from collections.abc import Collection
from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.certificates.actions.keys import key_for
from xiangxin.office.certificates.choices import Form, Part
from xiangxin.office.certificates.errors import HolderKeyUnfit
from xiangxin.office.certificates.queries.mine import Said, said_by
from xiangxin.office.consent.actions.delivering import may_act
from xiangxin.proof.credentials import sdjwt, vcjose
from xiangxin.proof.credentials.errors import MalformedKeys
from xiangxin.proof.credentials.household import HOUSEHOLD_CREDIT
from xiangxin.proof.credentials.keys import PublicKey, public_key
from xiangxin.proof.credentials.model import Claims, StatusReference

DECOYS = 3
MOST_KEY = 2_000


def signed_file(
    by: Viewer, person: UUID, certificate: UUID, chosen: Collection[str], form: str, holder: str = ""
) -> str:
    """The file. ``chosen`` are parts; ``holder`` is the public key of a wallet as a JWK, to bind an SD-JWT VC to it.

    Errors: ``NotYours``, ``NoMandate``, ``MayNotTake``, ``AddressUnknown``, ``CertificateOver``, ``HolderKeyUnfit``,
    ``SiteMissing``.
    """
    may_act(by, person)
    bound = _holder(holder)
    said = said_by(by, person, certificate, chosen)
    today = timezone.localdate()
    key = key_for(by.actor, today)
    claims = Claims(HOUSEHOLD_CREDIT, today, said.expires_on, _about(said))
    place = StatusReference(said.uri, said.place)
    with act(
        "certificates.file_signed",
        by=by.actor,
        about=f"certificates.certificate:{said.id}",
        person=person,
        purpose=OBJECTION,
        payload={"form": form, "parts": sorted(said.parts)},
    ):
        if form == Form.VC_JOSE:
            return vcjose.issue(claims, key, place)
        return sdjwt.issue(claims, sorted(said.parts), key, place, bound, DECOYS)


def _about(said: Said) -> dict[str, object]:
    parts: dict[str, object] = {str(part): words.zh for part, words in said.parts.items()}
    if Part.COLOUR in said.parts:
        parts[Part.COLOUR.value] = said.colour
    return {"county": said.county.zh, **parts}


def _holder(jwk: str) -> PublicKey | None:
    if not jwk.strip():
        return None
    try:
        content = json.loads(jwk[:MOST_KEY])
        if not isinstance(content, dict):
            raise HolderKeyUnfit("holder")
        return public_key(content)
    except (ValueError, RecursionError, MalformedKeys):
        raise HolderKeyUnfit("holder") from None
