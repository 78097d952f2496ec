"""All writes of this room; each names the keeper and the person."""

from __future__ import annotations

from xiangxin.office.station.actions.mandates import end_mandate, issue_slip, register_mandate, set_word
from xiangxin.office.station.actions.phones import send_phone_code, verify_phone
from xiangxin.office.station.actions.sheets import countersign
from xiangxin.office.station.actions.visits import begin_visit, begin_visit_by_mandate, end_visit

__all__ = [
    "begin_visit",
    "begin_visit_by_mandate",
    "countersign",
    "end_mandate",
    "end_visit",
    "issue_slip",
    "register_mandate",
    "send_phone_code",
    "set_word",
    "verify_phone",
]
