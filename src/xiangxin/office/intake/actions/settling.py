"""What nobody asks for: submissions follow proposals and jobs that ended elsewhere, and go when their term is over."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from xiangxin.kernel.ids import derived_id
from xiangxin.office.accounts.choices import ProposalState
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.audit.actor import Actor, system
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.erasing import forget
from xiangxin.office.creditfile.actions import drop_batch
from xiangxin.office.creditfile.models import Batch
from xiangxin.office.intake.choices import ENDED, State
from xiangxin.office.intake.models import Duplicate, Submission
from xiangxin.office.intake.moving import move
from xiangxin.office.intake.sealedfile import drop
from xiangxin.office.intake.terms import LIMITS
from xiangxin.office.jobs.choices import JobState
from xiangxin.office.jobs.models import Job
from xiangxin.office.parties.actions import drop_arrival
from xiangxin.office.vault.keys import ring

_BY = system("intake.settle")
_WORKED_ON = frozenset({State.ACCEPTING, State.UNDOING})


def settle() -> int:
    """Bring submissions in line with proposals and jobs that ended elsewhere; how many were moved."""
    waiting = sum(_follow_proposal(row) for row in Submission.objects.filter(state=State.PROPOSED))
    return waiting + sum(_follow_job(row) for row in Submission.objects.filter(state__in=_WORKED_ON))


def delete_ended() -> int:
    """Delete what was read of submissions whose term has ended; safe to do twice. How many were left to lapse."""
    today, lapsed = timezone.localdate(), 0
    for row in Submission.objects.filter(delete_on__lt=today).exclude(state__in=_WORKED_ON):
        if row.state not in ENDED:
            with act("intake.lapsed", by=system("intake.delete_ended"), about=row, area=row.area) as done:
                move(row, State(row.state), State.WITHDRAWN)
                done.wrote(row)
            lapsed += 1
        drop(row.id)
    return lapsed


def forget_duplicates(by: Actor, on: date) -> int:
    """Delete pairs whose term is over, with what the log says of each; a tombstone stays. How many; safe to do twice.

    A pair nobody decided about goes with the rows of its submission, one that was decided or undone after its own term.
    """
    until = timezone.make_aware(datetime.combine(on - timedelta(days=LIMITS["keep_decided_days"]), time()))
    ended = Q(submission__delete_on__lt=on) & ~Q(submission__state__in=_WORKED_ON)
    over = Q(ended, decided="") | Q(decided_at__lt=until, undone_at=None) | Q(undone_at__lt=until)
    pairs = Duplicate.objects.filter(over)
    return forget(by, "intake.duplicates_forgotten", pairs, "retention", {"on": on}, counted="pairs", said=True)


def note_refusal(row: Submission) -> None:
    """A second person refused it."""
    with act("intake.refused", by=system("intake.second_person"), about=row, area=row.area) as done:
        move(row, State.PROPOSED, State.REFUSED)
        done.wrote(row)


def undoing_key(row: Submission) -> UUID:
    """Under what the batch stands that withdraws the facts of a submission."""
    return derived_id(ring().person_key, "undoing", str(row.id))


def _follow_proposal(row: Submission) -> bool:
    """Refused, taken back or expired: whether it was moved."""
    proposal = None if row.proposal is None else Proposal.objects.filter(id=row.proposal).first()
    if proposal is None or proposal.state == ProposalState.AGREED:
        return False
    if proposal.state == ProposalState.REFUSED:
        note_refusal(row)
        return True
    if proposal.state != ProposalState.WITHDRAWN and proposal.expires_at > timezone.now():
        return False
    with act("intake.reopened", by=_BY, about=row, area=row.area) as done:
        move(row, State.PROPOSED, State.STAGED, proposal=None)
        done.wrote(row)
    return True


def _follow_job(row: Submission) -> bool:
    """Work that failed or was cancelled: what it wrote and nobody saw goes, and people decide again."""
    job = None if row.job is None else Job.objects.filter(id=row.job).first()
    if job is not None and job.state not in (JobState.FAILED, JobState.CANCELLED):
        return False
    is_accepting = row.state == State.ACCEPTING
    for batch in Batch.objects.filter(submission=row.id if is_accepting else undoing_key(row), shown_at=None):
        drop_batch(_BY, batch)
    if is_accepting:
        drop_arrival(_BY, row.id)
    with act("intake.reopened", by=_BY, about=row, area=row.area) as done:
        if is_accepting:
            move(row, State.ACCEPTING, State.STAGED, proposal=None, decided_by=None)
        else:
            move(row, State.UNDOING, State.ACCEPTED)
        done.wrote(row)
    return True
