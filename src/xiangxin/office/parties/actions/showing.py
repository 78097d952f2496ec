"""Asking for one person: found by the whole number only, shown masked; whole values with a reason the person reads."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.typed import sentence
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.parties.actions.asking import count_asking
from xiangxin.office.parties.checks import id_number_of
from xiangxin.office.parties.choices import Asked, Sealed, Why
from xiangxin.office.parties.errors import AlreadySo, OwnLock, ReasonMissing
from xiangxin.office.parties.models import AskingLock, Contact, Person, Unmasking
from xiangxin.office.parties.opening import opened
from xiangxin.office.parties.queries.access import looking, purpose_of
from xiangxin.office.parties.queries.cards import PersonCard, card_of
from xiangxin.office.parties.terms import least_words, most_words
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.vault.sealing import blind_index, seal_on


def look_up(by: Viewer, id_number: str) -> PersonCard | None:
    """The person with exactly this number, masked, when they are open to the viewer; else None, whoever they are.

    ``IdNumberWrong`` costs nothing; every other answer uses up one of the hour's allowance.
    """
    number = id_number_of(id_number)
    with looking(by, "parties.look_up", PersonCard.SHOWN) as look:
        found = look.persons.filter(id_number_index=blind_index("id_number", number.number)).first()
        count_asking(by, Asked.LOOK_UP, found=found is not None)
        look.showed([] if found is None else [found.id], PersonCard.SHOWN)
        return None if found is None else card_of(found)


def unmask(by: Viewer, id_: UUID, fields: Sequence[Sealed], why: str, words: str) -> dict[Sealed, str]:
    """Whole values of a person open to the viewer. Reason and words are kept for the person to read.

    ``ReasonMissing`` and ``AskedTooOften`` show nothing; a value the person does not have is an empty text.
    """
    wanted = [field for field in Sealed if field in fields]
    words = sentence(words)
    if why not in Why.values or not wanted or not least_words() <= len(words) <= most_words():
        raise ReasonMissing("words", least=least_words(), limit=most_words())
    with looking(by, "parties.unmask", wanted) as look:
        person = look.persons.filter(id=id_).first()
        if person is None:
            raise AddressUnknown
        count_asking(by, Asked.UNMASK, found=True)
        values = {field: _value(person, field) for field in wanted}
        _note(by, person, wanted, why, words)
        look.showed([person.id], [f"{field}_whole" for field in wanted])
    return values


def lift_lock(by: Viewer, lock: UUID) -> AskingLock:
    """Another person has looked at why somebody asked so often, and lets them ask again."""
    with act("parties.asking_lock_lifted", by=by.actor, about=f"parties.askinglock:{lock}", area=by.area) as done:
        row = AskingLock.objects.select_for_update().filter(id=lock).first()
        if row is None:
            raise AddressUnknown
        if row.account in by.accounts:
            raise OwnLock
        if row.lifted_at is not None:
            raise AlreadySo
        row.lifted_at, row.lifted_by = timezone.now(), by.account
        row.save(update_fields=["lifted_at", "lifted_by"])
        done.wrote(row)
    return row


def _value(person: Person, field: Sealed) -> str:
    if field is not Sealed.PHONE:
        return opened(person, f"{field}_sealed")
    contact = Contact.objects.filter(person=person, to_on__isnull=True).order_by("from_on", "id").last()
    return "" if contact is None else opened(contact, "phone_sealed")


def _note(by: Viewer, person: Person, fields: Sequence[Sealed], why: str, words: str) -> None:
    row = Unmasking(person=person, account=by.account, at=timezone.now(), fields=",".join(fields), why=why)
    seal_on(row, "words_sealed", words)
    payload = {"fields": list(map(str, fields)), "why": why}
    with act(
        "parties.unmasked",
        by=by.actor,
        person=person.id,
        area=person.area,
        purpose=purpose_of(by),
        payload=payload,
    ) as done:
        row.save(force_insert=True)
        done.wrote(row)
