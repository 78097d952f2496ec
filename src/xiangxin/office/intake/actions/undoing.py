"""Taking back what was accepted: the sender asks, a second person agrees, a job withdraws all facts and answers of it.

Nothing is deleted by it: from that day nobody believes these; where they had replaced something, that is believed
again; and what was known before stays answerable. Persons that a submission registered stay registered, and contacts
of a roster end by their term.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xiangxin.kernel.portions import portions
from xiangxin.kernel.text import Text
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.reads import reading
from xiangxin.office.creditfile.actions import open_batch, show_batch, undo_facts, withdraw_answers
from xiangxin.office.creditfile.models import Batch, Fact
from xiangxin.office.creditfile.queries import covered
from xiangxin.office.intake import errors
from xiangxin.office.intake.actions.agreeing import batches_over
from xiangxin.office.intake.actions.deciding import own
from xiangxin.office.intake.actions.naming import address_of, concerns, seconds, senders, submission_of, told_of
from xiangxin.office.intake.actions.settling import undoing_key
from xiangxin.office.intake.catalog import form_of
from xiangxin.office.intake.choices import UNDO, State
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.moving import move
from xiangxin.office.intake.rules import purpose_of
from xiangxin.office.intake.terms import LIMITS
from xiangxin.office.jobs.actions import start_job
from xiangxin.office.jobs.job import Work

KIND = "intake.submission_undone"
_BESIDE = frozenset({"operators", "standing", "area_standing"})
"""What these forms bring stands beside the facts, where nothing takes it back but a later version."""


def can_be_undone(row: Submission) -> bool:
    """Whether it brought facts or answers that can be taken back."""
    if form_of(row.form).reads in _BESIDE:
        return False
    return row.state == State.ACCEPTED and Batch.objects.filter(submission=row.id, shown_at__isnull=False).exists()


def undo_waits(row: Submission) -> bool:
    """Whether taking it back is proposed and waits for a second person."""
    return proposals.waiting(KIND, _payload(row))


def propose_undoing(by: Viewer, submission: UUID, reason: str) -> Submission:
    """Ask a second person to take back everything that an accepted submission brought.

    Errors: ``AddressUnknown`` for what is not the viewer's, ``StateUnfit`` where there is nothing to be taken back,
    ``AlreadyProposed``.
    """
    row = own(by, submission)
    if not can_be_undone(row):
        raise errors.StateUnfit(state=str(row.get_state_display()))
    proposals.propose(KIND, by, _payload(row), reason, row.area)
    return row


def undo(work: Work) -> None:
    """The job: withdraw every fact and answer of the submission's batch, then show that. Safe to run twice."""
    row = Submission.objects.get(id=UUID(str(work.arguments["submission"])))
    if row.state != State.UNDOING:
        return
    batch = open_batch(work.by, undoing_key(row), row.form, row.institution_id, row.agreement_id, undoes=row.id)
    with reading(work.by, purpose=purpose_of(form_of(row.form), row), ground="duty", what="intake.undoing") as look:
        look.showed_nobody()
        series = list(Fact.objects.filter(batch__submission=row.id).order_by("series").values_list("series", flat=True))
        answers = list(covered(None).filter(batch__submission=row.id).order_by("id").values_list("id", flat=True))
        over = batches_over(timezone.localdate())
    size, done = LIMITS["chunk_rows"], 0
    work.expect(len(series) + len(answers))
    for some in portions(series, size):
        undo_facts(work.by, batch, some, over)
        work.tell(done := done + len(some))
    for some in portions(answers, size):
        withdraw_answers(work.by, batch, some)
        work.tell(done := done + len(some))
    # One transaction: nobody meets a submission whose rows are withdrawn and that is not.
    with transaction.atomic():
        show_batch(work.by, batch, timezone.localdate(), over)
        with act("intake.undone", by=work.by, about=row, area=row.area) as undone:
            move(row, State.UNDOING, State.WITHDRAWN)
            undone.wrote(row)


def _payload(row: Submission) -> proposals.Payload:
    return {"submission": str(row.id), "form": row.form}


def _check(payload: proposals.Payload, _by: Viewer) -> None:
    row = submission_of(payload)
    if not can_be_undone(row):
        raise errors.StateUnfit(state=str(row.get_state_display()))


def _told(payload: proposals.Payload) -> list[proposals.Line]:
    row = submission_of(payload)
    rows = row.rows_new + row.rows_changed + row.rows_ended
    return [*told_of(row), (Text("入档的行", "Rows accepted"), f"{rows:,}")]


@proposals.two_person(
    KIND,
    label=Text("撤回已入档的数据", "Take an accepted submission back"),
    proposed_by=senders,
    decided_by=seconds,
    open_to=concerns,
    check=_check,
    told=_told,
    shown_at=address_of,
)
def _agreed(payload: proposals.Payload, decision: proposals.Decision) -> None:
    row = submission_of(payload)
    actor = decision.by.actor
    with act("intake.undoing_agreed", by=actor, about=row, area=row.area) as done:
        job = start_job(actor, UNDO, {"submission": str(row.id)}, area=row.area)
        move(row, State.ACCEPTED, State.UNDOING, job=job.id)
        done.wrote(row)
