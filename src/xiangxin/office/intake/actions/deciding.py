"""Two persons: whoever sent it proposes, another who may agrees, and what was read is written by a job."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.choices import ProposalState
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.audit.acts import act
from xiangxin.office.intake import errors
from xiangxin.office.intake.actions.naming import address_of, concerns, seconds, senders, submission_of, told_of
from xiangxin.office.intake.actions.settling import note_refusal
from xiangxin.office.intake.catalog import form_of
from xiangxin.office.intake.choices import ACCEPT, State
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.moving import move
from xiangxin.office.intake.rules import OF_INSTITUTION, may_decide, whole_institution
from xiangxin.office.intake.sealedfile import digest_of, drop
from xiangxin.office.intake.staging import STAGED
from xiangxin.office.intake.standing import is_in_force
from xiangxin.office.jobs.actions import start_job
from xiangxin.office.shell.errors import AddressUnknown

KIND = "intake.submission_accepted"
_SENT = frozenset({State.STAGED, State.PROPOSED, State.RECEIVED})
"""States in which the sender may still take it back."""


def propose(by: Viewer, submission: UUID, reason: str) -> Submission:
    """Ask a second person to agree that a staged submission enters the file.

    Errors: ``AddressUnknown`` for what is not the viewer's, ``StateUnfit``, ``NothingToAccept``, ``StagedChanged``.
    """
    row = own(by, submission)
    with transaction.atomic():
        # Of two at once the second finds where the first has put it.
        row = Submission.objects.select_for_update().get(id=row.id)
        if row.state != State.STAGED:
            raise errors.StateUnfit(state=str(row.get_state_display()))
        if not row.rows_new + row.rows_changed + row.rows_ended:
            raise errors.NothingToAccept()
        payload = {"submission": str(row.id), "form": row.form, "staged": bytes(row.staged_sha256 or b"").hex()}
        proposal = proposals.propose(KIND, by, payload, reason, row.area)
        with act("intake.proposed", by=by.actor, about=row, area=row.area) as done:
            move(row, State.STAGED, State.PROPOSED, proposal=proposal.id)
            done.wrote(row)
    return row


def decide(by: Viewer, submission: UUID, agrees: bool, words: str = "") -> Submission:
    """Agree or refuse as the second person. Errors: ``AddressUnknown``, ``StateUnfit``, and those of proposals."""
    row = Submission.objects.filter(id=submission).first()
    if row is None or row.proposal is None or not may_decide(by, form_of(row.form), row):
        raise AddressUnknown
    if row.state != State.PROPOSED:
        raise errors.StateUnfit(state=str(row.get_state_display()))
    proposals.decide(row.proposal, by, agrees, words)
    if not agrees:
        note_refusal(row)
    row.refresh_from_db()
    return row


def take_back(by: Viewer, submission: UUID) -> Submission:
    """The sender takes back what has not entered the file; its rows are deleted. ``AddressUnknown``, ``StateUnfit``."""
    row = own(by, submission)
    if row.state not in _SENT:
        raise errors.StateUnfit(state=str(row.get_state_display()))
    with transaction.atomic():
        if row.state == State.PROPOSED and row.proposal is not None:
            open_ = Proposal.objects.filter(id=row.proposal, state=ProposalState.OPEN, expires_at__gt=timezone.now())
            proposal = open_.first()
            if proposal is not None and by.accounts & {proposal.proposed_by_id, proposal.proposed_for_id}:
                proposals.withdraw(proposal.id, by)
        with act("intake.taken_back", by=by.actor, about=row, area=row.area) as done:
            move(row, State(row.state), State.WITHDRAWN)
            done.wrote(row)
    drop(row.id)
    return row


def own(by: Viewer, submission: UUID) -> Submission:
    """A submission that the viewer, or the viewer's institution, sent; ``AddressUnknown`` for another."""
    row = Submission.objects.filter(id=submission).first()
    if row is None or by.role not in form_of(row.form).sent_by or not by.covers(row.area):
        raise AddressUnknown
    if by.role in OF_INSTITUTION and row.institution_id not in whole_institution(by):
        raise AddressUnknown
    of_other_body = row.institution.kind != InstitutionKind.GOVERNMENT and not by.accounts & {row.sent_by, row.sent_for}
    if by.role not in OF_INSTITUTION and of_other_body:
        raise AddressUnknown
    return row


def _check(payload: proposals.Payload, by: Viewer) -> None:
    """What was read is still what was proposed, and the second person is not the sender."""
    row = submission_of(payload)
    present = digest_of(row.id, STAGED)
    if bytes(row.staged_sha256 or b"").hex() != payload["staged"] or present.hex() != payload["staged"]:
        raise errors.StagedChanged()
    if row.state != State.PROPOSED:
        return
    if row.agreement is not None and not is_in_force(row.agreement, timezone.localdate()):
        raise errors.AgreementOver()
    if by.accounts & {row.sent_by, row.sent_for}:
        raise errors.SenderDecides()


def _told(payload: proposals.Payload) -> list[proposals.Line]:
    row = submission_of(payload)
    figures = (
        (Text("新增", "New"), row.rows_new),
        (Text("更正", "Changed"), row.rows_changed),
        (Text("结束", "Ended"), row.rows_ended),
        (Text("没有变化", "The same"), row.rows_same),
        (Text("退回", "Came back"), row.rows_refused),
    )
    return [*told_of(row), *((label, f"{number:,}") for label, number in figures)]


@proposals.two_person(
    KIND,
    label=Text("报送的数据入档", "Accept a submission"),
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
    with act("intake.agreed", by=actor, about=row, area=row.area, payload={"staged": payload["staged"]}) as done:
        job = start_job(actor, ACCEPT, {"submission": str(row.id)}, area=row.area)
        move(row, State.PROPOSED, State.ACCEPTING, decided_by=decision.by.account, job=job.id)
        done.wrote(row)
