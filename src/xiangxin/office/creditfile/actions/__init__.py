"""All writes of credit files. Facts are added by batches; nothing that is there is changed."""

from __future__ import annotations

from xiangxin.office.creditfile.actions.batches import drop_batch, open_batch, show_batch
from xiangxin.office.creditfile.actions.businesses import add_business_facts
from xiangxin.office.creditfile.actions.disputes import end_dispute, note_dispute, open_dispute
from xiangxin.office.creditfile.actions.facts import Added, add_coverage, add_facts, withdraw_answers, withdraw_facts
from xiangxin.office.creditfile.actions.retention import delete_expired
from xiangxin.office.creditfile.actions.reviews import OfRound, close_review, delete_ratings, open_review
from xiangxin.office.creditfile.actions.snapshots import clear_snapshots
from xiangxin.office.creditfile.actions.standing import add_area_standings, add_standings
from xiangxin.office.creditfile.actions.statements import add_statement, take_back_statement
from xiangxin.office.creditfile.actions.taking_back import forget_marks, mark_taken_back
from xiangxin.office.creditfile.actions.undoing import undo_facts
from xiangxin.office.creditfile.takenback import Matter

__all__ = [
    "Added",
    "Matter",
    "OfRound",
    "add_area_standings",
    "add_business_facts",
    "add_coverage",
    "add_facts",
    "add_standings",
    "add_statement",
    "clear_snapshots",
    "close_review",
    "delete_expired",
    "delete_ratings",
    "drop_batch",
    "end_dispute",
    "forget_marks",
    "mark_taken_back",
    "note_dispute",
    "open_batch",
    "open_dispute",
    "open_review",
    "show_batch",
    "take_back_statement",
    "undo_facts",
    "withdraw_answers",
    "withdraw_facts",
]
