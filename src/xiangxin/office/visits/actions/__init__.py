"""All writes of this room."""

from __future__ import annotations

from xiangxin.office.visits.actions.devices import confirm_device, register_device, revoke_device
from xiangxin.office.visits.actions.lists import end_list, make_list
from xiangxin.office.visits.actions.quarantine import decide, delete_expired
from xiangxin.office.visits.actions.uploads import hand_over, receive_upload

__all__ = [
    "confirm_device",
    "decide",
    "delete_expired",
    "end_list",
    "hand_over",
    "make_list",
    "receive_upload",
    "register_device",
    "revoke_device",
]
