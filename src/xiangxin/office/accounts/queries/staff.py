"""Accounts of staff for administrators and the county office, and how the roles of this office are filled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from xiangxin.office.accounts import lock
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account, Delegation, Post
from xiangxin.office.accounts.queries.held import holders
from xiangxin.office.accounts.rules import Pairing, RoleRule, pairing, roles_of
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.queries import areas_on
from xiangxin.office.areas.scope import in_force, inside
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.marks import beside

SHOWN = 10
"""How many holders of a role the staffing page names; the list of accounts has all."""


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One account in the list."""

    id: UUID
    login: str
    display: str
    roles: tuple[str, ...]
    is_active: bool
    factors: int


@dataclass(frozen=True, slots=True)
class StaffAccount:
    """One account with its posts, past ones included."""

    account: Account
    posts: list[Post]
    handed: list[Delegation]
    factors: list[str]
    failures: int


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody in a post, with the name of the place."""

    post: Post
    place: str


@dataclass(frozen=True, slots=True)
class Filled:
    """One role of this office: who holds it, and whether somebody has to be found. ``shown`` are the first holders."""

    rule: RoleRule
    posts: list[Post]
    shown: list[Holder]

    @property
    def is_gap(self) -> bool:
        """Nobody holds it."""
        return not self.posts


@dataclass(frozen=True, slots=True)
class Pair:
    """Two roles and what is said about holding both."""

    one: str
    other: str
    said: Pairing


@dataclass(frozen=True, slots=True)
class Combined:
    """Somebody who holds two roles today."""

    account: Account
    pair: Pair


@dataclass(frozen=True, slots=True)
class Staffing:
    """How the roles are filled."""

    on: date
    filled: list[Filled]
    allowed: list[Pair]
    refused: list[Pair]
    combined: list[Combined]


def staff(viewer: Viewer) -> list[StaffRow]:
    """Accounts that hold or held a post within the viewer's area, and those that hold none yet, by login."""
    today = timezone.localdate()
    near = Account.objects.filter(Q(inside(viewer.area, "posts__area")) | Q(posts=None), person=None).distinct()
    roles: dict[UUID, list[str]] = {}
    for account, role in Post.objects.filter(in_force(today), ended_at=None).values_list("account_id", "role"):
        roles.setdefault(account, []).append(role)
    factors: dict[UUID, int] = {}
    for user in Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values_list("user_id", flat=True):
        factors[user] = factors.get(user, 0) + 1
    return [
        StaffRow(
            one.id, one.login, one.display, tuple(sorted(roles.get(one.id, ()))), one.is_active, factors.get(one.id, 0)
        )
        for one in near.order_by("login")
    ]


def staff_account(viewer: Viewer, id_: UUID) -> StaffAccount:
    """One account of the list; ``AddressUnknown`` outside of the viewer's area."""
    near = Q(inside(viewer.area, "posts__area")) | Q(posts=None)
    account = Account.objects.filter(near, id=id_, person=None).distinct().first()
    if account is None:
        raise AddressUnknown()
    posts = Post.objects.filter(account=account).select_related("institution").order_by("-from_on", "id")
    handed = Delegation.objects.filter(to=account).select_related("post__account").order_by("-from_on")
    types = Authenticator.objects.filter(user=account).values_list("type", flat=True)
    return StaffAccount(account, list(posts), list(handed), sorted(types), lock.waiting(account.login))


def post_seen(viewer: Viewer, id_: UUID) -> Post:
    """One post within the viewer's area; ``AddressUnknown`` for another."""
    post = Post.objects.select_related("account", "institution").filter(inside(viewer.area), id=id_).first()
    if post is None or post.role == Role.HOUSEHOLD:
        raise AddressUnknown()
    return post


def institutions_for_posts(viewer: Viewer) -> list[tuple[str, str, str]]:
    """Institutions of the viewer's area in force today, for a list to choose from: id, name with its kind, kind."""
    found = Institution.objects.filter(inside(viewer.area), in_force(timezone.localdate())).order_by("kind", "name")
    return [(str(one.id), beside(one.name, one.get_kind_display()), one.kind) for one in found]


def unfilled(viewer: Viewer) -> list[RoleRule]:
    """Roles of this deployment that nobody holds within the viewer's area today."""
    rules = [rule for rule in roles_of(settings.HOME.kind) if rule.role != Role.HOUSEHOLD]
    held = set(holders([rule.role.value for rule in rules], viewer.area).order_by().values_list("role", flat=True))
    return [rule for rule in rules if rule.role.value not in held]


def staffing(viewer: Viewer) -> Staffing:
    """Which roles of this deployment are filled within the viewer's area, what may be combined and who combines."""
    today = timezone.localdate()
    rules = [rule for rule in roles_of(settings.HOME.kind) if rule.role != Role.HOUSEHOLD]
    filled = _filled(viewer, today, rules)
    names = [rule.role.value for rule in rules]
    pairs = [Pair(one, other, pairing(one, other)) for at, one in enumerate(names) for other in names[at + 1 :]]
    return Staffing(
        on=today,
        filled=sorted(filled, key=lambda one: not one.is_gap),
        allowed=[pair for pair in pairs if pair.said.allowed],
        refused=[pair for pair in pairs if not pair.said.allowed],
        combined=_combined(filled),
    )


def _filled(viewer: Viewer, today: date, rules: list[RoleRule]) -> list[Filled]:
    """Every role with its holders, in three statements however many there are."""
    by_role: dict[str, list[Post]] = {rule.role.value: [] for rule in rules}
    for post in holders(list(by_role), viewer.area, today):
        by_role[post.role].append(post)
    first = {role: posts[:SHOWN] for role, posts in by_role.items()}
    codes = {post.area for posts in first.values() for post in posts}
    names = dict(areas_on(today).filter(code__in=codes).values_list("code", "name"))
    return [
        Filled(
            rule,
            by_role[rule.role.value],
            [Holder(post, names.get(post.area, post.area)) for post in first[rule.role.value]],
        )
        for rule in rules
    ]


def _combined(filled: list[Filled]) -> list[Combined]:
    roles: dict[Account, list[str]] = {}
    for one in filled:
        for post in one.posts:
            if one.rule.role.value not in roles.setdefault(post.account, []):
                roles[post.account].append(one.rule.role.value)
    return [
        Combined(account, Pair(one, other, pairing(one, other)))
        for account, held in roles.items()
        for at, one in enumerate(held)
        for other in held[at + 1 :]
    ]
