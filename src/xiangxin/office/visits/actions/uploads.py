"""What a tablet brings back: signed, taken once, each answer told what became of it, then handed to intake.

What is late or comes from a device that was shut out is set apart and stays sealed. Grounds are asked again for each
answer: who withdrew meanwhile is left out and told.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.consent.actions import note_declined
from xiangxin.office.parties.actions import note_delivery, note_refusals
from xiangxin.office.parties.queries.rosters import own_roster
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.vault.sealing import open_on, seal_on
from xiangxin.office.visits import errors
from xiangxin.office.visits.asking import can_be, needs_writing
from xiangxin.office.visits.choices import Came, Kind, Outcome, Result, Why
from xiangxin.office.visits.envelope import Answer, Envelope, Sent, read_body
from xiangxin.office.visits.keys import is_signed
from xiangxin.office.visits.models import Device, Task, TaskList, Upload
from xiangxin.office.visits.needs import open_persons, with_writing
from xiangxin.office.visits.reach import device_of, own
from xiangxin.office.visits.sending import Stated, send
from xiangxin.office.visits.terms import terms_on


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the tablet is told: where the upload stands, and for each answer's key what became of it."""

    came: str
    results: tuple[tuple[str, str], ...]


def receive_upload(by: Viewer, sent: Envelope) -> Receipt:
    """Take an upload of one of the viewer's own devices; the same one again has no second effect.

    Errors: ``AddressUnknown`` for another's device or list, ``OtherPost``, ``SignatureWrong``, ``UploadUnreadable``,
    ``UploadTooLarge``, ``KeyReused``. Where one is raised nothing was changed.
    """
    now = timezone.now()
    device = device_of(by, sent.device)
    if not is_signed(sent.body, sent.signature, bytes(device.sign_key)):
        raise errors.SignatureWrong()
    body = read_body(sent.body, terms_on(timezone.localdate(now)))
    row = TaskList.objects.filter(id=body.list, device=device).first()
    if row is None:
        raise AddressUnknown
    known = _before(row, body, sent)
    if known is not None:
        return _finished(by, known)
    why = _why_apart(device, row)
    try:
        upload = _set_apart(by, row, body, sent, why) if why else _take(by, row, body, sent)
    except IntegrityError:  # the same upload came at the same moment, and the other one was first
        found = _before(row, body, sent)
        if found is None:
            raise
        upload = found
    return _finished(by, upload)


def hand_over(by: Viewer, id_: UUID) -> Upload:
    """Give intake what a device of the viewer's own brought, if that has not happened; then it is deleted here.

    What was released is checked against lists and grounds now. An error of intake's is raised on; nothing is lost.
    """
    row = Upload.objects.select_related("task_list").filter(own(by, "task_list__account"), id=id_).first()
    if row is None:
        raise AddressUnknown
    device_of(by, row.task_list.device_id)
    if row.came == Came.RELEASED:
        row = _take_released(by, row)
    return _hand_over(by, row) if row.came == Came.TAKEN else row


def _hand_over(by: Viewer, row: Upload) -> Upload:
    """One act with intake's own inside: of two at once one hands over, and what fails leaves all as it was."""
    try:
        with act(
            "visits.upload_handed_over", by=by.actor, purpose=row.task_list.purpose, area=row.task_list.area
        ) as done:
            held = Upload.objects.select_for_update(of=("self",)).select_related("task_list").get(id=row.id)
            if held.came != Came.TAKEN:
                raise errors.AlreadySo()
            stated = _stated(held)
            held.submission = send(by, held, stated) if stated else None
            held.came, held.answers_sealed = Came.HANDED, b""
            held.save(update_fields=["came", "submission", "answers_sealed"])
            done.about = f"visits.upload:{held.id}"
            done.payload = {"submission": held.submission, "persons": len(stated)}
            done.wrote(held)
    except errors.AlreadySo:
        row.refresh_from_db()
        return row
    return held


def _stated(row: Upload) -> list[Stated]:
    return [Stated(UUID(one), date.fromisoformat(on), dict(values)) for one, on, values in json.loads(_opened(row))]


def _before(row: TaskList, body: Sent, sent: Envelope) -> Upload | None:
    """The same upload, if it came before; ``KeyReused`` where other content had its number."""
    known = Upload.objects.filter(task_list=row, key=body.key).first()
    if known is None:
        return None
    if bytes(known.body_sha256) != sent.sha256:
        raise errors.KeyReused()
    return known


def _finished(by: Viewer, upload: Upload) -> Receipt:
    """Hand over what was taken, if that has not happened; the receipt."""
    if upload.came == Came.TAKEN:
        upload = hand_over(by, upload.id)
    return Receipt(upload.came, tuple((str(key), str(result)) for key, result in upload.results))


def _why_apart(device: Device, row: TaskList) -> Why | None:
    if device.revoked_at is not None:
        return Why.REVOKED
    if row.ended_at is not None:
        return Why.LIST_ENDED
    return Why.LATE if timezone.now() > row.expires_at else None


def _new(row: TaskList, body: Sent, sent: Envelope, came: Came) -> Upload:
    return Upload(
        task_list=row,
        key=body.key,
        body_sha256=sent.sha256,
        received_at=timezone.now(),
        answers=len(body.answers),
        came=came,
    )


def _set_apart(by: Viewer, row: TaskList, body: Sent, sent: Envelope, why: Why) -> Upload:
    """Keep it sealed for a person to decide about; nothing of it is read or merged."""
    days = terms_on(timezone.localdate()).quarantine_days
    with act("visits.upload_set_apart", by=by.actor, area=row.area, payload={"why": why.value}) as done:
        upload = _new(row, body, sent, Came.QUARANTINED)
        upload.why, upload.delete_on = why, timezone.localdate() + timedelta(days=days)
        seal_on(upload, "answers_sealed", sent.body.decode("utf-8"))
        _save(upload)
        done.about = f"visits.upload:{upload.id}"
        done.wrote(upload)
    return upload


def _take(by: Viewer, row: TaskList, body: Sent, sent: Envelope) -> Upload:
    with act("visits.upload_taken", by=by.actor, purpose=row.purpose, area=row.area) as done:
        upload = _new(row, body, sent, Came.TAKEN)
        _save(upload)
        tasks = _check(by, upload, body)
        _told(by, tasks, timezone.localdate(row.made_at))
        _until(upload)
        upload.save(update_fields=["results", "came", "answers_sealed", "delete_on"])
        done.about = f"visits.upload:{upload.id}"
        counts = [result for _, result in upload.results]
        done.payload = {"results": {name: counts.count(name) for name in sorted(set(counts))}}
        done.wrote(upload, *tasks)
    return upload


def _take_released(by: Viewer, row: Upload) -> Upload:
    """Check what a person released as if it came just now."""
    with act("visits.upload_taken", by=by.actor, purpose=row.task_list.purpose, area=row.task_list.area) as done:
        held = Upload.objects.select_for_update(of=("self",)).select_related("task_list").get(id=row.id)
        if held.came == Came.RELEASED:
            body = read_body(_opened(held), terms_on(timezone.localdate(held.task_list.made_at)))
            tasks = _check(by, held, body)
            _told(by, tasks, timezone.localdate(held.task_list.made_at))
            _until(held)
            held.save(update_fields=["results", "came", "answers_sealed", "delete_on"])
            done.about = f"visits.upload:{held.id}"
            done.wrote(held, *tasks)
    return held


def _until(upload: Upload) -> None:
    """What waits to be handed over is deleted after the same term as what waits for a decision."""
    days = terms_on(timezone.localdate()).quarantine_days
    upload.delete_on = timezone.localdate() + timedelta(days=days) if upload.came == Came.TAKEN else None


def _save(upload: Upload) -> None:
    with transaction.atomic():
        upload.save(force_insert=True)


def _told(by: Viewer, ended: list[Task], made_on: date) -> None:
    """What follows from a notice that was read at the door, and from a no to it."""
    notices = [task for task in ended if task.kind == Kind.NOTICE]
    refused = {task.person for task in notices if task.outcome == Outcome.REFUSED}
    today = timezone.localdate()
    if by.role == Role.ACCOUNT_MANAGER:
        _off_the_roster(by, [task for task in notices if task.outcome == Outcome.ANSWERED], made_on)
        if refused:
            note_refusals(by, refused, today)
    elif refused:
        note_declined(by, refused, today, today + timedelta(days=terms_on(today).refusal_days))


def _off_the_roster(by: Viewer, reached: list[Task], made_on: date) -> None:
    """Whom the own bank's notice reached on a visit leaves its roster of those to be told."""
    told = {
        task.person: max(timezone.localdate(task.answered_at), made_on)
        for task in reached
        if task.answered_at is not None
    }
    if not told:
        return
    with own_roster(by, "visits.roster") as (rows, _):
        waiting = dict(rows.filter(person__in=told, notified_on__isnull=True).values_list("id", "person"))
    for id_, person in waiting.items():
        note_delivery(by, id_, told[person])


def _check(by: Viewer, upload: Upload, body: Sent) -> list[Task]:
    """Decide about each answer; what is taken is sealed on the upload, the tasks it ends are returned."""
    today = timezone.localdate()
    wanted = [answer.task for answer in body.answers]
    tasks = {
        task.id: task for task in Task.objects.select_for_update().filter(task_list=upload.task_list_id, id__in=wanted)
    }
    persons = {task.person for task in tasks.values() if task.kind == Kind.FIELDS}
    reached = open_persons(by, persons, today) if persons else frozenset()
    writing = with_writing(by, reached, today) if reached else frozenset()
    ended: list[Task] = []
    stated: list[tuple[str, str, dict[str, str]]] = []
    results: list[list[str]] = []
    for answer in body.answers:
        task = tasks.get(answer.task)
        result = _result(answer, task, reached, writing, today)
        results.append([str(answer.key), result.value])
        if result != Result.TAKEN or task is None:
            continue
        task.outcome, task.answer_key, task.answered_at = answer.outcome, answer.key, min(answer.at, timezone.now())
        task.upload = upload
        task.save(update_fields=["outcome", "answer_key", "answered_at", "upload"])
        ended.append(task)
        if answer.values:
            on = max(timezone.localdate(task.answered_at), timezone.localdate(upload.task_list.made_at))
            stated.append((str(task.person), on.isoformat(), answer.values))
    upload.results, upload.came = results, Came.TAKEN
    seal_on(upload, "answers_sealed", json.dumps(stated))
    return ended


def _result(
    answer: Answer, task: Task | None, reached: frozenset[UUID], writing: frozenset[UUID], today: date
) -> Result:
    if task is None:
        return Result.NOT_ON_LIST
    if task.answer_key is not None:
        return Result.REPEATED if task.answer_key == answer.key else Result.ANSWERED_BEFORE
    if not answer.values:
        return Result.TAKEN
    if task.kind != Kind.FIELDS or not answer.values.keys() <= set(task.asked):
        return Result.NOT_ON_LIST
    if task.person not in reached:
        return Result.NO_GROUND
    if any(needs_writing(name) for name in answer.values) and task.person not in writing:
        return Result.NO_WRITTEN_CONSENT
    if not all(can_be(name, value, today) for name, value in answer.values.items()):
        return Result.VALUE_WRONG
    return Result.TAKEN


def _opened(row: Upload) -> bytes:
    return open_on(row, "answers_sealed").encode("utf-8")
