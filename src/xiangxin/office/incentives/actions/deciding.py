"""The county confirms an entry or not, strikes a mistaken one with a reason by a second person, answers an objection.

Nothing here takes points off: a confirmed entry stays what it is until its last day, or is struck because it is wrong.
What was exchanged for it before is not taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.proposals import Decision, Payload, propose, two_person
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.incentives import errors
from xiangxin.office.incentives.choices import Outcome, State, Why
from xiangxin.office.incentives.models import Entry, Objection
from xiangxin.office.incentives.scope import CONFIRMER, PROPOSERS, PURPOSE, agreed, offices
from xiangxin.office.shell.errors import AddressUnknown

STRIKE = "incentives.entry_struck"


def confirm_entry(by: Viewer, entry: UUID) -> Entry:
    """The county has compared the entry with its document. Errors as of ``refuse_entry``."""
    return _decide(by, entry, State.CONFIRMED, "")


def refuse_entry(by: Viewer, entry: UUID, why: str) -> Entry:
    """The entry is not as its document says.

    Errors: ``AddressUnknown``, ``NotAgreed``, ``StateUnfit``, ``SecondPerson`` for whoever proposed it, ``DayWrong``
    where it would bring nothing any more.
    """
    return _decide(by, entry, State.REFUSED, Why(why))


def _decide(by: Viewer, entry: UUID, state: State, why: str) -> Entry:
    today = timezone.localdate()
    name = "incentives.entry_confirmed" if state == State.CONFIRMED else "incentives.entry_refused"
    with act(name, by=by.actor, about=f"incentives.entry:{entry}", purpose=PURPOSE) as done:
        row = entry_kept_by(by, entry, today)
        _require(row, State.PROPOSED)
        if by.accounts & {row.proposed_by, row.proposed_for}:
            raise errors.SecondPerson()
        if state == State.CONFIRMED and row.expires_on < today:
            raise errors.DayWrong()
        row.state, row.why = state, why
        row.decided_by, row.decided_for, row.decided_on = by.account, by.on_behalf, today
        row.save(update_fields=["state", "why", "decided_by", "decided_for", "decided_on"])
        done.person, done.area = row.person_id, row.person.area
        done.payload = {"points": row.points, "why": why}
        done.wrote(row)
    return row


def propose_strike(by: Viewer, entry: UUID, why: str) -> Proposal:
    """Ask that a mistaken entry is struck; another person of the county does it.

    Errors: ``AddressUnknown``, ``StateUnfit``, and what ``proposals.propose`` raises.
    """
    reason = Why(why)
    payload = {"entry": str(entry), "why": str(reason)}
    with act("incentives.strike_asked", by=by.actor, about=f"incentives.entry:{entry}", purpose=PURPOSE) as done:
        row = _reached(by, entry)
        _require(row, State.CONFIRMED)
        done.person, done.area, done.payload = row.person_id, row.person.area, {"why": str(reason)}
        return propose(STRIKE, by, payload, str(reason.label), row.person.area)


def _told(payload: Payload) -> Iterator[tuple[Text, str | Text]]:
    yield Text("为什么", "Why"), str(Why(payload["why"]).label)


@two_person(
    STRIKE,
    label=Text("划掉记错的积分", "Strike a mistaken entry of points"),
    proposed_by=[*PROPOSERS, CONFIRMER],
    decided_by=[CONFIRMER],
    told=_told,
    shown_at=lambda payload: reverse("incentives:entry", args=[payload["entry"]]),
)
def _strike(payload: Payload, decision: Decision) -> None:
    by, today = decision.by, timezone.localdate()
    with act(STRIKE, by=by.actor, about=f"incentives.entry:{payload['entry']}", purpose=PURPOSE) as done:
        row = entry_kept_by(by, UUID(payload["entry"]), today)
        _require(row, State.CONFIRMED)
        strike(row, by, Why(payload["why"]), today)
        done.person, done.area, done.payload = row.person_id, row.person.area, {"why": payload["why"]}
        done.wrote(row)


def strike(row: Entry, by: Viewer, why: Why, on: date) -> None:
    """Write it down; the person is told on their page, at the counter, and the county sees until they were."""
    row.state, row.why, row.struck_by, row.struck_on = State.STRUCK, why, by.account, on
    row.save(update_fields=["state", "why", "struck_by", "struck_on"])


def deliver_strike(by: Viewer, entry: UUID) -> Entry:
    """A cadre or the county has put the letter that an entry was struck into the person's hands; once.

    Errors: ``AddressUnknown``, ``NotAgreed``, ``StateUnfit``.
    """
    with act("incentives.strike_delivered", by=by.actor, about=f"incentives.entry:{entry}", purpose=PURPOSE) as done:
        row = _reached(by, entry)
        if row.state != State.STRUCK or row.told_on is not None:
            raise errors.StateUnfit(state=str(row.get_state_display()))
        row.told_on = timezone.localdate()
        row.save(update_fields=["told_on"])
        done.person, done.area = row.person_id, row.person.area
        done.wrote(row)
    return row


def answer_objection(by: Viewer, objection: UUID, outcome: str) -> Objection:
    """Somebody who has not handled the entry answers. Where the person is right the entry is struck in the same act.

    Errors: ``AddressUnknown``, ``NotAgreed``, ``StateUnfit``, ``SecondPerson``.
    """
    said, today = Outcome(outcome), timezone.localdate()
    about = f"incentives.objection:{objection}"
    with act("incentives.objection_answered", by=by.actor, about=about, purpose=PURPOSE) as done:
        found = Objection.objects.select_for_update(of=("self",)).filter(id=objection, ended_on=None).first()
        if found is None:
            raise AddressUnknown
        row = entry_kept_by(by, found.entry_id, today)
        if by.accounts & {row.proposed_by, row.proposed_for, row.decided_by, row.decided_for}:
            raise errors.SecondPerson()
        found.ended_on, found.ended_by, found.outcome = today, by.account, said
        found.save(update_fields=["ended_on", "ended_by", "outcome"])
        done.wrote(found)
        if said == Outcome.UPHELD and row.state == State.CONFIRMED:
            strike(row, by, Why.UPHELD, today)
            done.wrote(row)
        done.person, done.area, done.payload = row.person_id, row.person.area, {"outcome": str(said)}
    return found


def entry_kept_by(by: Viewer, entry: UUID, on: date) -> Entry:
    """An entry the county keeps, held until the act ends. ``AddressUnknown``; ``NotAgreed`` without a consent today."""
    row = _held(entry)
    mine = Entry.objects.filter(receiver__in=offices(by, on), id=entry).exists()
    if row is None or by.role != CONFIRMER or not mine or not by.covers(row.person.area):
        raise AddressUnknown
    if not agreed([row.person_id], row.receiver_id, on):
        raise errors.NotAgreed()
    return row


def _reached(by: Viewer, entry: UUID) -> Entry:
    """The same, or one of a cadre's own area."""
    if by.role == CONFIRMER:
        return entry_kept_by(by, entry, timezone.localdate())
    row = _held(entry)
    if row is None or by.role not in PROPOSERS or not by.covers(row.person.area):
        raise AddressUnknown
    return row


def _held(entry: UUID) -> Entry | None:
    rows = Entry.objects.select_for_update(of=("self",)).select_related("person")
    return rows.filter(id=entry).first()


def _require(row: Entry, state: State) -> None:
    if row.state != state:
        raise errors.StateUnfit(state=str(row.get_state_display()))
