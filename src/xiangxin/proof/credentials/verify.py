"""Whether a certificate is authentic and valid on a day: everything off line, from what the verifier holds.

``verify`` returns only what may be relied upon. What is authentic but not valid comes as ``NotValid`` with all reasons;
whatever is not authentic is refused with the first one, and nothing of it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from xiangxin.kernel.errors import NOWHERE, CheckFailed, Finding, UnreadableInput
from xiangxin.proof.credentials.days import day_of, end_of, is_second, last_day_before
from xiangxin.proof.credentials.errors import MESSAGES, MalformedToken, refused
from xiangxin.proof.credentials.keys import KeySet
from xiangxin.proof.credentials.model import SD_JWT, VC_JWT, Binding, NotValid, Verified
from xiangxin.proof.credentials.sdjwt import SEPARATOR, open_sdjwt
from xiangxin.proof.credentials.status import read_status_list, reference_in
from xiangxin.proof.credentials.strict import Json
from xiangxin.proof.credentials.tokens import Opened
from xiangxin.proof.credentials.vcjose import open_vcjwt


def verify(
    token: str,
    keys: Iterable[KeySet],
    on: date,
    status_list: str | None = None,
    binding: Binding | None = None,
) -> Verified:
    """The certificate, when it is authentic and valid on the whole of ``on``.

    ``keys`` are the published key sets of the issuers that the verifier trusts. Without ``status_list`` a certificate
    that has a place in one is valid with a note. ``binding`` is what the verifier asked the holder to sign.
    ``MalformedToken``, ``NotAuthentic``, or ``NotValid``.
    """
    sets = tuple(keys)
    found, opened = _opened(token, sets, binding, on)
    reasons = _reasons_of_days(opened, on)
    if found.status is not None and status_list is not None:
        try:
            of_issuer = [keys for keys in sets if keys.issuer == found.issuer]
            published = read_status_list(status_list, of_issuer, found.status, on)
            withdrawn = published.list.is_withdrawn(found.status.index)
            found = replace(found, status_on=published.from_on)
            reasons += [_told("withdrawn", day=str(published.from_on))] if withdrawn else []
        except (UnreadableInput, CheckFailed) as error:
            reasons += [_told("status_refused"), *error.findings]
    if reasons:
        raise NotValid(tuple(reasons), found)
    return replace(found, notes=_notes(found))


def _opened(token: str, sets: tuple[KeySet, ...], asked: Binding | None, on: date) -> tuple[Verified, Opened]:
    """What the token says once its signatures are verified, whatever the day."""
    if SEPARATOR in token:
        shown = open_sdjwt(token, sets, asked, on)
        found = _found(SD_JWT, shown.opened, shown.kind, shown.about)
        return replace(found, disclosed=shown.disclosed, holder=shown.holder, bound=shown.bound), shown.opened
    if asked is not None:
        raise refused(MalformedToken, "token_shape")
    whole = open_vcjwt(token, sets)
    return _found(VC_JWT, whole.opened, whole.kind, whole.about), whole.opened


def _found(form: str, opened: Opened, kind: str, about: dict[str, Json]) -> Verified:
    status = opened.payload.get("status")
    return Verified(
        form=form,
        issuer=opened.issuer,
        kind=kind,
        issued_on=day_of(_second(opened, "iat")),
        expires_on=last_day_before(_second(opened, "exp")),
        about=about,
        kid=opened.key.key.kid,
        status=None if status is None else reference_in(status),
    )


def _second(opened: Opened, name: str) -> int:
    value = opened.payload.get(name)
    if not isinstance(value, int) or not is_second(value):
        raise refused(MalformedToken, "claim_missing", name=name)
    return value


def _reasons_of_days(opened: Opened, on: date) -> list[Finding]:
    since, until = _second(opened, "iat"), _second(opened, "exp")
    if "nbf" in opened.payload:
        since = max(since, _second(opened, "nbf"))
    reasons = []
    if since >= end_of(on):
        reasons.append(_told("not_yet", day=str(day_of(since)), on=str(on)))
    if until < end_of(on):
        reasons.append(_told("expired", day=str(last_day_before(until)), on=str(on)))
    return reasons


def _notes(found: Verified) -> tuple[Finding, ...]:
    notes = []
    if found.status is not None and found.status_on is None:
        notes.append(_told("status_not_asked"))
    if found.holder is not None and not found.bound:
        notes.append(_told("holder_not_asked"))
    return tuple(notes)


def _told(code: str, **values: str | int) -> Finding:
    return MESSAGES.tell(code, NOWHERE, **values)
