"""Consents for tests of any room, given after a notice that was delivered: lawful unless a test changes that."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from itertools import count
from uuid import UUID, uuid4

from django.utils import timezone

from bases.accounts_made import COUNTY
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import system
from xiangxin.office.consent.actions import Scope, deliver_notice, give_consent
from xiangxin.office.consent.choices import Answer, Channel, Ended
from xiangxin.office.consent.models import Consent, DeletionOrder, NoticeDelivery, NoticeText
from xiangxin.office.consent.notices import Draft, drafts

GIVEN_ON = date(2026, 3, 1)
_numbers = count(1)


def make_institution(
    kind: str = "bank", slug: str = "", area: str = COUNTY, parent: Institution | None = None
) -> Institution:
    """An institution of the county under test, in force since 2026; another one at each call without a ``slug``."""
    number = next(_numbers)
    row = Institution(
        slug=slug or f"{kind}-{number}",
        kind=kind,
        name=f"虚构{kind}{number}",
        parent=parent,
        area=area,
        from_on=date(2026, 1, 1),
    )
    with acts.act("areas.made_for_tests", by=system("tests"), area=area) as done:
        row.save(force_insert=True)
        done.wrote(row)
    return row


def make_text(purpose: str = "scoring", field_class: str = "file") -> NoticeText:
    """The published text for the purpose and class: what the file says, as if two people had published it.

    Where no file asks for them, a stand-in.
    """
    found = NoticeText.objects.filter(purpose=purpose, field_class=field_class, to_on=None).first()
    if found is not None:
        return found
    drafted = (one for one in drafts().values() if (one.purpose, one.field_class) == (purpose, field_class))
    stand_in = Draft(f"{purpose}-{field_class}".replace("_", "-"), 1, purpose, field_class, GIVEN_ON, {"days": 365})
    draft = next(drafted, stand_in)
    row = NoticeText(
        code=draft.code,
        version=draft.version,
        purpose=purpose,
        field_class=field_class,
        content=draft.written,
        content_hash=draft.hash,
        from_on=date(2026, 1, 1),
        proposed_by=uuid4(),
        agreed_by=uuid4(),
    )
    with acts.act("consent.text_made_for_tests", by=system("tests")) as done:
        row.save(force_insert=True)
        done.wrote(row)
    return row


def make_consent(
    person: UUID,
    purpose: str = "scoring",
    receiver: Institution | None = None,
    field_class: str = "file",
    *,
    on: date = GIVEN_ON,
    to_on: date | None = None,
    notice_on: date | None = None,
    withdrawn_on: date | None = None,
    written: bool = True,
    channel: str = Channel.PAPER,
    taken_by: UUID | None = None,
) -> Consent:
    """A consent that begins on ``on``; its notice was delivered that day unless ``notice_on`` says otherwise.

    Without ``receiver`` to a new bank. The row is written as it is asked for, also where no action would write it.
    """
    receiver = receiver or make_institution()
    told_on = notice_on or on
    told_at = timezone.make_aware(datetime.combine(told_on, time(9)))
    delivery = NoticeDelivery(
        person=person,
        text=make_text(purpose, field_class),
        receiver=receiver,
        channel=channel,
        delivered_at=told_at,
        delivered_on=told_on,
        by=uuid4(),
        answer=Answer.GIVEN,
        answered_at=told_at,
    )
    row = Consent(
        person=person,
        purpose=purpose,
        receiver=receiver,
        field_class=field_class,
        written=written,
        notice_delivered_on=told_on,
        from_on=on,
        to_on=to_on,
        withdrawn_on=withdrawn_on,
        channel=channel,
        delivery=delivery,
        controller="测试县金融工作办公室",
        given_at=told_at,
        cool_off_to_on=on + timedelta(days=7),
        taken_by=taken_by,
        receipt_no=f"T{next(_numbers):09d}",
    )
    with acts.act("consent.made_for_tests", by=system("tests"), person=person, purpose=purpose) as done:
        delivery.save(force_insert=True)
        row.save(force_insert=True)
        done.wrote(delivery, row)
    return row


def make_order(person: UUID, receiver: Institution, on: date = GIVEN_ON) -> DeletionOrder:
    """What a receiver is told to delete after a withdrawal on ``on``."""
    row = DeletionOrder(
        consent=uuid4(),
        person=person,
        receiver=receiver,
        purpose="scoring",
        field_class="file",
        ended=Ended.WITHDRAWN,
        ordered_at=timezone.make_aware(datetime.combine(on, time(9))),
        due_on=on + timedelta(days=15),
        receipt_no=f"T{next(_numbers):09d}",
    )
    with acts.act("consent.order_made_for_tests", by=system("tests"), person=person) as done:
        row.save(force_insert=True)
        done.wrote(row)
    return row


def deliver(
    by: Viewer, person: UUID, receiver: Institution, purpose: str = "scoring", field_class: str = "file"
) -> NoticeDelivery:
    """The notice for the purpose and class, delivered through the real action."""
    make_text(purpose, field_class)
    return deliver_notice(by, person, Scope(purpose, receiver.id, field_class))


def give(
    by: Viewer,
    person: UUID,
    receiver: Institution,
    purpose: str = "scoring",
    field_class: str = "file",
    signature: str = "",
    parts: Collection[str] = (),
) -> Consent:
    """A consent given through the real actions, after its notice."""
    told = deliver(by, person, receiver, purpose, field_class)
    return give_consent(by, person, told.id, signature=signature, parts=parts)
