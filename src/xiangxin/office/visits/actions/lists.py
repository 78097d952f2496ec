"""A task list is made for one device: who in one village needs a visit of this collector, and for what, closed for it.

Nobody stands on it whom the collector has no ground to visit. Making one is a look at each who stands on it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import place_name, village_names
from xiangxin.office.audit.acts import act
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.visits import errors
from xiangxin.office.visits.asking import question
from xiangxin.office.visits.keys import Closed, close
from xiangxin.office.visits.models import Device, Task, TaskList
from xiangxin.office.visits.needs import Need, needs_of
from xiangxin.office.visits.reach import PURPOSES, device_of, own
from xiangxin.office.visits.terms import terms_on


@dataclass(frozen=True, slots=True)
class Package:
    """What is downloaded: which list, until when, and the tasks closed for the device."""

    list: TaskList
    closed: Closed


def make_list(by: Viewer, device: UUID, area: str) -> Package:
    """The tasks of the viewer in the village ``area`` for a device of the viewer.

    Errors: ``AddressUnknown`` for another's device, ``DeviceUnconfirmed``, ``DeviceShutOut``, ``VillageNotOpen``,
    ``NothingToDo``. Where nobody needs a visit nothing is written.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    terms = terms_on(today)
    row = _device(by, device)
    if area not in village_names(by.area, today):
        raise errors.VillageNotOpen("area")
    with needs_of(by, area, today, terms.tasks) as needs:
        if not needs:
            raise errors.NothingToDo("area")
        with act("visits.list_made", by=by.actor, purpose=PURPOSES[by.role], area=area) as done:
            made = TaskList(
                id=uuid4(),
                device=row,
                account=by.account,
                area=area,
                purpose=PURPOSES[by.role],
                made_at=now,
                expires_at=now + timedelta(days=terms.days),
                forget_on=today + timedelta(days=terms.days + terms.keep_days),
                count=len(needs),
            )
            made.save(force_insert=True)
            tasks = [Task(task_list=made, person=need.person, kind=need.kind, asked=list(need.asked)) for need in needs]
            Task.objects.bulk_create(tasks)
            done.about = f"visits.tasklist:{made.id}"
            done.payload = {"device": row.id, "tasks": len(tasks), "expires_at": made.expires_at.isoformat()}
            done.wrote(made, *tasks)
        content = _content(made, place_name(area, today), needs, tasks)
        closed = close(content, bytes(row.wrap_key), context_of(made.id, row.id))
    return Package(made, closed)


def end_list(by: Viewer, id_: UUID) -> TaskList:
    """Take a list of the viewer's own back; what comes of it later is set apart. ``AlreadySo``, ``AddressUnknown``."""
    with act("visits.list_ended", by=by.actor, area=by.area) as done:
        row = TaskList.objects.select_for_update().filter(own(by), id=id_).first()
        if row is None:
            raise AddressUnknown
        if row.ended_at is not None:
            raise errors.AlreadySo()
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        done.about = f"visits.tasklist:{row.id}"
        done.wrote(row)
    return row


def context_of(list_: UUID, device: UUID) -> bytes:
    """What a package is bound to: opened as another list's or on another device it does not open."""
    return f"{list_}:{device}".encode("ascii")


def _device(by: Viewer, id_: UUID) -> Device:
    row = device_of(by, id_)
    if row.revoked_at is not None:
        raise errors.DeviceShutOut()
    if row.confirmed_at is None:
        raise errors.DeviceUnconfirmed()
    return row


def _content(made: TaskList, place: str, needs: list[Need], tasks: list[Task]) -> bytes:
    """The tasks as the device reads them: name, masked number, what to ask. Nothing else of anybody."""
    names = {name for need in needs for name in need.asked}
    return json.dumps(
        {
            "list": str(made.id),
            "place": place,
            "questions": {name: asdict(question(name)) for name in sorted(names)},
            "tasks": [
                {
                    "task": str(task.id),
                    "kind": need.kind,
                    "name": need.name,
                    "number": need.number,
                    "asked": list(need.asked),
                }
                for task, need in zip(tasks, needs, strict=True)
            ],
        },
        ensure_ascii=False,
    ).encode("utf-8")
