"""Asks for a trial of a text that is not in force."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.models import PolicyText
from xiangxin.office.adoption.rules import receiver_for
from xiangxin.office.audit.acts import act
from xiangxin.office.jobs.actions import start_job
from xiangxin.office.runs.actions.asking import Asked, require_may_ask
from xiangxin.office.runs.choices import TRY
from xiangxin.office.runs.models import Trial
from xiangxin.office.shell.errors import AddressUnknown


def start_trial(by: Viewer, policy: UUID, asked: Asked) -> Trial:
    """Ask for a dry run; a job makes it. ``asked.persons`` means nothing here: a rule is tried on everybody who agreed.

    Errors: those of ``require_may_ask``; ``AddressUnknown`` for no text of ours.
    """
    require_may_ask(by, asked)
    text = PolicyText.objects.filter(id=policy).first()
    if text is None:
        raise AddressUnknown()
    row = Trial(
        policy=text,
        receiver=receiver_for(asked.receiver, asked.purpose, timezone.localdate()),
        purpose=asked.purpose,
        area=asked.area,
        as_of=asked.as_of,
        known_on=asked.known_on,
        asked_by=by.account,
        asked_role=by.role,
        asked_area=by.area,
        asked_institution=by.institution,
        asked_at=timezone.now(),
    )
    payload = {"policy": text.content_hash, "as_of": asked.as_of, "known_on": asked.known_on}
    with act("runs.trial_asked", by=by.actor, about=row, purpose=row.purpose, area=row.area, payload=payload) as done:
        row.job = start_job(by.actor, TRY, {"trial": str(row.id)}, area=row.area).id
        row.save(force_insert=True)
        done.wrote(row)
    return row
