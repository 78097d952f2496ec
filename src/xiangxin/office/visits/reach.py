"""Who may do what about devices: whose they are, who may confirm or revoke them, who decides about what was set apart.

Must never let anybody confirm a device of their own or decide about what it sent.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.visits.errors import OtherPost
from xiangxin.office.visits.models import Device

COLLECTORS = (Role.ACCOUNT_MANAGER, Role.TOWNSHIP_CADRE, Role.VILLAGE_CADRE)
"""They visit people: cadres on the duty to tell them, an account manager on their consent to the bank."""
CADRES = frozenset({Role.TOWNSHIP_CADRE, Role.VILLAGE_CADRE})
KEEPERS = (Role.ACCOUNT_MANAGER, Role.COUNTY_OFFICE, Role.SECURITY_ADMIN, Role.TOWNSHIP_CADRE)
"""They keep the devices of others: of their area, or colleagues of one institution."""

PURPOSES: dict[str, str] = {
    Role.ACCOUNT_MANAGER: "scoring",
    Role.TOWNSHIP_CADRE: "evaluation",
    Role.VILLAGE_CADRE: "evaluation",
}
"""For what each collector's list is made; as the register is read for."""


def own(by: Viewer, field: str = "account") -> Q:
    """Rows of the viewer's own devices and lists; of those acted for as well."""
    return Q(**{f"{field}__in": sorted(by.accounts)})


def device_of(by: Viewer, id_: UUID) -> Device:
    """A device of the viewer's own, in the post it was registered in. ``AddressUnknown``, ``OtherPost``."""
    row = Device.objects.filter(own(by), id=id_).first()
    if row is None:
        raise AddressUnknown
    if (row.role, row.institution_id) != (by.role, by.institution):
        raise OtherPost()
    return row


def kept_by(by: Viewer) -> Q:
    """Devices that the viewer keeps. An office keeps those of its area, a bank's officer those of colleagues."""
    if by.role not in KEEPERS:
        return Q(pk__in=[])
    if by.role == Role.ACCOUNT_MANAGER:
        return Q(institution=by.institution, institution__isnull=False)
    if by.role == Role.TOWNSHIP_CADRE:
        return inside(by.area) & Q(role__in=sorted(CADRES))
    return inside(by.area)
