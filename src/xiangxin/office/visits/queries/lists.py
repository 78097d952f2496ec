"""Task lists and uploads as figures: how many, how far, until when. No person stands in an answer of this module."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone

from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import village_names
from xiangxin.office.visits.choices import Came, Result
from xiangxin.office.visits.models import Device, TaskList, Upload
from xiangxin.office.visits.reach import kept_by, own

LATELY = 20
"""How many lists and uploads the page shows."""


@dataclass(frozen=True, slots=True)
class ListLine:
    """One list: ``state`` is open, over or ended."""

    id: UUID
    place: str
    device: str
    made_at: datetime
    expires_at: datetime
    count: int
    answers: int
    state: str


@dataclass(frozen=True, slots=True)
class UploadLine:
    """One upload. ``refused``: what was not taken of it, in words, with how often."""

    id: UUID
    place: str
    device: str
    holder: str
    received_at: datetime
    answers: int
    came: str
    came_label: str
    why: str
    refused: tuple[tuple[str, int], ...]
    delete_on: date | None


def own_lists(by: Viewer) -> list[ListLine]:
    """The viewer's lists, the last one first."""
    rows = TaskList.objects.filter(own(by)).select_related("device").annotate(sent=Sum("uploads__answers"))
    now, places = timezone.now(), village_names(by.area, timezone.localdate())
    return [
        ListLine(
            row.id,
            places.get(row.area, row.area),
            row.device.label,
            row.made_at,
            row.expires_at,
            row.count,
            row.sent or 0,
            "ended" if row.ended_at else "over" if row.expires_at < now else "open",
        )
        for row in rows.order_by("-made_at", "id")[:LATELY]
    ]


def own_uploads(by: Viewer) -> list[UploadLine]:
    """What the viewer's devices sent, the last one first."""
    rows = Upload.objects.filter(own(by, "task_list__account")).order_by("-received_at", "id")[:LATELY]
    places = village_names(by.area, timezone.localdate())
    return [_line(row, "", places) for row in rows.select_related("task_list__device")]


def set_apart(by: Viewer) -> list[UploadLine]:
    """Uploads that wait for somebody like the viewer to decide."""
    kept = Device.objects.filter(kept_by(by)).exclude(own(by)).values("id")
    rows = list(
        Upload.objects.filter(came=Came.QUARANTINED, task_list__device__in=kept)
        .select_related("task_list__device")
        .order_by("delete_on", "id")
    )
    names = dict(Account.objects.filter(id__in={row.task_list.account for row in rows}).values_list("id", "display"))
    places = village_names(by.area, timezone.localdate()) if rows else {}
    return [_line(row, names.get(row.task_list.account, ""), places) for row in rows]


def _line(row: Upload, holder: str, places: dict[str, str]) -> UploadLine:
    results = [str(result) for _, result in row.results]
    return UploadLine(
        row.id,
        places.get(row.task_list.area, row.task_list.area),
        row.task_list.device.label,
        holder,
        row.received_at,
        row.answers,
        row.came,
        row.get_came_display(),
        row.get_why_display(),
        tuple(
            (str(one.label), results.count(one.value)) for one in Result if one != Result.TAKEN and one.value in results
        ),
        row.delete_on,
    )
