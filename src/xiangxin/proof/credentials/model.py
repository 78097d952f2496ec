"""What a certificate says apart from its form, and what is known about one that was verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from xiangxin.kernel.errors import CheckFailed, Finding
from xiangxin.proof.credentials.days import end_of, is_second, start_of
from xiangxin.proof.credentials.errors import NotIssuable, refused
from xiangxin.proof.credentials.keys import PublicKey
from xiangxin.proof.credentials.strict import Json, check_json

SD_JWT = "dc+sd-jwt"
VC_JWT = "vc+jwt"

RESERVED = frozenset(
    {"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "vct", "vct#integrity", "status", "_sd", "_sd_alg", "..."}
)
"""Names that mean something to the formats themselves: never a claim about the holder, never disclosed apart."""


@dataclass(frozen=True, slots=True)
class StatusReference:
    """Where the state of a certificate is published: the address of a list and the place in it, from 0."""

    uri: str
    index: int


@dataclass(frozen=True, slots=True)
class Claims:
    """What is certified. ``kind`` is the type's address; ``expires_on`` is the last day on which it is valid.

    ``about`` are claims about the holder: JSON without fractions, money in fen. ``NotIssuable`` for what cannot be.
    """

    kind: str
    issued_on: date
    expires_on: date
    about: Mapping[str, object]

    def __post_init__(self) -> None:
        if self.expires_on < self.issued_on:
            raise refused(NotIssuable, "claims_days", issued=str(self.issued_on), expires=str(self.expires_on))
        if not (is_second(start_of(self.issued_on)) and is_second(end_of(self.expires_on))):
            raise refused(NotIssuable, "claims_calendar")
        try:
            check_json(self.about)
        except ValueError:
            raise refused(NotIssuable, "claims_json") from None
        taken = sorted(RESERVED & set(self.about))
        if taken:
            raise refused(NotIssuable, "claims_reserved", name=taken[0])


@dataclass(frozen=True, slots=True)
class Binding:
    """What the verifier asked the holder to sign: whom it is shown to, and a number used once."""

    audience: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Verified:
    """An authentic certificate: every claim in it was signed by the issuer's key.

    ``disclosed`` names the claims that the holder chose to show, ``about`` holds these and the ones always shown.
    ``status_on`` is the day of the status list that was looked at; ``None`` where none was. ``bound`` says whether the
    holder's own signature was verified. ``notes`` are conditions that the reader has to know.
    """

    form: str
    issuer: str
    kind: str
    issued_on: date
    expires_on: date
    about: Mapping[str, Json]
    disclosed: tuple[str, ...] = ()
    kid: str = ""
    status: StatusReference | None = None
    status_on: date | None = None
    holder: PublicKey | None = None
    bound: bool = False
    notes: tuple[Finding, ...] = ()


class NotValid(CheckFailed):
    """An authentic certificate that is not valid on the day asked: expired, withdrawn, or its state unknown.

    ``shown`` is what it says, for a page or a person that has to say why; never to be relied upon.
    """

    def __init__(self, findings: tuple[Finding, ...], shown: Verified) -> None:
        super().__init__(findings)
        self.shown = shown
