"""Decisions on a line that stands. What is adverse is told first, and its effect is an act of its own.

One thing at a time is announced; it takes effect, or is called off and never does. Nothing adverse happens while a
request or a dispute of the person is unanswered, and never because a day has come. A lower rate holds at once.
"""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.reads import reading
from xiangxin.office.grants import errors
from xiangxin.office.grants.actions.calling_off import call_off
from xiangxin.office.grants.actions.deciding import Chosen, case_of, locked, put_words, require_reason, write_letter
from xiangxin.office.grants.choices import LATER, DecisionKind, State
from xiangxin.office.grants.models import Decision, Grant
from xiangxin.office.grants.moving import move
from xiangxin.office.grants.rules import (
    PURPOSE,
    announced_on,
    disputes_open,
    require_decider,
    require_state,
    waits_for_human,
)
from xiangxin.scoring.wording import rate_in_words, whole_yuan

_ENDS_NOTICE = frozenset({DecisionKind.RESUME, DecisionKind.CALL_OFF})
_ON_LINE = LATER | _ENDS_NOTICE | {DecisionKind.CUT_RATE}


def decide_on_line(by: Viewer, grant: UUID, chosen: Chosen) -> Decision:
    """Decide to suspend, reduce or resume, lower the rate, or call off what was announced; the last three at once.

    Errors: ``AddressUnknown``, a ``NoGround``, ``GroundGone``, ``StateUnfit``, ``TakerDecides``, ``ReasonWrong``,
    ``WordsMissing``, ``WordsProtected``, ``LimitAbove``, ``RateNotLower``, ``RequestOpen``, ``AnnouncedAlready``.
    """
    row = case_of(by, grant)
    if chosen.kind not in _ON_LINE:
        raise errors.ReasonWrong("kind")
    with act(
        "grants.line_decided", by=by.actor, about=row, person=row.person_id, purpose=PURPOSE, area=row.area
    ) as done:
        row = locked(row.id)
        require_state(row, State.SUSPENDED if chosen.kind == DecisionKind.RESUME else State.ACTIVE)
        require_decider(by, row.person_id)
        require_reason(row, chosen)
        announced = list(announced_on(row).select_for_update())
        if chosen.kind in LATER:
            _require_answered(row)
            if announced:
                raise errors.AnnouncedAlready("kind", kind=str(announced[0].get_kind_display()))
        if chosen.kind == DecisionKind.CALL_OFF and not announced:
            raise errors.StateUnfit(state=str(row.get_state_display()))
        decision = Decision(
            grant=row,
            person_id=row.person_id,
            kind=chosen.kind,
            reason=chosen.reason,
            limit_fen=_lower_limit(row, chosen),
            rate_bp=_lower_rate(row, chosen),
            about=announced[0] if chosen.kind == DecisionKind.CALL_OFF else None,
            decided_by=by.account,
            decided_for=by.on_behalf,
            decided_at=timezone.now(),
        )
        put_words(decision, chosen.words)
        decision.save(force_insert=True)
        done.wrote(decision)
        if chosen.kind == DecisionKind.RESUME:
            row = move(row, State.ACTIVE)
            done.wrote(row)
        if chosen.kind == DecisionKind.CUT_RATE:
            row = move(row, State.ACTIVE, rate_bp=decision.rate_bp)
            done.wrote(row)
        if chosen.kind in _ENDS_NOTICE:
            # A notice from before the suspension would else suspend anew the line that was just resumed.
            call_off(done, by, announced)
        write_letter(done, row, decision)
        done.payload |= {"kind": decision.kind, "reason": decision.reason, "limit_fen": decision.limit_fen}
    return decision


def take_effect(by: Viewer, decision: UUID) -> Grant:
    """Have a suspension or reduction take effect, after its notice has run. An officer does it; no timer does.

    Errors: ``AddressUnknown``, a ``NoGround``, ``GroundGone``, ``StateUnfit``, ``TakerDecides``, ``NoticeRuns``,
    ``RequestOpen``.
    """
    with reading(by.actor, purpose=PURPOSE, ground="consent", what="grants.case") as look:
        look.showed_nobody()
        found = Decision.objects.filter(id=decision).values_list("grant", flat=True).first()
    row = case_of(by, found or decision)
    today = timezone.localdate()
    with act("grants.effected", by=by.actor, about=row, person=row.person_id, purpose=PURPOSE, area=row.area) as done:
        row = locked(row.id)
        said = Decision.objects.select_for_update().get(id=decision)
        require_state(row, State.ACTIVE)
        require_decider(by, row.person_id)
        if not announced_on(row).filter(id=said.id).exists() or _raises(said, row):
            raise errors.StateUnfit(state=str(row.get_state_display()))
        begins = None if _answer_unread(said) else said.not_before_on
        if begins is None or today < begins:
            raise errors.NoticeRuns(day="—" if begins is None else begins.isoformat())
        _require_answered(row)
        said.effected_by, said.effected_on = by.account, today
        said.save(update_fields=["effected_by", "effected_on"])
        if said.kind == DecisionKind.SUSPEND:
            moved = move(row, State.SUSPENDED)
        else:
            moved = move(row, State.ACTIVE, limit_fen=said.limit_fen)
        done.wrote(said, moved)
        done.payload |= {"decision": str(said.id), "kind": said.kind}
    return moved


def _raises(said: Decision, grant: Grant) -> bool:
    """Whether a reduction came too late to lower anything: another one has gone further meanwhile."""
    return said.kind == DecisionKind.REDUCE and (said.limit_fen or 0) >= (grant.limit_fen or 0)


def _answer_unread(said: Decision) -> bool:
    """Whether it was upheld by somebody whose answer has not reached the person yet."""
    return Decision.objects.filter(about=said, kind=DecisionKind.UPHOLD, letter__delivered_at=None).exists()


def _require_answered(grant: Grant) -> None:
    """``RequestOpen`` where the person waits for an answer: of a human being, or to a dispute."""
    if waits_for_human(grant) or disputes_open(grant).exists():
        raise errors.RequestOpen()


def _lower_limit(grant: Grant, chosen: Chosen) -> int | None:
    if chosen.kind != DecisionKind.REDUCE:
        return None
    most = grant.limit_fen or 0
    if chosen.limit_fen is None or not 0 < chosen.limit_fen < most:
        raise errors.LimitAbove("limit", most=whole_yuan(most))
    return chosen.limit_fen


def _lower_rate(grant: Grant, chosen: Chosen) -> int | None:
    """The rate of the line, or the lower one that was chosen within the band of its policy."""
    if chosen.kind != DecisionKind.CUT_RATE:
        return grant.rate_bp
    least, now = grant.run.lowest_rate_bp or 0, grant.rate_bp or 0
    if chosen.rate_bp is None or not least <= chosen.rate_bp < now:
        raise errors.RateNotLower("rate", least=rate_in_words(least), now=rate_in_words(now))
    return chosen.rate_bp
