"""An existing register of signed paper consents is loaded: one act, each row with the number of its own paper.

The only way in which more than one consent is written at once, and the papers were signed one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import ROWS_A_STATEMENT, act
from xiangxin.office.consent import errors, majority
from xiangxin.office.consent.actions.delivering import panel_of, receiver_of, text_of
from xiangxin.office.consent.choices import Answer, Channel
from xiangxin.office.consent.deployment import controller
from xiangxin.office.consent.models import Consent, NoticeDelivery
from xiangxin.office.consent.notices import content_of
from xiangxin.office.consent.numbers import new_number
from xiangxin.office.consent.parts import ticked
from xiangxin.office.consent.scope import Scope
from xiangxin.office.shell.errors import OfficeError

NOBODY = UUID(int=0)
"""Stands where no account delivered: the office was not there yet."""
LONGEST = 40


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One signed paper. ``adult`` is for a caller who has seen the date of birth; else the register of persons says."""

    person: UUID
    scope: Scope
    written: bool
    notice_delivered_on: date | None
    from_on: date
    paper: str
    to_on: date | None = None
    withdrawn_on: date | None = None
    adult: bool = False
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were taken, and which were left out: place in the register from 1, why as an error's code."""

    taken: int
    left_out: tuple[tuple[int, str], ...]
    words: dict[str, Text]
    """What each of these codes says."""

    @property
    def reasons(self) -> dict[str, int]:
        """How many rows were left out for each reason, the most frequent first."""
        return dict(Counter(code for _, code in self.left_out).most_common())


def load_register(rows: Sequence[RegisterRow], by: Actor, document: str) -> Loaded:
    """Take the rows of a register kept under the number ``document``. A row that cannot be is left out and named.

    For the office itself, when it is set up: ``MayNotTake`` for any account, since nobody consents in bulk.
    ``PaperReferenceWrong`` for a document without a number.
    """
    if by.kind != "system":
        raise errors.MayNotTake()
    _check_number(document)
    with act("consent.register_loaded", by=by, about="consent.register") as done:
        known: set[tuple[object, ...]] = set(
            Consent.objects.values_list("person", "purpose", "receiver", "field_class", "from_on")
        )
        built: list[Consent] = []
        left_out: list[tuple[int, str]] = []
        words: dict[str, Text] = {}
        for place, row in enumerate(rows, start=1):
            try:
                built.append(_built(row, known))
            except OfficeError as wrong:
                left_out.append((place, wrong.code))
                words.setdefault(wrong.code, wrong.finding.what)
        NoticeDelivery.objects.bulk_create([row.delivery for row in built], batch_size=ROWS_A_STATEMENT)
        Consent.objects.bulk_create(built, batch_size=ROWS_A_STATEMENT)
        done.wrote(*(row.delivery for row in built), *built)
        loaded = Loaded(len(built), tuple(left_out), words)
        done.payload = {"document": document, "taken": len(built), "left_out": loaded.reasons}
    return loaded


def _built(row: RegisterRow, known: set[tuple[object, ...]]) -> Consent:
    scope = row.scope
    _check_number(row.paper)
    if row.notice_delivered_on is None:
        raise errors.DeliveryUnrecorded()
    if row.notice_delivered_on > row.from_on:
        raise errors.NoticeTooLate()
    if row.to_on is not None and row.to_on < row.from_on:
        raise errors.SignedDayWrong()
    receiver = receiver_of(scope, row.from_on)
    if not row.adult and not majority.is_registered(row.person):
        raise errors.PersonUnregistered()
    if not row.adult and not majority.is_adult(row.person, row.from_on):
        raise errors.MinorCannot()
    key = (row.person, scope.purpose, scope.receiver, scope.field_class, row.from_on)
    if key in known:
        raise errors.GivenAlready()
    delivery = _delivery(row, receiver)
    known.add(key)
    return Consent(
        person=row.person,
        purpose=scope.purpose,
        receiver=receiver,
        field_class=scope.field_class,
        parts=ticked(content_of(delivery.text), row.parts) if row.parts else "",
        written=row.written,
        notice_delivered_on=row.notice_delivered_on,
        from_on=row.from_on,
        to_on=row.to_on,
        withdrawn_on=row.withdrawn_on,
        channel=Channel.PAPER,
        delivery=delivery,
        controller=controller().zh,
        given_at=_morning(row.from_on),
        cool_off_to_on=row.from_on,
        receipt_no=new_number(),
    )


def _delivery(row: RegisterRow, receiver: Institution) -> NoticeDelivery:
    assert row.notice_delivered_on is not None
    return NoticeDelivery(
        person=row.person,
        text=text_of(row.scope, row.notice_delivered_on),
        receiver=receiver,
        panel=panel_of(receiver, row.notice_delivered_on),
        channel=Channel.PAPER,
        delivered_at=_morning(row.notice_delivered_on),
        delivered_on=row.notice_delivered_on,
        by=NOBODY,
        proof=row.paper,
        answer=Answer.GIVEN,
        answered_at=_morning(row.from_on),
    )


def _morning(day: date) -> datetime:
    """A paper says a day and no hour."""
    return timezone.make_aware(datetime.combine(day, time(0)))


def _check_number(number: str) -> None:
    if not 0 < len(number.strip()) <= LONGEST or not number.isprintable():
        raise errors.PaperReferenceWrong()
