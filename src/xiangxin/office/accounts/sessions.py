"""Stays: from entering to leaving. The session of Django carries one; whether it still opens anything is asked here.

A stay ends by leaving, by idling, by its term, by being displaced by newer ones, or by being revoked, and from that
moment the next request finds nothing. Only a keyed digest of the session's key is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from xiangxin.office.accounts import errors
from xiangxin.office.accounts.choices import HOUSEHOLD_WAYS, Ending, Way
from xiangxin.office.accounts.models import Account, SignIn
from xiangxin.office.accounts.rules import term
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import Actor, account
from xiangxin.office.shell.waiting import if_free

_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("HarmonyOS", "HarmonyOS"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class LetIn:
    """On whose word a stay was opened: the account that printed the slip, and the station."""

    by: UUID | None
    at: UUID | None


def begin(
    request: HttpRequest,
    holder: Account,
    way: Way,
    *,
    second_factor: bool,
    mandate: UUID | None = None,
    let_in: LetIn | None = None,
) -> SignIn:
    """Open a stay for the session that Django has just made, note it in the log, and end the oldest beyond the limit.

    To be called inside the transaction of the entering, after Django's ``login``. ``let_in`` says on whose word.
    """
    if request.session.session_key is None:
        request.session.save()
    now = timezone.now()
    stay = SignIn(
        account=holder,
        key=_digest(request),
        way=way,
        second_factor=second_factor,
        mandate=mandate,
        let_in_by=None if let_in is None else let_in.by,
        let_in_at=None if let_in is None else let_in.at,
        device=device_of(request),
        started_at=now,
        seen_at=now,
    )
    said: dict[str, object] = {"way": way.value, "second_factor": second_factor, "stay": str(stay.id)}
    if mandate is not None:
        said["mandate"] = str(mandate)
    if let_in is not None:
        said |= {name: str(one) for name, one in (("let_in_by", let_in.by), ("let_in_at", let_in.at)) if one}
    with acts.act(
        "accounts.signed_in", by=account(holder.id), about=holder, person=holder.person, payload=said
    ) as done:
        stay.save(force_insert=True)
        done.wrote(stay)
    _displace(holder, stay)
    return stay


def of(request: HttpRequest) -> SignIn | None:
    """The stay behind a request, if it still opens anything; one that has run out ends here."""
    if request.session.session_key is None:
        return None
    stay = SignIn.objects.filter(key=_digest(request), ended_at=None).first()
    if stay is None:
        return None
    now = timezone.now()
    ending = ending_of(stay, now)
    if ending is not None:
        end(stay, ending)
        return None
    if now - stay.seen_at > timedelta(seconds=term("seen_every_seconds")):
        # A reader does not queue behind an import for it: the next request notes it as well.
        with if_free():
            SignIn.objects.filter(id=stay.id).update(seen_at=now)
    return stay


def ending_of(stay: SignIn, now: datetime) -> Ending | None:
    """Why an open stay is over at ``now``; None while it goes on."""
    if now - stay.seen_at > _idle(stay):
        return Ending.IDLE
    return Ending.TERM if now - stay.started_at > _whole(stay) else None


def end(stay: SignIn, ending: Ending, by: Actor | None = None) -> bool:
    """End one stay, once; False where it had ended already."""
    said = {"ending": ending.value, "stay": str(stay.id)}
    with acts.act("accounts.signed_out", by=by or account(stay.account_id), about=_label(stay), payload=said) as done:
        ended = SignIn.objects.filter(id=stay.id, ended_at=None).update(ended_at=timezone.now(), ending=ending)
        done.payload["ended"] = ended
        if ended:
            done.wrote(stay)
    return ended == 1


def end_all(holder: Account, ending: Ending, by: Actor | None = None, besides: SignIn | None = None) -> int:
    """End every stay of an account, ``besides`` one; how many."""
    stays = SignIn.objects.filter(account=holder, ended_at=None)
    if besides is not None:
        stays = stays.exclude(id=besides.id)
    return sum(end(stay, ending, by) for stay in stays)


def end_own(holder: Account, stay_id: UUID) -> None:
    """End one stay of the own account. ``SessionGone`` for another's, or one that has ended."""
    stay = SignIn.objects.filter(id=stay_id, account=holder, ended_at=None).first()
    if stay is None or not end(stay, Ending.REVOKED, account(holder.id)):
        raise errors.SessionGone()


def leave(request: HttpRequest) -> None:
    """The one who asks goes: the stay ends and the session is gone."""
    stay = of(request)
    if stay is not None:
        end(stay, Ending.LEFT)
    logout(request)


def follow(request: HttpRequest, stay: SignIn) -> None:
    """Django has given the session another key; the stay is the same."""
    with acts.act("accounts.stay_followed", by=account(stay.account_id), about=_label(stay)) as done:
        stay.key = _digest(request)
        stay.save(update_fields=["key"])
        done.wrote(stay)


def strengthen(done: acts.Act, stay: SignIn) -> None:
    """The stay has shown a second factor, set up in the act that is open."""
    stay.second_factor = True
    stay.save(update_fields=["second_factor"])
    done.wrote(stay)


def device_of(request: HttpRequest) -> str:
    """Browser and system in two words, so that somebody recognises the own device; never the whole header."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return " · ".join(filter(None, (browser, system)))


def _displace(holder: Account, newest: SignIn) -> None:
    keep = term(f"{_terms(newest)}.sessions")
    open_now = SignIn.objects.filter(account=holder, ended_at=None).exclude(id=newest.id)
    for stay in open_now.order_by("-seen_at", "-started_at")[keep - 1 :]:
        end(stay, Ending.DISPLACED)


def _digest(request: HttpRequest) -> bytes:
    return salted_hmac("accounts.session", request.session.session_key or "", algorithm="sha256").digest()


def _terms(stay: SignIn) -> str:
    return "household" if stay.way in HOUSEHOLD_WAYS else "staff"


def _idle(stay: SignIn) -> timedelta:
    return timedelta(minutes=term(f"{_terms(stay)}.idle_minutes"))


def _whole(stay: SignIn) -> timedelta:
    return timedelta(hours=term(f"{_terms(stay)}.whole_hours"))


def _label(stay: SignIn) -> str:
    return f"accounts.account:{stay.account_id}"
