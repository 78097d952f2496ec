"""Which posts somebody may act in today, in their own right or handed to them, and who holds a role where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account, Delegation, Mandate, Post
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import in_force, inside
from xiangxin.office.shell.marks import beside


@dataclass(frozen=True, slots=True)
class Seat:
    """A post to act in; ``key`` names the choice in the session, ``on_behalf`` the holder where it was handed on."""

    key: str
    post: UUID
    role: str
    area: str
    institution: UUID | None
    institution_name: str
    on_behalf: UUID | None
    holder_name: str
    to_on: date | None


MOST_CALLED = 200
"""More accounts than these are not searched for at once. assumption: a county's staff of one role are fewer."""


def accounts_called(typed: str) -> list[UUID]:
    """Accounts whose login contains ``typed``, and staff who hold or held a post whose name or code does."""
    typed = typed.strip().lower()
    roles = [role for role in Role if role != Role.HOUSEHOLD and typed in (role.value, str(role.label).lower())]
    roles = roles or [role for role in Role if role != Role.HOUSEHOLD and typed in str(role.label).lower()]
    found = Account.objects.filter(Q(login__icontains=typed) | Q(posts__role__in=roles)).distinct()
    return list(found.order_by("login").values_list("id", flat=True)[: MOST_CALLED + 1])


def logins_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The logins of accounts; of a household's the word household, since its login is an id."""
    rows = Account.objects.filter(id__in=set(ids)).values_list("id", "login", "person")
    return {id_: login if person is None else str(Role.HOUSEHOLD.label) for id_, login, person in rows}


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names by which staff are known to others; a decision has a name and not a login."""
    return dict(Account.objects.filter(id__in=set(ids)).values_list("id", "display"))


def seats_of(account: Account, on: date | None = None) -> list[Seat]:
    """The account's posts of the day, the oldest first, then those handed to it."""
    on = on or timezone.localdate()
    own = Post.objects.filter(in_force(on), account=account, ended_at=None).select_related("institution")
    handed = Delegation.objects.filter(in_force(on), to=account, ended_at=None, post__account__is_active=True)
    seats = [_seat(post) for post in own.order_by("from_on", "id")]
    for one in handed.select_related("post__institution", "post__account").order_by("from_on", "id"):
        post = one.post
        if post.ended_at is None and post.from_on <= on and (post.to_on is None or on <= post.to_on):
            seats.append(_seat(post, one))
    return seats


def holders(roles: str | Sequence[str], area: str, on: date | None = None) -> QuerySet[Post]:
    """Posts of a role, or of several, within ``area`` that hold on the day, of accounts that are open."""
    on = on or timezone.localdate()
    wanted = [roles] if isinstance(roles, str) else list(roles)
    held = Post.objects.filter(in_force(on), inside(area), role__in=wanted, ended_at=None, account__is_active=True)
    return held.select_related("account", "institution").order_by("area", "from_on", "id")


def colleagues(viewer: Viewer, on: date | None = None) -> list[tuple[str, str]]:
    """Accounts to which the viewer's present post could be handed: of its institution, or else of its area."""
    on = on or timezone.localdate()
    held = Post.objects.filter(in_force(on), ended_at=None, account__is_active=True, account__person=None)
    near = held.filter(institution=viewer.institution) if viewer.institution else held.filter(area=viewer.area)
    found = near.exclude(account=viewer.account).values_list("account_id", "account__display", "account__login")
    return sorted({(str(id_), beside(display, login)) for id_, display, login in found}, key=lambda one: one[1])


def mandate_holds(mandate: UUID, on: date | None = None) -> bool:
    """Whether a relative's mandate holds on the day."""
    return Mandate.objects.filter(in_force(on or timezone.localdate()), id=mandate, ended_at=None).exists()


def _seat(post: Post, handed: Delegation | None = None) -> Seat:
    return Seat(
        key=str(post.id if handed is None else handed.id),
        post=post.id,
        role=post.role,
        area=post.area,
        institution=post.institution_id,
        institution_name="" if post.institution is None else post.institution.name,
        on_behalf=None if handed is None else post.account_id,
        holder_name="" if handed is None else post.account.display,
        to_on=post.to_on if handed is None else handed.to_on,
    )
