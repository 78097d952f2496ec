"""Handing an own post to a colleague for some days, and taking it back."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts import errors
from xiangxin.office.accounts.actions.holding import check_holder, check_term, overlapping, rule_here
from xiangxin.office.accounts.models import Account, Delegation, Post
from xiangxin.office.accounts.refusals import noted
from xiangxin.office.accounts.rules import term
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit import acts
from xiangxin.office.shell.errors import AddressUnknown


def delegate_post(by: Viewer, to: UUID, from_on: date, to_on: date) -> Delegation:
    """Let account ``to`` act in the viewer's present post on these days; it ends by itself.

    Errors: ``NotYourPost``, ``PostNotDelegable``, ``NotToOneself``, ``DayPast``, ``TermBackwards``, ``TermTooLong``,
    ``PostEnded``, ``OtherInstitution``, ``AccountClosed``, ``NotStaff``, ``RolesApart``, ``PostOverlaps``.
    """
    post = _own_post(by)
    with noted(by, "delegate a post"):
        if post is None or by.on_behalf is not None:
            raise errors.NotYourPost()
        if not rule_here(post.role).delegable:
            raise errors.PostNotDelegable()
        if to == by.account:
            raise errors.NotToOneself("to")
    _check_days(post, from_on, to_on)
    account = Account.objects.filter(id=to).first()
    if account is None:
        raise AddressUnknown("to")
    check_holder(account, post.role, from_on, to_on)
    _check_colleague(post, account, from_on)
    handed = Delegation(post=post, to=account, from_on=from_on, to_on=to_on)
    said = {"to": str(to), "from_on": from_on.isoformat(), "to_on": to_on.isoformat(), "role": post.role}
    with acts.act("accounts.post_delegated", by=by.actor, about=post, area=post.area, payload=said) as done:
        handed.save(force_insert=True)
        done.wrote(handed)
    return handed


def end_delegation(by: Viewer, delegation_id: UUID) -> Delegation:
    """Take a post back at once. ``AddressUnknown`` where it is not the viewer's, ``PostEnded`` where it has ended."""
    handed = Delegation.objects.select_related("post").filter(id=delegation_id, post__account=by.account).first()
    if handed is None:
        raise AddressUnknown()
    today = timezone.localdate()
    if handed.ended_at is not None or handed.to_on < today:
        raise errors.PostEnded()
    with acts.act("accounts.delegation_ended", by=by.actor, about=handed, area=handed.post.area) as done:
        handed.ended_at = timezone.now()
        handed.to_on = max(today, handed.from_on)
        handed.save(update_fields=["ended_at", "to_on"])
        done.wrote(handed)
    return handed


def _own_post(by: Viewer) -> Post | None:
    if by.post is None:
        return None
    return Post.objects.select_related("institution").filter(id=by.post, account=by.account, ended_at=None).first()


def _check_days(post: Post, from_on: date, to_on: date) -> None:
    check_term(from_on, to_on)
    days = term("delegation_days")
    if to_on - from_on >= timedelta(days=days):
        raise errors.TermTooLong("to_on", days=days)
    if post.from_on > from_on or (post.to_on is not None and post.to_on < to_on):
        raise errors.PostEnded("to_on")


def _check_colleague(post: Post, account: Account, on: date) -> None:
    """Of the same institution; where the post has none, of the same area."""
    days = overlapping(on, on)
    own = Post.objects.filter(days, account=account, ended_at=None)
    same = own.filter(institution=post.institution) if post.institution_id else own.filter(area=post.area)
    if not same.exists():
        raise errors.OtherInstitution("to")
    if Delegation.objects.filter(overlapping(on, on), post=post, to=account, ended_at=None).exists():
        raise errors.PostOverlaps("from_on")
