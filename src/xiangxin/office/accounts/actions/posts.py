"""Bringing somebody into a post and out of it again: always proposed by one person and agreed to by another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts import errors
from xiangxin.office.accounts.actions.holding import (
    check_area,
    check_holder,
    check_institution,
    check_place,
    check_term,
    label,
    overlapping,
    rule_here,
)
from xiangxin.office.accounts.models import Account, Delegation, Post, Proposal
from xiangxin.office.accounts.proposals import Decision, Line, Payload, propose, two_person
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.queries import place_today
from xiangxin.office.audit import acts
from xiangxin.office.shell.errors import AddressUnknown, OfficeError

_LAST = Text("最后一天", "Last day")


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post that somebody may come to hold; ``to_on`` is its last day, or None for one without an end."""

    account: UUID
    role: str
    area: str
    institution: UUID | None
    from_on: date
    to_on: date | None = None

    @property
    def payload(self) -> dict[str, Any]:
        """As ids, codes and dates."""
        return {
            "account": str(self.account),
            "role": self.role,
            "area": self.area,
            "institution": None if self.institution is None else str(self.institution),
            "from_on": self.from_on.isoformat(),
            "to_on": None if self.to_on is None else self.to_on.isoformat(),
        }


def propose_post(by: Viewer, new: NewPost, reason: str) -> Proposal:
    """Propose that an account comes to hold a post.

    Errors: what ``proposals.propose`` raises; ``RoleNotHere``, ``AreaNotForRole``, ``InstitutionNotForRole``,
    ``DayPast``, ``TermBackwards``, ``AccountClosed``, ``NotStaff``, ``RolesApart``, ``PostOverlaps``, ``NotToOneself``.
    """
    check_place(new.role, new.area, _institution(new.payload))
    return propose("accounts.post_granted", by, new.payload, reason, new.area)


def propose_end(by: Viewer, post_id: UUID, to_on: date | None, reason: str) -> Proposal:
    """Propose that a post ends after ``to_on``, or at once. ``AddressUnknown``, ``DayPast``, ``PostEnded``."""
    payload = {"post": str(post_id), "to_on": None if to_on is None else to_on.isoformat()}
    return propose("accounts.post_ended", by, payload, reason, _post(payload).area)


def propose_area(by: Viewer, post_id: UUID, area: str, from_on: date, reason: str) -> Proposal:
    """Propose that a post goes on in another area from ``from_on``; the old one ends the day before."""
    payload = {"post": str(post_id), "area": area, "from_on": from_on.isoformat()}
    check_place(_post(payload).role, area, _post(payload).institution)
    return propose("accounts.area_raised", by, payload, reason, area)


def wrong_with_post(account: UUID, given: Mapping[str, Any]) -> list[OfficeError]:
    """All that proposing this post would be refused for, as far as ``given`` goes: the right fields of a ``NewPost``.

    ``institution`` is an id as text, or empty. What concerns the proposer is left to the proposing itself.
    """
    role, area, from_on, to_on = (given.get(name) for name in ("role", "area", "from_on", "to_on"))
    checks: list[Callable[[], object]] = []
    if role and area:
        checks.append(lambda: check_area(role, area))
    if role and "institution" in given:
        body = given["institution"] or None
        checks.append(lambda: check_institution(role, _institution({"institution": body})))
    if from_on:
        checks.append(lambda: check_term(from_on, to_on))
    if role and from_on and timezone.localdate() <= from_on <= (to_on or from_on):
        checks.append(lambda: check_holder(_account({"account": str(account)}), role, from_on, to_on))
    return _refusals(checks)


def wrong_with_move(post_id: UUID, given: Mapping[str, Any]) -> list[OfficeError]:
    """The same of moving a post."""
    post, area, from_on = _post({"post": str(post_id)}), given.get("area"), given.get("from_on")
    checks: list[Callable[[], object]] = []
    if area:
        checks.append(lambda: check_area(post.role, area))
    if from_on:
        checks.append(lambda: _check_beginning(post, from_on))
    return _refusals(checks)


def _refusals(checks: Iterable[Callable[[], object]]) -> list[OfficeError]:
    found = []
    for check in checks:
        try:
            check()
        except OfficeError as error:
            found.append(error)
    return found


def _granters(payload: Payload) -> frozenset[str]:
    return rule_here(payload["role"]).proposed_by


def _agreers(payload: Payload) -> frozenset[str]:
    return rule_here(payload["role"]).agreed_by


def _granters_of_post(payload: Payload) -> frozenset[str]:
    return rule_here(_post(payload).role).proposed_by


def _agreers_of_post(payload: Payload) -> frozenset[str]:
    return rule_here(_post(payload).role).agreed_by


def _check_grant(payload: Payload, by: Viewer) -> None:
    account = _account(payload)
    _not_oneself(account.id, by)
    if not by.covers(payload["area"]):
        raise errors.BeyondOwnArea("area")
    from_on, to_on = _days(payload)
    check_place(payload["role"], payload["area"], _institution(payload))
    check_term(from_on, to_on)
    _check_once(payload, from_on, to_on)
    check_holder(account, payload["role"], from_on, to_on)


def _check_once(payload: Payload, from_on: date, to_on: date | None) -> None:
    same = {"account": payload["account"], "role": payload["role"], "area": payload["area"]}
    if Post.objects.filter(overlapping(from_on, to_on), **same, institution=payload["institution"]).exists():
        raise errors.PostOverlaps("from_on")


def _told_grant(payload: Payload) -> list[Line]:
    institution, (from_on, to_on) = _institution(payload), _days(payload)
    told = _told_holding(_account(payload), payload["role"], payload["area"])
    if institution is not None:
        told.append((Text("机构", "Institution"), institution.name))
    return [*told, (Text("起止", "Days"), _from_to(from_on, to_on))]


def _called(account: Account) -> Text:
    return Text(f"{account.display}（{account.login}）", f"{account.display} ({account.login})")


def _told_holding(account: Account, role: str, area: str) -> list[Line]:
    return [
        (Text("账号", "Account"), _called(account)),
        (Text("角色", "Role"), label(role)),
        (Text("区划", "Area"), _place(area)),
    ]


def _place(code: str) -> str:
    """The area by its name, so that whoever decides sees where it is; the code alone where it has none yet."""
    named = place_today(code)
    return code if named == code else f"{named} {code}"


def _from_to(from_on: date, to_on: date | None) -> Text:
    if to_on is None:
        return Text(f"{from_on} 起，没有期限", f"from {from_on}, without an end")
    return Text(f"{from_on} 至 {to_on}", f"{from_on} to {to_on}")


@two_person(
    "accounts.post_granted",
    label=Text("授予岗位", "Grant a post"),
    proposed_by=_granters,
    decided_by=_agreers,
    check=_check_grant,
    told=_told_grant,
)
def _grant(payload: Payload, decision: Decision) -> None:
    from_on, to_on = _days(payload)
    account = Account.objects.select_for_update().get(id=payload["account"])
    check_holder(account, payload["role"], from_on, to_on)
    post = Post(
        account=account,
        role=payload["role"],
        area=payload["area"],
        institution=_institution(payload),
        from_on=from_on,
        to_on=to_on,
    )
    _noted("accounts.post_granted", decision, post, {"role": post.role, "account": payload["account"]})


def _check_end(payload: Payload, by: Viewer) -> None:
    post = _post(payload)
    _not_oneself(post.account_id, by)
    if not by.covers(post.area):
        raise errors.BeyondOwnArea("area")
    to_on = _last_day(payload, post)
    check_term(to_on, None)
    if post.ended_at is not None or (post.to_on is not None and post.to_on < to_on):
        raise errors.PostEnded("to_on")
    if to_on < post.from_on:
        raise errors.TermBackwards("to_on")


def _told_post(payload: Payload) -> list[Line]:
    post = _post(payload)
    told = _told_holding(post.account, post.role, post.area)
    if "to_on" in payload:
        last = payload["to_on"] or Text("立即结束", "at once")
        return [*told, (Text("原来的起止", "Days until now"), _from_to(post.from_on, post.to_on)), (_LAST, last)]
    days = _from_to(date.fromisoformat(payload["from_on"]), post.to_on)
    return [*told, (Text("新区划", "New area"), _place(payload["area"])), (Text("新的起止", "New days"), days)]


@two_person(
    "accounts.post_ended",
    label=Text("结束岗位", "End a post"),
    proposed_by=_granters_of_post,
    decided_by=_agreers_of_post,
    check=_check_end,
    told=_told_post,
)
def _end(payload: Payload, decision: Decision) -> None:
    post = Post.objects.select_for_update().get(id=payload["post"])
    post.to_on = _last_day(payload, post)
    if payload["to_on"] is None:
        post.ended_at = timezone.now()
    _noted("accounts.post_ended", decision, post, {"to_on": post.to_on.isoformat()})
    _shorten(post, decision)


def _check_area(payload: Payload, by: Viewer) -> None:
    post = _post(payload)
    _not_oneself(post.account_id, by)
    if not (by.covers(payload["area"]) and by.covers(post.area)):
        raise errors.BeyondOwnArea("area")
    from_on = date.fromisoformat(payload["from_on"])
    check_place(post.role, payload["area"], post.institution)
    _check_beginning(post, from_on)
    check_holder(post.account, post.role, from_on, post.to_on, instead_of=post)


def _check_beginning(post: Post, from_on: date) -> None:
    """Whether a post that stands can go on elsewhere from this day."""
    check_term(from_on, None)
    if from_on <= post.from_on or post.ended_at is not None or (post.to_on is not None and post.to_on < from_on):
        raise errors.PostEnded("from_on")


@two_person(
    "accounts.area_raised",
    label=Text("改变岗位的区划", "Change a post's area"),
    proposed_by=_granters_of_post,
    decided_by=_agreers_of_post,
    check=_check_area,
    told=_told_post,
)
def _raise_area(payload: Payload, decision: Decision) -> None:
    old = Post.objects.select_for_update().get(id=payload["post"])
    from_on = date.fromisoformat(payload["from_on"])
    new = Post(
        account=old.account,
        role=old.role,
        area=payload["area"],
        institution=old.institution,
        from_on=from_on,
        to_on=old.to_on,
    )
    old.to_on = from_on - timedelta(days=1)
    _noted("accounts.area_raised", decision, old, {"area": new.area, "from_on": payload["from_on"]}, new)
    _shorten(old, decision)


def _noted(name: str, decision: Decision, post: Post, payload: dict[str, object], *more: Post) -> None:
    said = {**payload, "proposal": str(decision.proposal.id)}
    with acts.act(name, by=decision.by.actor, about=post, area=post.area, payload=said) as done:
        for row in (post, *more):
            row.save()
        done.wrote(post, *more)


def _shorten(post: Post, decision: Decision) -> None:
    """What was handed on ends with the post."""
    assert post.to_on is not None
    for handed in Delegation.objects.filter(post=post, to_on__gt=post.to_on):
        handed.to_on = max(post.to_on, handed.from_on)
        with acts.act("accounts.delegation_ended", by=decision.by.actor, about=handed, area=post.area) as done:
            handed.save(update_fields=["to_on"])
            done.wrote(handed)


def _not_oneself(account: UUID, by: Viewer) -> None:
    if account in by.accounts:
        raise errors.NotToOneself("account")


def _account(payload: Payload) -> Account:
    found = Account.objects.filter(id=payload["account"]).first()
    if found is None:
        raise AddressUnknown("account")
    return found


def _post(payload: Payload) -> Post:
    found = Post.objects.select_related("account", "institution").filter(id=payload["post"]).first()
    if found is None:
        raise AddressUnknown("post")
    return found


def _institution(payload: Payload) -> Institution | None:
    if payload["institution"] is None:
        return None
    found = Institution.objects.filter(id=payload["institution"]).first()
    if found is None:
        raise errors.InstitutionNotForRole("institution")
    return found


def _last_day(payload: Payload, post: Post) -> date:
    """The day a proposal to end names; for one that ends at once, today, or the first day of a post to come."""
    to_on = payload["to_on"]
    return max(timezone.localdate(), post.from_on) if to_on is None else date.fromisoformat(to_on)


def _days(payload: Payload) -> tuple[date, date | None]:
    to_on = payload["to_on"]
    return date.fromisoformat(payload["from_on"]), None if to_on is None else date.fromisoformat(to_on)
