"""What has to be true before somebody holds a post: the role exists here, its place is right, and it may be held beside
what the account holds already. Used for posts, for delegations, and again when the second person agrees.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts import errors
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account, Delegation, Post
from xiangxin.office.accounts.rules import RoleRule, pairing, roles_of
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.queries import area_on, areas_on
from xiangxin.office.areas.scope import not_over


def rule_here(role: str) -> RoleRule:
    """The rule of a role that this deployment has; ``RoleNotHere`` for another."""
    for rule in roles_of(settings.HOME.kind):
        if rule.role == role:
            return rule
    raise errors.RoleNotHere("role")


def check_place(role: str, area: str, institution: Institution | None) -> None:
    """What ``check_area`` and ``check_institution`` refuse."""
    check_area(role, area)
    check_institution(role, institution)


def check_area(role: str, area: str) -> None:
    """``RoleNotHere``, ``AreaNotForRole`` or ``AreaUnknown`` where no post of the role can lie.

    The first posts of an office are granted before it has a list of areas; from then on an area has to be on it.
    """
    if not rule_here(role).lies_in(area):
        raise errors.AreaNotForRole("area")
    today = timezone.localdate()
    if areas_on(today).exists():
        area_on(area, today, "area")


def check_institution(role: str, institution: Institution | None) -> None:
    """``RoleNotHere``, or ``InstitutionNotForRole`` where the role belongs to another kind of institution."""
    rule = rule_here(role)
    if rule.institutions and (institution is None or institution.kind not in rule.institutions):
        raise errors.InstitutionNotForRole("institution")


def check_term(from_on: date, to_on: date | None) -> None:
    """``DayPast`` for a beginning before today, ``TermBackwards`` for an end before the beginning."""
    if from_on < timezone.localdate():
        raise errors.DayPast("from_on")
    if to_on is not None and to_on < from_on:
        raise errors.TermBackwards("to_on")


def check_holder(
    account: Account, role: str, from_on: date, to_on: date | None, instead_of: Post | None = None
) -> None:
    """Whether the account may hold ``role`` on these days beside its posts and what is handed to it.

    ``instead_of`` is a post that ends for this one. Errors: ``AccountClosed``, ``NotStaff``, ``RolesApart``.
    """
    if not account.is_active:
        raise errors.AccountClosed("account")
    if account.person is not None or role == Role.HOUSEHOLD:
        raise errors.NotStaff("account")
    for held in held_roles(account, from_on, to_on, instead_of):
        said = pairing(held, role)
        if not said.allowed:
            raise errors.RolesApart("role", one=label(held), other=label(role), reason=said.reason)


def held_roles(account: Account, from_on: date, to_on: date | None, besides: Post | None = None) -> set[str]:
    """Roles that the account holds on any of these days, in its own right or for somebody."""
    on_these = overlapping(from_on, to_on)
    posts = Post.objects.filter(on_these, account=account)
    if besides is not None:
        posts = posts.exclude(id=besides.id)
    handed = Delegation.objects.filter(on_these, to=account)
    return set(posts.values_list("role", flat=True)) | set(handed.values_list("post__role", flat=True))


def overlapping(from_on: date, to_on: date | None) -> Q:
    """Rows whose days meet these."""
    return not_over(from_on) if to_on is None else not_over(from_on) & Q(from_on__lte=to_on)


def label(role: str) -> Text:
    """The role's name in both languages."""
    from django.utils.translation import override  # noqa: PLC0415 - only where a sentence needs both languages

    named = Role(role).label
    with override("zh-hans"):
        chinese = str(named)
    with override("en"):
        return Text(chinese, str(named))
