"""The person says that an entry is wrong, and that they have read what was struck. On a phone or at the counter."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.consent.actions.delivering import may_act
from xiangxin.office.consent.numbers import new_number
from xiangxin.office.incentives import errors
from xiangxin.office.incentives.choices import State
from xiangxin.office.incentives.models import Entry, Objection
from xiangxin.office.incentives.terms import LIMITS
from xiangxin.office.shell.errors import AddressUnknown


def object_to(by: Viewer, person: UUID, entry: UUID) -> Objection:
    """The person says that the entry is wrong; it counts on until somebody answers, by a day.

    Errors: ``NotYours``, ``NoMandate``, ``MayNotTake``, ``AddressUnknown``, ``StateUnfit``, ``ObjectionOpen``.
    """
    through, today = may_act(by, person), timezone.localdate()
    with act("incentives.objection_opened", by=by.actor, person=person, purpose=OBJECTION) as done:
        row = _own(person, entry)
        if row.state == State.PROPOSED:
            raise errors.StateUnfit(state=str(row.get_state_display()))
        if Objection.objects.filter(entry=row, ended_on=None).exists():
            raise errors.ObjectionOpen()
        said = Objection(
            number=new_number(),
            person_id=person,
            entry=row,
            through=through,
            opened_on=today,
            due_on=today + timedelta(days=LIMITS["answer_days"]),
        )
        said.save(force_insert=True)
        done.about = f"incentives.objection:{said.id}"
        done.payload = {"due_on": said.due_on, "through": through}
        done.wrote(said)
    return said


def told(by: Viewer, person: UUID, entry: UUID) -> Entry:
    """The person has read that the entry was struck. Errors as of ``object_to``; the second time is the same."""
    through = may_act(by, person)
    with act("incentives.strike_told", by=by.actor, person=person, purpose=OBJECTION) as done:
        row = _own(person, entry)
        if row.state != State.STRUCK:
            raise errors.StateUnfit(state=str(row.get_state_display()))
        row.told_on = row.told_on or timezone.localdate()
        row.save(update_fields=["told_on"])
        done.about, done.payload = f"incentives.entry:{row.id}", {"through": through}
        done.wrote(row)
    return row


def _own(person: UUID, entry: UUID) -> Entry:
    row = Entry.objects.select_for_update().filter(id=entry, person=person).first()
    if row is None:
        raise AddressUnknown
    return row
