"""All writes about grants."""

from xiangxin.office.grants.actions.answering import accept_offer, ask_for_human, decline_offer, end_line
from xiangxin.office.grants.actions.deciding import Chosen, accept_many, decide_case
from xiangxin.office.grants.actions.delivering import deliver_letter
from xiangxin.office.grants.actions.ending import end_ungrounded, lapse
from xiangxin.office.grants.actions.opening import open_cases, open_done
from xiangxin.office.grants.actions.reviewing import review_again
from xiangxin.office.grants.actions.second_look import answer_request
from xiangxin.office.grants.actions.standing import decide_on_line, take_effect

__all__ = [
    "Chosen",
    "accept_many",
    "accept_offer",
    "answer_request",
    "ask_for_human",
    "decide_case",
    "decide_on_line",
    "decline_offer",
    "deliver_letter",
    "end_line",
    "end_ungrounded",
    "lapse",
    "open_cases",
    "open_done",
    "review_again",
    "take_effect",
]
