"""An officer decides on a case: as proposed, less, or not at all; alone what is adverse, together only what is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.kernel.typed import sentence
from xiangxin.law.load import load_law
from xiangxin.office.accounts.queries.held import names_of
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import Act, act
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.gate import require
from xiangxin.office.consent.numbers import new_number
from xiangxin.office.grants import errors, letters
from xiangxin.office.grants.actions.requests import close_request, request_of
from xiangxin.office.grants.choices import ADVERSE, DecisionKind, State
from xiangxin.office.grants.models import Decision, Grant, HumanRequest, Letter
from xiangxin.office.grants.moving import move
from xiangxin.office.grants.reasons import reasons
from xiangxin.office.grants.rules import (
    PURPOSE,
    cases_of,
    require_decider,
    require_ground,
    require_state,
    require_undisputed,
    to_agree_together,
)
from xiangxin.office.grants.terms import LIMITS
from xiangxin.office.parties.actions import tell_phones
from xiangxin.office.runs.choices import Status
from xiangxin.office.runs.queries.resting import stale
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.vault.sealing import open_on, seal_on
from xiangxin.policy.wordlint import matters_in
from xiangxin.scoring.wording import rate_in_words, whole_yuan

_TO: dict[str, State] = {
    DecisionKind.ACCEPT: State.OFFERED,
    DecisionKind.LOWER: State.OFFERED,
    DecisionKind.REFUSE: State.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the officer chose. Limit and rate are what is proposed where they are not given."""

    kind: str
    reason: str = ""
    words: str = ""
    limit_fen: int | None = None
    rate_bp: int | None = None


def decide_case(by: Viewer, grant: UUID, chosen: Chosen) -> Decision:
    """Decide on one case; a request for a human being that came before the decision is answered by it.

    Errors: ``AddressUnknown``, a ``NoGround``, ``GroundGone``, ``StateUnfit``, ``TakerDecides``, ``NothingProposed``,
    ``ResultStale``, ``LimitAbove``, ``RateOutside``, ``ReasonWrong``, ``WordsMissing``, ``WordsProtected``, and
    ``DisputeOpen`` for an adverse one.
    """
    row = case_of(by, grant)
    with act("grants.decided", by=by.actor, about=row, person=row.person_id, purpose=PURPOSE, area=row.area) as done:
        row = locked(row.id)
        require_state(row, State.OPEN)
        require_decider(by, row.person_id)
        if chosen.kind not in _TO:
            raise errors.ReasonWrong("kind")
        if stale([row.result], timezone.localdate()):
            raise errors.ResultStale()
        request = request_of(row)
        decision = decided(by, row, chosen, request=request)
        done.wrote(decision)
        if request is not None:
            close_request(done, request, timezone.localdate())
        settle(done, row, decision)
        done.payload |= {"kind": decision.kind, "reason": decision.reason, "limit_fen": decision.limit_fen}
    return decision


def accept_many(by: Viewer, grants: Sequence[UUID]) -> int:
    """Agree to several proposals as they are, all or none; how many. A batch refuses nobody and lowers nothing.

    Errors: ``TooMany``, ``AddressUnknown`` for one that is not the viewer's, ``OneByOne`` with how many need eyes.
    """
    if len(grants) > LIMITS["batch_most"]:
        raise errors.TooMany(limit=LIMITS["batch_most"])
    rows = [case_of(by, one) for one in dict.fromkeys(grants)]
    with act("grants.accepted_together", by=by.actor, purpose=PURPOSE, area=by.area) as done:
        cases = [locked(row.id) for row in rows]
        gone = stale((row.result for row in cases), timezone.localdate())
        unfit = sum(1 for row in cases if row.result in gone or _is_unfit(by, row))
        if unfit:
            raise errors.OneByOne(count=unfit)
        for row in cases:
            decision = decided(by, row, Chosen(DecisionKind.ACCEPT), batch=True)
            done.wrote(decision)
            settle(done, row, decision)
        done.payload["cases"] = len(cases)
    return len(rows)


def case_of(by: Viewer, grant: UUID) -> Grant:
    """A case of the viewer's bank and area whose person is open to the viewer today; before an act opens.

    ``AddressUnknown``, or a ``NoGround``, noted.
    """
    with reading(by.actor, purpose=PURPOSE, ground="consent", what="grants.case") as look:
        look.showed_nobody()
        row = Grant.objects.select_related("receiver").filter(cases_of(by), id=grant).first()
    if row is None:
        raise AddressUnknown
    require("consent", row.person_id, PURPOSE, row.classes.split(";"), by, timezone.localdate())
    return row


def locked(grant: UUID) -> Grant:
    """The case as it stands in this act, whose person still agrees: ``GroundGone`` for who withdrew just before it."""
    row = Grant.objects.select_for_update(of=("self",)).select_related("receiver", "run").get(id=grant)
    require_ground(row, timezone.localdate())
    return row


def put_words(decision: Decision, words: str) -> None:
    """Seal what the officer wrote.

    ``WordsMissing`` where the reason needs a sentence and there is none; ``WordsProtected`` for one about what no rule
    may ever score: what a policy may not say, an officer does not say instead of it.
    """
    said = sentence(words)[: LIMITS["words_most"]]
    reason = reasons().get(decision.reason)
    if reason is not None and reason.words and len(said) < LIMITS["words_least"]:
        raise errors.WordsMissing("words", least=LIMITS["words_least"])
    law = load_law()
    for matter in matters_in(said, law):
        if law.matters[matter].absolute:
            raise errors.WordsProtected("words", matter=law.matters[matter].label)
    if said:
        seal_on(decision, "words_sealed", said)


def require_reason(grant: Grant, chosen: Chosen) -> None:
    """``ReasonWrong`` where an adverse decision has none that is true of the case, or another has one."""
    known = reasons().get(chosen.reason)
    fits = known is not None and known.fits(chosen.kind, grant.outcome)
    if (chosen.kind in ADVERSE) != bool(chosen.reason) or (chosen.reason and not fits):
        raise errors.ReasonWrong("reason")


def write_letter(done: Act, grant: Grant, decision: Decision) -> Letter:
    """The letter of a decision, sealed; a verified phone hears that there is one. Inside the act of the decision."""
    bank: Text = grant.receiver.called
    words = "" if decision.words_sealed is None else open_on(decision, "words_sealed")
    names = names_of(one for one in (decision.decided_by, decision.decided_for) if one is not None)
    in_post_of = "" if decision.decided_for is None else names[decision.decided_for]
    kind = letters.KINDS[decision.kind]
    content, digest = letters.written(
        grant, decision, letters.Told(bank, names[decision.decided_by], in_post_of, words)
    )
    row = Letter(
        number=new_number(),
        grant=grant,
        decision=decision,
        person_id=grant.person_id,
        kind=kind,
        content_sha256=digest,
        written_at=timezone.now(),
    )
    seal_on(row, "content_sealed", content)
    row.save(force_insert=True)
    done.wrote(row)
    tell_phones(grant.person_id, "letter")
    return row


def decided(
    by: Viewer, grant: Grant, chosen: Chosen, *, batch: bool = False, request: HumanRequest | None = None
) -> Decision:
    """The decision, stored, where what was chosen fits the case. Inside an act. Errors as of ``decide_case``."""
    if chosen.kind not in _TO and (request is None or chosen.kind != DecisionKind.RETURN):
        raise errors.ReasonWrong("kind")
    require_reason(grant, chosen)
    if chosen.kind == DecisionKind.REFUSE or (chosen.kind in ADVERSE and grant.state == State.OPEN):
        require_undisputed(grant)
    row = Decision(
        grant=grant,
        person_id=grant.person_id,
        kind=chosen.kind,
        reason=chosen.reason,
        batch=batch,
        decided_by=by.account,
        decided_for=by.on_behalf,
        decided_at=timezone.now(),
        second_look=request,
    )
    if chosen.kind in (DecisionKind.ACCEPT, DecisionKind.LOWER):
        row.limit_fen, row.rate_bp = _limit(grant, chosen), _rate(grant, chosen)
    put_words(row, chosen.words)
    row.save(force_insert=True)
    return row


def _limit(grant: Grant, chosen: Chosen) -> int:
    most = grant.proposed_limit_fen
    if not most:
        raise errors.NothingProposed(outcome=str(Status(grant.outcome).label))
    limit = most if chosen.limit_fen is None else chosen.limit_fen
    fits = 0 < limit < most if chosen.kind == DecisionKind.LOWER else limit == most
    if not fits:
        raise errors.LimitAbove("limit", most=whole_yuan(most))
    return limit


def _rate(grant: Grant, chosen: Chosen) -> int | None:
    most = grant.proposed_rate_bp
    rate = most if chosen.rate_bp is None else chosen.rate_bp
    if most is None or rate is None:
        return None
    least = grant.run.lowest_rate_bp or 0
    if not least <= rate <= most:
        raise errors.RateOutside("rate", least=rate_in_words(least), most=rate_in_words(most))
    return rate


def settle(done: Act, grant: Grant, decision: Decision) -> None:
    """The case moves on, and the person is written to."""
    to = _TO[decision.kind]
    offered = to == State.OFFERED
    moved = move(
        grant,
        to,
        limit_fen=decision.limit_fen if offered else None,
        rate_bp=decision.rate_bp if offered else None,
        answer_by_on=timezone.localdate() + timedelta(days=LIMITS["answer_days"]) if offered else None,
        delivered_on=None,
    )
    done.wrote(moved)
    write_letter(done, moved, decision)


def _is_unfit(by: Viewer, grant: Grant) -> bool:
    """Whether the case is not to be agreed to together with others."""
    return not Grant.objects.filter(to_agree_together(), id=grant.id).exists() or _took(by, grant)


def _took(by: Viewer, grant: Grant) -> bool:
    try:
        require_decider(by, grant.person_id)
    except errors.TakerDecides:
        return True
    return False
