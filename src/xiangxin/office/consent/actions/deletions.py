"""What receivers report after a withdrawal: that what came by the consent is deleted.

A contract keeps what the contract needs, on its own ground; everything else goes.
"""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.choices import OBJECTION, Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import with_branches
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.audit.erasing import delete_rows
from xiangxin.office.consent.choices import Ended
from xiangxin.office.consent.errors import DeletedAlready
from xiangxin.office.consent.models import DeletionOrder
from xiangxin.office.shell.errors import AddressUnknown

REPORTERS = frozenset({Role.ACCOUNT_MANAGER, Role.COUNTY_OFFICE, Role.CENTRAL_BANK, Role.TOWNSHIP_CADRE})
"""Who answers for what a bank, an office or a panel has received."""


def report_deletion(by: Viewer, order: UUID) -> DeletionOrder:
    """The receiver says that it has deleted. Of what was erased in the cool-off the order goes too.

    ``AddressUnknown`` for an order to somebody else, ``DeletedAlready`` the second time.
    """
    with act("consent.deletion_reported", by=by.actor, purpose=OBJECTION) as done:
        row = DeletionOrder.objects.select_for_update().filter(id=order).first()
        if row is None or not _answers_for(by, row.receiver_id):
            raise AddressUnknown()
        if row.done_at is not None:
            raise DeletedAlready()
        done.about, done.person = f"consent.deletionorder:{row.id}", row.person
        row.done_at, row.done_by = timezone.now(), by.account
        if row.ended == Ended.ERASED:
            _forget(done, row)
        else:
            row.save(update_fields=["done_at", "done_by"])
            done.wrote(row)
    return row


def _answers_for(by: Viewer, receiver: UUID) -> bool:
    return by.role in REPORTERS and by.institution is not None and by.institution in with_branches(receiver)


def _forget(done: Act, row: DeletionOrder) -> None:
    """The last trace of a consent that counts as never given."""
    delete_rows(done, [row], "cool_off")
