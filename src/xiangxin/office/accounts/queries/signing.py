"""What the pages of coming in and of the own account show."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from xiangxin.kernel.yamlfile import shipped
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.queries.held import seats_of
from xiangxin.office.accounts.rules import role_rules
from xiangxin.office.shell.problems import language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DATA = Path(__file__).parents[1] / "data" / "demo.yaml"

GROUPS: tuple[tuple[StrOrPromise, tuple[str, ...]], ...] = (
    (_("农户"), (Role.HOUSEHOLD,)),
    (_("村里和乡镇"), (Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE, Role.STATION_KEEPER)),
    (_("评议小组"), (Role.PANEL_MEMBER,)),
    (_("银行、基金和担保"), (Role.ACCOUNT_MANAGER, Role.FUND_KEEPER, Role.GUARANTOR)),
    (_("县里"), (Role.COUNTY_OFFICE, Role.CENTRAL_BANK, Role.DATA_PROVIDER, Role.POLICY_AUTHOR)),
    (_("监督"), (Role.AUDITOR, Role.SUPERVISORY_COMMITTEE)),
    (_("系统"), (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)),
)
"""How the demo page orders its buttons."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One button."""

    id: str
    name: str
    role: StrOrPromise
    says: str


@dataclass(frozen=True, slots=True)
class DemoHousehold:
    """An invented person, the phone that receives no text, and the number that is asked for next."""

    name: str
    phone: str
    number: str


@dataclass(frozen=True, slots=True)
class DemoGroup:
    """A row of buttons."""

    label: StrOrPromise
    people: tuple[DemoPerson, ...]


def demo_groups() -> list[DemoGroup]:
    """The demo's own accounts in groups, those without anybody left out."""
    seats = {}
    for account in Account.objects.filter(login__startswith="demo-", is_active=True).order_by("login"):
        for seat in seats_of(account)[:1]:
            seats[account] = seat
    groups = []
    for label, roles in GROUPS:
        people = [
            _person(account, seat.role, seat.institution_name)
            for role in roles
            for account, seat in seats.items()
            if seat.role == role
        ]
        if people:
            groups.append(DemoGroup(label, tuple(people)))
    return groups


def demo_household() -> DemoHousehold | None:
    """Whom a visitor of the demo may sign in as by phone; None where the demo's households are not loaded."""
    said = shipped(DATA)
    if not Account.objects.filter(login=said["login"], is_active=True).exists():
        return None
    return DemoHousehold(said["name"], said["phone"], said["number"])


def factor_mark(factor: Authenticator) -> str:
    """A name for a second factor that says nothing: for addresses."""
    return hashlib.sha256(f"factor:{factor.user_id}:{factor.pk}".encode()).hexdigest()[:24]


def _person(account: Account, role: str, institution: str) -> DemoPerson:
    says = role_rules()[role].does.in_language(language())
    name = f"{account.display} · {institution}" if institution else account.display
    return DemoPerson(str(account.id), name, Role(role).label, says)
