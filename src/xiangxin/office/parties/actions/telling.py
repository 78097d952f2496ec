"""Tells a verified phone what its person should know. A number is opened to be sent to, and stands nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from xiangxin.office.accounts import phone
from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.reads import reading
from xiangxin.office.parties.models import Contact
from xiangxin.office.parties.opening import opened
from xiangxin.office.shell.problems import language

BY = system("parties.phone_told")


def tell_phones(person: UUID, what: str) -> None:
    """Tell every verified phone of the person, once the open transaction holds; nobody waits for it."""
    with reading(BY, purpose=OBJECTION, ground="own", what="parties.phone_told") as look:
        rows = Contact.objects.filter(person=person, to_on__isnull=True, verified_on__isnull=False)
        numbers = [opened(row, "phone_sealed") for row in rows]
        look.showed([person] if numbers else [], ["phone"])
    _later(numbers, what)


def tell_replaced(contacts: Iterable[Contact]) -> None:
    """Tell those of these phones that were verified that they are the person's no longer; in the act that ends them."""
    _later([opened(one, "phone_sealed") for one in contacts if one.verified_on is not None], "replaced")


def _later(numbers: Iterable[str], what: str) -> None:
    words = phone.told_text(what).in_language(language())
    for number in numbers:
        transaction.on_commit(lambda to=number: phone.deliver(to, words))  # type: ignore[misc]
