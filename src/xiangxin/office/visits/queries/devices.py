"""Devices of a collector, and those that somebody keeps for others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.visits.models import Device
from xiangxin.office.visits.reach import kept_by, own


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One device. ``state``: waiting, confirmed or revoked. ``holder`` is the account's display name."""

    id: UUID
    label: str
    code: str
    holder: str
    state: str
    registered_at: datetime
    confirmed_at: datetime | None
    revoked_at: datetime | None
    why: str
    own: bool


def own_devices(by: Viewer) -> list[DeviceLine]:
    """The viewer's devices, the last one first."""
    return _lines(by, Device.objects.filter(own(by)).order_by("-registered_at", "id"))


def kept_devices(by: Viewer) -> list[DeviceLine]:
    """Devices that the viewer keeps for others, those that wait first; the own ones are not among them."""
    rows = Device.objects.filter(kept_by(by)).exclude(own(by)).order_by("-registered_at", "id")
    order = {"waiting": 0, "confirmed": 1, "revoked": 2}
    return sorted(_lines(by, rows), key=lambda line: order[line.state])


def device_of(by: Viewer, id_: UUID) -> DeviceLine | None:
    """One device of the viewer's own."""
    return next(iter(_lines(by, Device.objects.filter(own(by), id=id_))), None)


def state_of(row: Device) -> str:
    """Where a device stands."""
    if row.revoked_at is not None:
        return "revoked"
    return "waiting" if row.confirmed_at is None else "confirmed"


def _lines(by: Viewer, rows: Iterable[Device]) -> list[DeviceLine]:
    found = list(rows)
    names = dict(Account.objects.filter(id__in={row.account for row in found}).values_list("id", "display"))
    return [
        DeviceLine(
            row.id,
            row.label,
            row.code,
            names.get(row.account, ""),
            state_of(row),
            row.registered_at,
            row.confirmed_at,
            row.revoked_at,
            row.get_revoked_why_display(),
            row.account in by.accounts,
        )
        for row in found
    ]
