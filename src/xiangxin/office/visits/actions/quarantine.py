"""What was set apart is released or deleted by a person who is not its collector, or deleted after its term."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.erasing import forget
from xiangxin.office.audit.reads import is_any
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.visits import errors
from xiangxin.office.visits.choices import Came
from xiangxin.office.visits.models import Device, Task, Upload
from xiangxin.office.visits.reach import kept_by

_SET_APART = (Came.TAKEN, Came.QUARANTINED, Came.RELEASED)


def decide(by: Viewer, id_: UUID, *, release: bool) -> Upload:
    """Release an upload, so that its collector can hand it over, or delete what it says.

    Errors: ``OwnDevice``, ``AlreadySo``; ``AddressUnknown`` for one of a device that the viewer does not keep.
    """
    came = Came.RELEASED if release else Came.DISCARDED
    with act("visits.quarantine_decided", by=by.actor, area=by.area, payload={"came": came.value}) as done:
        kept = Device.objects.filter(kept_by(by)).values("id")
        rows = Upload.objects.select_for_update(of=("self",)).select_related("task_list__device")
        row = rows.filter(task_list__device__in=kept, id=id_).exclude(why="").first()
        if row is None:
            raise AddressUnknown
        if by.accounts & {row.task_list.account, row.task_list.device.account}:
            raise errors.OwnDevice()
        if row.came != Came.QUARANTINED:
            raise errors.AlreadySo()
        row.came, row.decided_by, row.decided_at = came, by.account, timezone.now()
        if not release:
            row.answers_sealed, row.delete_on = b"", None
        row.save(update_fields=["came", "decided_by", "decided_at", "answers_sealed", "delete_on"])
        done.about = f"visits.upload:{row.id}"
        done.wrote(row)
    return row


def delete_expired(by: Actor, on: date) -> int:
    """Delete what was set apart and not handed over in its term, and who was on lists whose term is over.

    Answers how many rows changed or went. Safe to run twice.
    """
    return _discard(by, on) + _forget(by, on)


def _discard(by: Actor, on: date) -> int:
    over = Upload.objects.filter(came__in=_SET_APART, delete_on__lt=on)
    if not is_any(by, over):
        return 0
    with act("visits.term_over", by=by, payload={"on": on}) as done:
        rows = list(over.select_for_update().order_by("id"))
        for row in rows:
            row.came, row.answers_sealed, row.delete_on = Came.DISCARDED, b"", None
            row.save(update_fields=["came", "answers_sealed", "delete_on"])
        done.payload |= {"uploads": len(rows)}
        done.wrote(*rows)
    return len(rows)


def _forget(by: Actor, on: date) -> int:
    waiting = Upload.objects.filter(came__in=_SET_APART).values("task_list")
    over = Task.objects.filter(task_list__forget_on__lt=on).exclude(task_list__in=waiting)
    return forget(by, "visits.lists_forgotten", over, "retention", {"on": on}, counted="tasks")
