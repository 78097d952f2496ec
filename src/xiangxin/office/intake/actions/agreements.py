"""Agreements: under what a provider hands data over. ``keepers`` says whose they are; a signed one is only ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings

from xiangxin.law.load import load_law
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import institution
from xiangxin.office.audit.acts import act
from xiangxin.office.intake import errors
from xiangxin.office.intake.catalog import forms
from xiangxin.office.intake.models import Agreement
from xiangxin.office.shell.errors import AddressUnknown


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """What the signed paper says. ``keeper``: the post that answers for the data."""

    number: str
    provider: UUID
    receiver: UUID
    purpose: str
    forms: tuple[str, ...]
    keeper: str
    signed_on: date
    from_on: date
    to_on: date
    delete_within_days: int


def add_agreement(by: Viewer, new: NewAgreement, on: date) -> Agreement:
    """Register a signed agreement. Errors: ``AgreementOneSided``, ``AgreementTaken``, ``AgreementWrong``,
    ``InstitutionUnknown``."""
    check_agreement(new, on)
    row = Agreement(
        number=new.number.strip(),
        provider=institution(new.provider, on, "provider"),
        receiver=institution(new.receiver, on, "receiver"),
        purpose=new.purpose,
        forms=sorted(new.forms),
        keeper=new.keeper.strip(),
        signed_on=new.signed_on,
        from_on=new.from_on,
        to_on=new.to_on,
        delete_within_days=new.delete_within_days,
    )
    payload = {"number": row.number, "purpose": row.purpose, "forms": row.forms, "to_on": row.to_on}
    with act("intake.agreement_added", by=by.actor, about=row, area=by.area, payload=payload) as done:
        if Agreement.objects.filter(number=row.number).exists():
            raise errors.AgreementTaken("number")
        row.save(force_insert=True)
        done.wrote(row)
    return row


def check_agreement(new: NewAgreement, on: date) -> None:
    """Whether it can be registered. Errors as of ``add_agreement``."""
    known = {form.id for form in forms().values() if form.agreement}
    if not new.forms or not set(new.forms) <= known or new.purpose not in purposes_open():
        raise errors.AgreementWrong("forms")
    if not new.signed_on <= new.from_on <= new.to_on:
        raise errors.AgreementWrong("to_on")
    if new.provider == new.receiver:
        raise errors.AgreementOneSided("receiver")
    if Agreement.objects.filter(number=new.number.strip()).exists():
        raise errors.AgreementTaken("number")
    institution(new.provider, on, "provider")
    institution(new.receiver, on, "receiver")


def end_agreement(by: Viewer, agreement: UUID, on: date) -> Agreement:
    """End an agreement on a day: from then on nothing comes in under it. ``AddressUnknown``, ``AgreementWrong``."""
    with act("intake.agreement_ended", by=by.actor, area=by.area, payload={"on": on}) as done:
        row = Agreement.objects.select_for_update().filter(id=agreement).first()
        if row is None:
            raise AddressUnknown
        done.about = f"intake.agreement:{row.id}"
        if row.ended_on is not None or on < row.from_on:
            raise errors.AgreementWrong("on")
        row.ended_on = on
        row.save(update_fields=["ended_on"])
        done.wrote(row)
    return row


def purposes_open() -> tuple[str, ...]:
    """Purposes for which data may be handed over here: those whose runs read a file."""
    law = load_law()
    open_here = law.deployment_kinds[str(settings.HOME.kind)].purposes
    return tuple(name for name in open_here if law.purposes[name].scores)
