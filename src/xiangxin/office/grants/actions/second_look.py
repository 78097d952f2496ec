"""A request for another human being is answered: by a decision of somebody who has not decided before."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.typed import sentence
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.grants import errors
from xiangxin.office.grants.actions.calling_off import call_off
from xiangxin.office.grants.actions.deciding import (
    Chosen,
    case_of,
    decided,
    locked,
    put_words,
    settle,
    write_letter,
)
from xiangxin.office.grants.actions.requests import close_request, request_of
from xiangxin.office.grants.choices import ON_ANNOUNCED, ON_CASE, DecisionKind
from xiangxin.office.grants.models import Decision, Grant, HumanRequest
from xiangxin.office.grants.rules import PURPOSE, announced_on, answers_to, is_stale, only_returned, require_decider
from xiangxin.office.grants.terms import LIMITS


def answer_request(by: Viewer, grant: UUID, chosen: Chosen) -> Decision:
    """Answer the person's request for another human being: by a decision of somebody who has not decided before.

    A refusal that is looked at again may become an offer, or stay; an offer that was lower may become what was
    proposed. A suspension or reduction that was announced is upheld, with a sentence, or called off; neither is an
    effect. Any other line that stands is only given back to be assessed again: it neither ends nor changes by an
    answer; nor does a case that is over, one beside which a newer one waits, or one whose result may not be read any
    more. Errors as of ``decide_case``, and ``SameOfficer``.
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
        if chosen.kind not in answers_to(row):
            by_result = chosen.kind in ON_CASE and not only_returned(row)
            raise errors.ResultStale() if by_result and is_stale(row) else errors.ReasonWrong("kind")
        _require_not_worse(row, chosen)
        if chosen.kind in ON_ANNOUNCED:
            decision = _about_announced(done, by, row, request, chosen)
        else:
            decision = decided(by, row, chosen, request=request)
        done.wrote(decision)
        close_request(done, request, timezone.localdate())
        if chosen.kind in ON_CASE:
            settle(done, row, decision)
        else:
            write_letter(done, row, decision)
        done.payload |= {"kind": decision.kind, "reason": decision.reason, "request": str(request.id)}
    return decision


def _about_announced(done: Act, by: Viewer, grant: Grant, request: HumanRequest, chosen: Chosen) -> Decision:
    """What was announced is upheld for the reason it was announced for, in words of who looked; or it is called off."""
    announced = list(announced_on(grant).select_for_update())
    upheld = chosen.kind == DecisionKind.UPHOLD
    if chosen.reason:
        raise errors.ReasonWrong("reason")
    if upheld and len(sentence(chosen.words)) < LIMITS["words_least"]:
        raise errors.WordsMissing("words", least=LIMITS["words_least"])
    row = Decision(
        grant=grant,
        person_id=grant.person_id,
        kind=chosen.kind,
        reason=announced[0].reason if upheld else "",
        limit_fen=announced[0].limit_fen if upheld else None,
        about=announced[0],
        decided_by=by.account,
        decided_for=by.on_behalf,
        decided_at=timezone.now(),
        second_look=request,
    )
    put_words(row, chosen.words)
    row.save(force_insert=True)
    if not upheld:
        call_off(done, by, announced)
    return row


def _require_not_worse(grant: Grant, chosen: Chosen) -> None:
    """``AnswerWorse`` where an offer would be withdrawn, lowered or made dearer because its person asked."""
    if grant.limit_fen is None or chosen.kind not in ON_CASE:
        return
    limit = grant.proposed_limit_fen if chosen.limit_fen is None else chosen.limit_fen
    rate = grant.proposed_rate_bp if chosen.rate_bp is None else chosen.rate_bp
    dearer = grant.rate_bp is not None and rate is not None and rate > grant.rate_bp
    if chosen.kind == DecisionKind.REFUSE or (limit or 0) < grant.limit_fen or dearer:
        raise errors.AnswerWorse("kind")
