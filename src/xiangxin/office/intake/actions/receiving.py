"""Takes a file in: sealed as it arrives, under its own number, and read by a job of its own."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import PurePath
from uuid import UUID

from django.utils import timezone

from xiangxin.interop.book import SUFFIXES
from xiangxin.interop.settings import LIMITS as FILE_LIMITS
from xiangxin.kernel.divisions import level_of
from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.acts import act
from xiangxin.office.intake import errors
from xiangxin.office.intake.catalog import Form, form_of
from xiangxin.office.intake.choices import STAGE, Channel, State
from xiangxin.office.intake.models import Agreement, Submission
from xiangxin.office.intake.reading import UPLOAD
from xiangxin.office.intake.rules import sender_of, whole_institution
from xiangxin.office.intake.sealedfile import TABLE, drop, folder_of
from xiangxin.office.intake.standing import is_in_force
from xiangxin.office.intake.terms import LIMITS
from xiangxin.office.jobs.actions import start_job
from xiangxin.office.vault.parts import BLOCK, Parts
from xiangxin.office.vault.sealing import seal_on

_NAME_LIMIT = 100


def receive(
    by: Viewer,
    form: str,
    blocks: Iterable[bytes],
    name: str,
    area: str = "",
    *,
    agreement: UUID | None = None,
    channel: str = Channel.PAGE,
) -> Submission:
    """Take in a file for a form. ``blocks``: its bytes in order; ``area``: whose rows it may hold, else the viewer's.

    Whatever is wrong is told before anything is kept.
    Errors: ``FormUnknown``, ``FormNotYours``, ``AreaBeyondYours``, ``AgreementNeeded``, ``AgreementUnfit``,
    ``InstitutionMissing``, ``FileMissing``, ``FileTooLarge``, ``FileKindUnknown``.
    """
    known, on = form_of(form), timezone.localdate()
    institution = sender_of(by, known, on)
    area = _area(by, area)
    under = _agreement(by, known, agreement, on)
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise errors.FileKindUnknown("file", kinds=Text("、".join(SUFFIXES), ", ".join(SUFFIXES)))
    row = Submission(
        number=_number(on),
        form=known.id,
        channel=channel,
        institution=institution,
        agreement=under,
        area=area,
        sent_by=by.account,
        sent_for=by.on_behalf,
        received_at=timezone.now(),
        state=State.RECEIVED,
        delete_on=on + timedelta(days=LIMITS["keep_staged_days"]),
    )
    seal_on(row, "file_name_sealed", f"{PurePath(name).stem[:_NAME_LIMIT]}{suffix}")
    try:
        row.file_sha256, row.file_bytes = _keep(row.id, blocks)
        _note(by, row, institution)
    except BaseException:
        drop(row.id)
        raise
    return row


def _note(by: Viewer, row: Submission, institution: Institution) -> None:
    payload = {"form": row.form, "channel": str(row.channel), "sha256": row.file_sha256.hex(), "bytes": row.file_bytes}
    with act("intake.received", by=by.actor, about=row, area=row.area, payload=payload) as done:
        while Submission.objects.filter(number=row.number).exists():
            row.number = _number(timezone.localdate(row.received_at))
        row.job = start_job(by.actor, STAGE, {"submission": str(row.id)}, area=row.area).id
        row.save(force_insert=True)
        done.wrote(row)


def _area(by: Viewer, area: str) -> str:
    area = area or by.area
    try:
        level_of(area)
    except ValueError:
        raise errors.AreaBeyondYours("area") from None
    if not by.covers(area):
        raise errors.AreaBeyondYours("area")
    return area


def _agreement(by: Viewer, form: Form, agreement: UUID | None, on: date) -> Agreement | None:
    """The agreement under which the form comes in; none where the sender tells of its own work."""
    if not form.agreement or by.role != Role.DATA_PROVIDER:
        return None
    if agreement is None:
        raise errors.AgreementNeeded("agreement")
    row = Agreement.objects.filter(id=agreement, provider__in=whole_institution(by)).first()
    if row is None:
        raise errors.AgreementUnfit("agreement")
    if form.id not in row.forms:
        raise errors.AgreementLacksForm("agreement")
    if not is_in_force(row, on):
        raise errors.AgreementOver("agreement")
    return row


def _keep(submission: UUID, blocks: Iterable[bytes]) -> tuple[bytes, int]:
    """Seal the bytes as they come; their hash and how many there are."""
    whole, size = hashlib.sha256(), 0
    with Parts(folder_of(submission), UPLOAD, TABLE, str(submission)) as parts:
        for block in _cut(blocks):
            size += len(block)
            if size > FILE_LIMITS.file_bytes:
                raise errors.FileTooLarge("file", limit=FILE_LIMITS.file_bytes // 1_000_000)
            whole.update(block)
            parts.put(block)
        if not size:
            raise errors.FileMissing("file")
    return whole.digest(), size


def _cut(blocks: Iterable[bytes]) -> Iterable[bytes]:
    for block in blocks:
        for at in range(0, len(block), BLOCK):
            yield block[at : at + BLOCK]


def _number(on: date) -> str:
    """What people call it: the day and six digits that nobody counts up."""
    return f"{on:%Y%m%d}-{secrets.randbelow(1_000_000):06d}"
