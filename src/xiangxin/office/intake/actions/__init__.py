"""All writes of intake that people ask for: receive, propose, decide, take back; agreements."""

from __future__ import annotations

from xiangxin.office.intake.actions.agreeing import delete_of_agreements, propose_agreement, propose_end
from xiangxin.office.intake.actions.agreements import NewAgreement, add_agreement, end_agreement
from xiangxin.office.intake.actions.deciding import decide, propose, take_back
from xiangxin.office.intake.actions.duplicates import decide_duplicate, undo_duplicate
from xiangxin.office.intake.actions.receiving import receive
from xiangxin.office.intake.actions.settling import settle
from xiangxin.office.intake.actions.undoing import can_be_undone, propose_undoing, undo_waits

__all__ = [
    "NewAgreement",
    "add_agreement",
    "can_be_undone",
    "decide",
    "decide_duplicate",
    "delete_of_agreements",
    "end_agreement",
    "propose",
    "propose_agreement",
    "propose_end",
    "propose_undoing",
    "receive",
    "settle",
    "take_back",
    "undo_duplicate",
    "undo_waits",
]
