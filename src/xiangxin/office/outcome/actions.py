"""What a person says about their result: this one is wrong. Passed on to whoever answers it, with number and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.creditfile.actions import open_dispute
from xiangxin.office.grants.actions import ask_for_human
from xiangxin.office.outcome.errors import NobodyToAsk
from xiangxin.office.outcome.queries import explained
from xiangxin.office.shell.errors import AddressUnknown


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted: its number, and by when it is answered. ``of_fact``: a fact is disputed and counts no more."""

    number: str
    due_on: date
    of_fact: bool


def contest(by: Viewer, person: UUID, result: UUID, line: str, fact: UUID | None = None) -> Noted:
    """The person says that a line of their result is wrong: the fact behind it, or the line itself.

    Errors: ``NotYours``, ``NoMandate``, ``MayNotTake``; ``AddressUnknown`` for a line that the explanation has not, or
    a fact that does not stand behind it; ``DisputeOpen``; ``NobodyToAsk``.
    """
    seen = explained(by, person, result)
    found = seen.contests.get(line)
    if found is None or (fact is not None and all(fact != one.fact for one in found.targets)):
        raise AddressUnknown
    if fact is not None:
        dispute = open_dispute(by, person, fact)
        return Noted(dispute.number, dispute.due_on, of_fact=True)
    if seen.case is None or not (seen.case.may_ask or seen.case.asked):
        raise NobodyToAsk()
    request = ask_for_human(by, person, seen.case.id, line)
    return Noted(request.number, request.due_on, of_fact=False)
