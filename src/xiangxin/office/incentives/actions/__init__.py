"""All writes of this room; each is one transaction and one entry of the log."""

from __future__ import annotations

from xiangxin.office.incentives.actions.adopting import propose_list
from xiangxin.office.incentives.actions.deciding import (
    answer_objection,
    confirm_entry,
    deliver_strike,
    propose_strike,
    refuse_entry,
)
from xiangxin.office.incentives.actions.deleting import delete_over
from xiangxin.office.incentives.actions.exchanging import redeem, settle
from xiangxin.office.incentives.actions.objecting import object_to, told
from xiangxin.office.incentives.actions.proposing import NewEntry, propose_entry

__all__ = [
    "NewEntry",
    "answer_objection",
    "confirm_entry",
    "delete_over",
    "deliver_strike",
    "object_to",
    "propose_entry",
    "propose_list",
    "propose_strike",
    "redeem",
    "refuse_entry",
    "settle",
    "told",
]
