"""A letter reaches its person: opened on their own phone, or handed over at the counter. Clocks start here."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.consent.actions.delivering import may_act
from xiangxin.office.grants import errors
from xiangxin.office.grants.choices import LATER, State
from xiangxin.office.grants.models import Letter
from xiangxin.office.grants.moving import move
from xiangxin.office.grants.terms import LIMITS
from xiangxin.office.grants.void import is_void
from xiangxin.office.shell.errors import AddressUnknown

_TO = {State.OFFERED: State.DELIVERED, State.REFUSED: State.TOLD}


def deliver_letter(by: Viewer, person: UUID, letter: UUID, proof: str = "") -> Letter:
    """Note that a letter reached its person just now; a letter that did already is the same delivery.

    Errors: ``NotYours``, ``NoMandate``, ``MayNotTake``, ``AddressUnknown`` for another's letter, ``LetterVoid``.
    """
    channel = may_act(by, person)
    with act("grants.delivered", by=by.actor, person=person, purpose=OBJECTION) as done:
        rows = Letter.objects.select_for_update(of=("self",)).select_related("grant", "decision")
        row = rows.filter(id=letter, person=person).first()
        if row is None:
            raise AddressUnknown
        done.about = f"grants.letter:{row.id}"
        if row.delivered_at is not None:
            return row
        if is_void(row):
            raise errors.LetterVoid()
        today = timezone.localdate()
        row.channel, row.delivered_at, row.delivered_by, row.proof = channel, timezone.now(), by.account, proof[:40]
        row.save(update_fields=["channel", "delivered_at", "delivered_by", "proof"])
        done.wrote(row)
        done.payload = {"channel": channel, "kind": row.kind}
        _begin_clock(done, row, today)
    return row


def _begin_clock(done: Act, letter: Letter, today: date) -> None:
    """What follows from the delivery: the person may answer, or the notice of an adverse decision begins to run."""
    grant, decision = letter.grant, letter.decision
    to = _TO.get(State(grant.state))
    if to is not None and grant.decisions.order_by("-decided_at").first() == decision:
        answer_by = today + timedelta(days=LIMITS["answer_days"]) if to == State.DELIVERED else None
        done.wrote(move(grant, to, delivered_on=today, answer_by_on=answer_by))
    if decision.kind in LATER and decision.not_before_on is None:
        decision.not_before_on = today + timedelta(days=LIMITS["notice_days"])
        decision.save(update_fields=["not_before_on"])
        done.wrote(decision)
