"""All reads of this room; figures and states, nobody's name. Who is on a list is on the device and nowhere else."""

from __future__ import annotations

from xiangxin.office.visits.queries.devices import DeviceLine, kept_devices, own_devices
from xiangxin.office.visits.queries.lists import ListLine, UploadLine, own_lists, own_uploads, set_apart

__all__ = [
    "DeviceLine",
    "ListLine",
    "UploadLine",
    "kept_devices",
    "own_devices",
    "own_lists",
    "own_uploads",
    "set_apart",
]
