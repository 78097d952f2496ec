"""Who has died signs in no more, and nobody acts for them; a death that was registered by mistake is undone."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts import sessions
from xiangxin.office.accounts.choices import Ending
from xiangxin.office.accounts.models import Account, Mandate
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import Actor


def shut_household(by: Actor, person: UUID, area: str) -> None:
    """Shut the household account of a person at once, end its stays and every mandate the person gave or holds."""
    now = timezone.now()
    with acts.act("accounts.household_shut", by=by, person=person, area=area) as done:
        account = Account.objects.filter(person=person, is_active=True).first()
        if account is not None:
            account.is_active = False
            account.save(update_fields=["is_active"])
            done.wrote(account)
        mandates = Mandate.objects.filter(person=person) | Mandate.objects.filter(holder=person)
        for mandate in mandates.filter(ended_at=None):
            mandate.ended_at = now
            mandate.save(update_fields=["ended_at"])
            done.wrote(mandate)
    if account is not None:
        sessions.end_all(account, Ending.REVOKED, by)


def open_household_again(by: Actor, person: UUID, area: str) -> None:
    """The person lives: the household account opens again. Mandates are given anew."""
    with acts.act("accounts.household_opened_again", by=by, person=person, area=area) as done:
        account = Account.objects.filter(person=person, is_active=False).first()
        if account is not None:
            account.is_active = True
            account.save(update_fields=["is_active"])
            done.wrote(account)
