"""All writes of reviews. A ballot is the one write that leaves no entry of the log."""

from __future__ import annotations

from xiangxin.office.review.actions.casting import cast, challenge, recuse
from xiangxin.office.review.actions.opening import close_round, hand_half
from xiangxin.office.review.actions.paper import paper_in
from xiangxin.office.review.actions.rounds import hold_half, prepare_round, void_round
from xiangxin.office.review.actions.seating import Member, load_bench, name_bench

__all__ = [
    "Member",
    "cast",
    "challenge",
    "close_round",
    "hand_half",
    "hold_half",
    "load_bench",
    "name_bench",
    "paper_in",
    "prepare_round",
    "recuse",
    "void_round",
]
