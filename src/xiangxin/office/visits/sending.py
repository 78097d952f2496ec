"""The one way in: what visits brought back becomes a submission of intake, read and agreed to like every other file.

The table it is sent as is made here from the register, because a tablet never had a whole identity number. It is
handed over in memory and written nowhere in clear.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.money import plain_yuan
from xiangxin.law.model import Field
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent.choices import FILE
from xiangxin.office.intake.actions import receive
from xiangxin.office.intake.choices import Channel
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.opening import opened
from xiangxin.office.parties.queries.access import looking
from xiangxin.office.visits.asking import asked_fields
from xiangxin.office.visits.models import Upload
from xiangxin.office.visits.needs import open_persons

FORM = "statements"
"""Intake's form for what persons state themselves."""
READ = ("name", "id_number", FILE)
SHOWN = ("name_whole", "id_number_whole")


@dataclass(frozen=True, slots=True)
class Stated:
    """What one person stated on a day: registered fields with their values as text (``asking``)."""

    person: UUID
    on: date
    values: dict[str, str]


def send(by: Viewer, upload: Upload, stated: Sequence[Stated]) -> UUID:
    """Hand over what an upload holds; the submission's id. Errors are intake's; the same rows again change nothing."""
    content = _table(by, stated)
    name = f"{timezone.localdate(upload.received_at):%Y%m%d}.csv"
    row = receive(by, FORM, [content], name, upload.task_list.area, channel=Channel.DEVICE)
    return row.id


def _table(by: Viewer, stated: Sequence[Stated]) -> bytes:
    fields = [name for name in asked_fields() if any(name in one.values for one in stated)]
    target = io.StringIO()
    table = csv.writer(target)
    table.writerow(["公民身份号码", "姓名", "截至日期", *(_header(asked_fields()[name]) for name in fields)])
    with looking(by, "visits.handing_over", READ) as look:
        # Days may have passed since the visit: who took their consent back is not read, nor sent on.
        reached = open_persons(by, [one.person for one in stated], timezone.localdate())
        people = {row.id: row for row in Person.objects.filter(id__in=reached)}
        look.showed(people, SHOWN)
        for one in stated:
            person = people.get(one.person)
            if person is None:
                continue
            head = [opened(person, "id_number_sealed"), opened(person, "name_sealed"), one.on.isoformat()]
            table.writerow([*head, *(_cell(asked_fields()[name], one.values.get(name, "")) for name in fields)])
    return target.getvalue().encode("utf-8-sig")


def _header(field: Field) -> str:
    return f"{field.label.zh}（元）" if field.type == "money" else field.label.zh


def _cell(field: Field, value: str) -> str:
    """A value as somebody would type it into the form."""
    if value and field.type == "bool":
        return "是" if value == "true" else "否"
    if value and field.type == "enum":
        return dict(field.value_labels)[value].zh
    if value and field.type == "money":
        return plain_yuan(int(value))
    return value
