"""All writes of reviews. A ballot is the one write that leaves no entry of the log."""

from __future__ import annotations

from xiangxin.office.review.actions.casting import cast, challenge, recuse
from xiangxin.office.review.actions.opening import close_round, hand_half
from xiangxin.office.review.actions.paper import Printed, lose_sheet, print_sheet, type_sheet
from xiangxin.office.review.actions.recounting import Recount, recount
from xiangxin.office.review.actions.rounds import hold_half, prepare_round, void_round
from xiangxin.office.review.actions.seating import Member, load_bench, name_bench

__all__ = [
    "Member",
    "Printed",
    "Recount",
    "cast",
    "challenge",
    "close_round",
    "hand_half",
    "hold_half",
    "load_bench",
    "lose_sheet",
    "name_bench",
    "prepare_round",
    "print_sheet",
    "recount",
    "recuse",
    "type_sheet",
    "void_round",
]
