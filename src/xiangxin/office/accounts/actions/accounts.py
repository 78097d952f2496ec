"""Accounts: made by the system administrator, closed by the security administrator, opened again only by two persons.

No account begins with a password that somebody else knows: the first sign-in takes a slip of paper that works once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts import errors, lock, sessions
from xiangxin.office.accounts.actions.holding import check_place
from xiangxin.office.accounts.actions.slips import IssuedSlip, make_slip
from xiangxin.office.accounts.choices import ADMINISTRATORS, ClosingReason, Ending, Role, SlipKind
from xiangxin.office.accounts.models import Account, Post, Proposal
from xiangxin.office.accounts.models.account import LOGIN_PATTERN
from xiangxin.office.accounts.proposals import Decision, Payload, propose, two_person
from xiangxin.office.accounts.refusals import noted
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import Actor, system
from xiangxin.office.shell.errors import AddressUnknown, Conflicting

DEMO = "demo-"
"""How the login of a demo account begins; no other account's does."""
_LIKE_A_NUMBER = re.compile(r"\d{11}|\d{17}[0-9x]")


@dataclass(frozen=True, slots=True)
class FirstAccount:
    """One of the three administrators with whom an office begins."""

    login: str
    display: str


@dataclass(frozen=True, slots=True)
class NewDemoAccount:
    """An account of a demo office with its post; it has no password and opens from the demo page only."""

    login: str
    display: str
    role: str
    area: str
    institution: Institution | None = None
    person: UUID | None = None


def create_account(by: Viewer, login: str, display: str) -> IssuedSlip:
    """A new account of staff without a post, and the slip for its first sign-in.

    Errors: ``RoleMayNotPropose``, ``LoginUnfit``, ``LoginTaken``.
    """
    with noted(by, "create an account"):
        if by.role != Role.SYSTEM_ADMIN:
            raise errors.RoleMayNotPropose()
        account = _new_account(login, display)
        try:
            with acts.act("accounts.account_created", by=by.actor, about=account, area=by.area) as done:
                account.save(force_insert=True)
                done.wrote(account)
                return make_slip(done, SlipKind.FIRST, account, Account(id=by.account))
        except IntegrityError as taken:
            raise errors.LoginTaken("login") from taken


def make_first_administrators(
    first: Mapping[Role, FirstAccount], area: str, by: Actor | None = None
) -> dict[Role, IssuedSlip]:
    """The three administrators of an office that has none yet, each with the slip for the first sign-in.

    ``Conflicting`` where somebody already administers; ``ValueError`` unless exactly the three roles are given.
    """
    if set(first) != ADMINISTRATORS:
        raise ValueError("an office begins with the three administrators")
    if Post.objects.filter(role__in=ADMINISTRATORS).exists():
        raise Conflicting()
    slips = {}
    with acts.act("accounts.office_begun", by=by or system("init"), area=area) as done:
        for role, one in first.items():
            account = _new_account(one.login, one.display)
            post = Post(account=account, role=role, area=area, from_on=timezone.localdate())
            account.save(force_insert=True)
            post.save(force_insert=True)
            done.wrote(account, post)
            slips[role] = make_slip(done, SlipKind.FIRST, account, None)
    return slips


def make_demo_accounts(new: Iterable[NewDemoAccount]) -> list[Account]:
    """The accounts of a demo office, as one act. ``DemoOnly`` in every other office."""
    if not settings.DEMO:
        raise errors.DemoOnly()
    made = []
    with acts.act("accounts.demo_made", by=system("demo")) as done:
        for one in new:
            if not one.login.startswith(DEMO):
                raise errors.LoginUnfit("login")
            check_place(one.role, one.area, one.institution)
            account = Account(login=one.login, display=one.display, person=one.person)
            account.set_unusable_password()
            post = Post(
                account=account,
                role=one.role,
                area=one.area,
                institution=one.institution,
                from_on=timezone.localdate(),
            )
            account.save(force_insert=True)
            post.save(force_insert=True)
            done.wrote(account, post)
            made.append(account)
    return made


def close_account(by: Viewer, account_id: UUID, reason: str) -> Account:
    """Shut an account at once and end its stays; one person is enough for what makes things safer.

    ``reason`` is one of ``ClosingReason``. Errors: ``RoleMayNotPropose``, ``NotToOneself``, ``AccountClosed``,
    ``ReasonMissing``, ``AddressUnknown``.
    """
    account = staff_account(account_id)
    with noted(by, "close an account", account):
        if by.role != Role.SECURITY_ADMIN:
            raise errors.RoleMayNotPropose()
        if account.id in by.accounts:
            raise errors.NotToOneself()
        if not account.is_active:
            raise errors.AccountClosed()
        if reason not in ClosingReason.values:
            raise errors.ReasonMissing("reason")
    said = {"reason": reason}
    with acts.act("accounts.account_closed", by=by.actor, about=account, area=by.area, payload=said) as done:
        account.is_active = False
        account.save(update_fields=["is_active"])
        done.wrote(account)
        sessions.end_all(account, Ending.REVOKED, by.actor)
    return account


def unlock_sign_in(by: Viewer, account_id: UUID) -> None:
    """Let an account try again before its lock runs out. ``RoleMayNotPropose``, ``NotToOneself``."""
    account = staff_account(account_id)
    with noted(by, "unlock signing in", account):
        if by.role != Role.SECURITY_ADMIN:
            raise errors.RoleMayNotPropose()
        if account.id in by.accounts:
            raise errors.NotToOneself()
    with acts.act("accounts.sign_in_unlocked", by=by.actor, about=account, area=by.area):
        lock.forget(account.login)


def propose_opening(by: Viewer, account_id: UUID, reason: str) -> Proposal:
    """Propose that a closed account opens again. ``AccountOpen``, ``NotToOneself``."""
    return propose("accounts.account_opened", by, {"account": str(account_id)}, reason, by.area)


def propose_second_factor_reset(by: Viewer, account_id: UUID, reason: str) -> Proposal:
    """Propose that an account's second factors are dropped, because device and recovery codes are lost."""
    return propose("accounts.second_factors_reset", by, {"account": str(account_id)}, reason, by.area)


def propose_password_reset(by: Viewer, account_id: UUID, reason: str) -> Proposal:
    """Propose that an account whose password is forgotten signs in once by a slip; its second factors stay."""
    return propose("accounts.password_reset", by, {"account": str(account_id)}, reason, by.area)


def issue_reset_slip(by: Viewer, proposal_id: UUID) -> IssuedSlip:
    """The slip that an agreed password reset allows, made by its proposer once. ``AddressUnknown`` otherwise."""
    proposal = Proposal.objects.filter(
        id=proposal_id, kind="accounts.password_reset", state="agreed", proposed_by=by.account
    ).first()
    if proposal is None:
        raise AddressUnknown()
    account = staff_account(UUID(proposal.content["account"]))
    with acts.act("accounts.slip_issued", by=by.actor, about=account, payload={"proposal": str(proposal.id)}) as done:
        if account.slips.filter(kind=SlipKind.FIRST, issued_at__gte=proposal.decided_at).exists():
            raise AddressUnknown()
        return make_slip(done, SlipKind.FIRST, account, Account(id=by.account))


def staff_account(account_id: UUID) -> Account:
    """An account of staff; ``AddressUnknown`` for a household's or none."""
    account = Account.objects.filter(id=account_id, person=None).first()
    if account is None:
        raise AddressUnknown("account")
    return account


def _new_account(login: str, display: str) -> Account:
    login, display = login.strip().lower(), " ".join(display.split())
    if LOGIN_PATTERN.fullmatch(login) is None or login.startswith(DEMO) or _LIKE_A_NUMBER.search(login):
        raise errors.LoginUnfit("login")
    if Account.objects.filter(login=login).exists():
        raise errors.LoginTaken("login")
    account = Account(login=login, display=display[:40] or login)
    account.set_unusable_password()
    return account


def _check_other(payload: Payload, by: Viewer) -> None:
    if staff_account(UUID(payload["account"])).id in by.accounts:
        raise errors.NotToOneself("account")


def _check_opening(payload: Payload, by: Viewer) -> None:
    _check_other(payload, by)
    if staff_account(UUID(payload["account"])).is_active:
        raise errors.AccountOpen("account")


def _told_account(payload: Payload) -> list[tuple[Text, str]]:
    account = staff_account(UUID(payload["account"]))
    return [(Text("账号", "Account"), account.display), (Text("登录名", "Login"), account.login)]


_AGREE = (Role.SYSTEM_ADMIN, Role.COUNTY_OFFICE, Role.AUDIT_ADMIN)


@two_person(
    "accounts.account_opened",
    label=Text("恢复账号", "Open an account again"),
    proposed_by=(Role.SECURITY_ADMIN,),
    decided_by=_AGREE,
    check=_check_opening,
    told=_told_account,
)
def _open_again(payload: Payload, decision: Decision) -> None:
    account = staff_account(UUID(payload["account"]))
    with _about(account, "accounts.account_opened", decision) as done:
        account.is_active = True
        account.save(update_fields=["is_active"])
        done.wrote(account)


@two_person(
    "accounts.second_factors_reset",
    label=Text("重置第二因素", "Reset second factors"),
    proposed_by=(Role.SECURITY_ADMIN,),
    decided_by=_AGREE,
    check=_check_other,
    told=_told_account,
)
def _reset_factors(payload: Payload, decision: Decision) -> None:
    account = staff_account(UUID(payload["account"]))
    with _about(account, "accounts.second_factors_reset", decision) as done:
        found = Authenticator.objects.filter(user=account)
        done.payload["factors"] = found.count()
        done.removed(*found)
        found.delete()
        sessions.end_all(account, Ending.CHANGED, decision.by.actor)


@two_person(
    "accounts.password_reset",
    label=Text("忘记口令，重新发凭条", "Forgotten password: a slip to begin again"),
    proposed_by=(Role.SYSTEM_ADMIN,),
    decided_by=(Role.SECURITY_ADMIN, Role.COUNTY_OFFICE),
    check=_check_other,
    told=_told_account,
)
def _reset_password(payload: Payload, decision: Decision) -> None:
    account = staff_account(UUID(payload["account"]))
    with transaction.atomic(), _about(account, "accounts.password_reset", decision) as done:
        account.set_unusable_password()
        account.save(update_fields=["password"])
        done.wrote(account)
        sessions.end_all(account, Ending.CHANGED, decision.by.actor)


def _about(account: Account, name: str, decision: Decision) -> Any:
    said = {"proposal": str(decision.proposal.id)}
    return acts.act(name, by=decision.by.actor, about=account, area=decision.proposal.area, payload=said)
