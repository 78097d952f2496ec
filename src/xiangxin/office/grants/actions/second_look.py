"""A request for another human being is answered: by a decision of somebody who has not decided before."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.grants import errors
from xiangxin.office.grants.actions.deciding import (
    Chosen,
    case_of,
    decided,
    locked,
    settle,
    write_letter,
)
from xiangxin.office.grants.actions.requests import close_request, request_of
from xiangxin.office.grants.choices import DecisionKind
from xiangxin.office.grants.models import Decision, Grant
from xiangxin.office.grants.rules import PURPOSE, only_returned, require_decider


def answer_request(by: Viewer, grant: UUID, chosen: Chosen) -> Decision:
    """Answer the person's request for another human being: by a decision of somebody who has not decided before.

    A refusal that is looked at again may become an offer, or stay; an offer that was lower may become what was
    proposed. A line that stands is only given back to be assessed again: it neither ends nor changes by an answer; nor
    does a case that is over, or one beside which a newer one waits. Errors as of ``decide_case``, and ``SameOfficer``.
    """
    row = case_of(by, grant)
    with act(
        "grants.request_answered", by=by.actor, about=row, person=row.person_id, purpose=PURPOSE, area=row.area
    ) as done:
        row = locked(row.id)
        request = request_of(row)
        if request is None:
            raise errors.StateUnfit(state=str(row.get_state_display()))
        require_decider(by, row.person_id)
        before = row.decisions.values_list("decided_by", "decided_for")
        if by.accounts & {account for pair in before for account in pair}:
            raise errors.SameOfficer()
        if only_returned(row) != (chosen.kind == DecisionKind.RETURN):
            raise errors.ReasonWrong("kind")
        _require_not_worse(row, chosen)
        decision = decided(by, row, chosen, request=request)
        done.wrote(decision)
        close_request(done, request, timezone.localdate())
        if chosen.kind == DecisionKind.RETURN:
            write_letter(done, row, decision)
        else:
            settle(done, row, decision)
        done.payload |= {"kind": decision.kind, "reason": decision.reason, "request": str(request.id)}
    return decision


def _require_not_worse(grant: Grant, chosen: Chosen) -> None:
    """``AnswerWorse`` where an offer would be withdrawn, lowered or made dearer because its person asked."""
    if grant.limit_fen is None or chosen.kind == DecisionKind.RETURN:
        return
    limit = grant.proposed_limit_fen if chosen.limit_fen is None else chosen.limit_fen
    rate = grant.proposed_rate_bp if chosen.rate_bp is None else chosen.rate_bp
    dearer = grant.rate_bp is not None and rate is not None and rate > grant.rate_bp
    if chosen.kind == DecisionKind.REFUSE or (limit or 0) < grant.limit_fen or dearer:
        raise errors.AnswerWorse("kind")
