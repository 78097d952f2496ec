"""Who decides on whom, and what may be agreed to together with others."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.scope import inside
from xiangxin.office.consent.queries import taken_by, takers_of
from xiangxin.office.creditfile.lenders import answers_of_lenders, facts_of_lenders
from xiangxin.office.creditfile.models import Coverage, Dispute, Fact, Supersession
from xiangxin.office.creditfile.queries import disputed
from xiangxin.office.grants import errors
from xiangxin.office.grants.choices import (
    LATER,
    ON_ANNOUNCED,
    ON_CASE,
    ON_LINE,
    STANDING,
    WAITING,
    DecisionKind,
    State,
)
from xiangxin.office.grants.grounds import grounded
from xiangxin.office.grants.models import Decision, Grant, HumanRequest
from xiangxin.office.runs.choices import Status
from xiangxin.office.runs.models import Result
from xiangxin.office.runs.queries.resting import stale
from xiangxin.office.runs.rules import SCORING, receiver_of

PURPOSE = SCORING
HARMLESS = frozenset({"no_review"})
"""Flags of the engine that say nothing an officer would have to weigh."""
OFFICERS = (Role.ACCOUNT_MANAGER,)
"""They decide, for their own bank only."""


def cases_of(viewer: Viewer) -> Q:
    """The condition for cases of the viewer's bank within the viewer's area; grounds are asked beside it."""
    bank = receiver_of(viewer) if viewer.role in OFFICERS else None
    return Q(pk__in=[]) if bank is None else Q(receiver=bank) & inside(viewer.area)


def require_decider(by: Viewer, person: UUID) -> None:
    """``TakerDecides`` where the officer, or whose post it is, took a consent from the person. Inside an act."""
    if by.accounts & takers_of(person):
        raise errors.TakerDecides()


def require_ground(grant: Grant, on: date) -> None:
    """``GroundGone`` where the person does not agree any more to what the case rests on. Inside an act.

    The gate was asked before the act began; whoever withdrew since then is decided on by nobody.
    """
    if not grounded([grant], on):
        raise errors.GroundGone()


def disputes_open(grant: Grant) -> QuerySet[Dispute]:
    """What the person disputes in what the bank of the case may read: another bank's books neither stop it nor tell it.

    Inside a reading or an act.
    """
    return disputed(None).filter(facts_of_lenders([grant.receiver_id], "fact__"), person=grant.person_id)


def require_undisputed(grant: Grant) -> None:
    """``DisputeOpen`` where the person disputes something since the run, which the result counts still."""
    since = grant.run.as_of if grant.run.done_at is None else timezone.localdate(grant.run.done_at)
    if disputes_open(grant).filter(opened_on__gte=since).exists():
        raise errors.DisputeOpen()


def only_returned(grant: Grant) -> bool:
    """Whether a request about the case can only be answered by assessing again. Inside a reading or an act.

    A line that stands changes by no answer; what the person declined or ended does not come back by one; and where a
    newer case waits it is that one which is decided.
    """
    if grant.state in STANDING or grant.state in (State.DECLINED, State.ENDED):
        return True
    waits = Grant.objects.filter(person=grant.person_id, receiver=grant.receiver_id, state__in=sorted(WAITING))
    return waits.exclude(id=grant.id).exists()


def announced_on(grant: Grant) -> QuerySet[Decision]:
    """Suspensions and reductions of a line of which nothing has come yet: announced, neither in effect nor called off.

    Acts announce one at a time, the newest first here.
    """
    rows = Decision.objects.filter(grant=grant, kind__in=sorted(LATER), effected_on=None, called_off_on=None)
    return rows.order_by("-decided_at")


def on_line(grant: Grant) -> list[DecisionKind]:
    """What is decided on a line as it stands: what was announced is called off before anything else is announced."""
    if grant.state == State.ACTIVE and announced_on(grant).exists():
        return [DecisionKind.CALL_OFF, DecisionKind.CUT_RATE]
    return ON_LINE.get(State(grant.state), [])


def answers_to(grant: Grant) -> list[DecisionKind]:
    """How a request about the case is answered: by assessing again too where its result may not be read any more.

    Inside a reading or an act.
    """
    if grant.state == State.ACTIVE and announced_on(grant).exists():
        return ON_ANNOUNCED
    return [DecisionKind.RETURN] if only_returned(grant) or is_stale(grant) else ON_CASE


def is_stale(grant: Grant) -> bool:
    """Whether the result of the case says something else than it would today, so that nobody decides by it."""
    return bool(stale([grant.result], timezone.localdate()))


def not_to_decide(by: Viewer) -> Q:
    """The condition for cases on which the officer may not decide: ``require_decider`` asked of the database."""
    return taken_by(by.accounts)


def open_requests() -> QuerySet[HumanRequest]:
    """Requests for another human being that nobody has answered."""
    return HumanRequest.objects.filter(answered_on=None)


def waits_for_human(grant: Grant) -> bool:
    """Whether the person waits for another human being. Inside a reading or an act."""
    return open_requests().filter(grant=grant).exists()


def needs_eyes(grant: Grant) -> bool:
    """Whether an officer has to look at the case by itself before agreeing to it.

    That there was no review is no such flag: whoever does not consent to one waits no longer for it. Less than the line
    that the case would take the place of, or a dearer one, is agreed to by nobody in passing.
    """
    flags = {flag for flag in grant.flags.split(";") if flag} - HARMLESS
    return bool(flags) or grant.outcome != Status.SCORED or not grant.proposed_limit_fen or _worse_than_line(grant)


def line_replaced(grant: Grant) -> Grant | None:
    """The line that ends when the person accepts the case; None where none stands or the case is over."""
    line = grant.replaces if grant.state in WAITING else None
    return line if line is not None and line.state in STANDING else None


def _worse_than_line(grant: Grant) -> bool:
    """Whether accepting would leave the person with less, or with a dearer line, than the one that stands."""
    line = line_replaced(grant)
    if line is None:
        return False
    dearer = None not in (line.rate_bp, grant.proposed_rate_bp) and (grant.proposed_rate_bp or 0) > (line.rate_bp or 0)
    return (grant.proposed_limit_fen or 0) < (line.limit_fen or 0) or dearer


def file_changed() -> Q:
    """The condition for cases of whose person something came, was corrected, went or is disputed since the run.

    Of what their bank may read; another's books show nothing. A dispute has a day only: one of the run's day counts.
    """
    since, whose = OuterRef("run__asked_at"), Q(person=OuterRef("person"))
    bank = Institution.objects.filter(id=OuterRef(OuterRef("receiver"))).values_list("id", flat=True)
    shown, own, of_fact = Q(batch__shown_at__gt=since), facts_of_lenders(bank), facts_of_lenders(bank, "fact__")
    answers = Coverage.objects.filter(whose, answers_of_lenders(bank))
    return (
        Q(Exists(Fact.objects.filter(whose, shown, own)))
        | Q(Exists(Supersession.objects.filter(whose, shown, of_fact)))
        | Q(Exists(answers.filter(shown | Q(withdrawn_in__shown_at__gt=since))))
        | Q(Exists(disputed(None).filter(whose, of_fact, opened_on__gte=OuterRef("run__as_of"))))
    )


def to_agree_together() -> Q:
    """The condition for cases agreed to with others: no eyes are needed, and the file is as it was for the run."""
    return without_eyes() & ~file_changed()


def without_eyes() -> Q:
    """The condition for cases that wait and need no eyes of their own: ``needs_eyes`` asked of the database."""
    unflagged = Q(flags__in=["", *HARMLESS])
    fit = unflagged & Q(state=State.OPEN, outcome=Status.SCORED, proposed_limit_fen__gt=0)
    less = Q(limit_fen__gt=OuterRef("proposed_limit_fen"))
    dearer = Q(rate_bp__lt=OuterRef("proposed_rate_bp"))
    worse = Grant.objects.filter(less | dearer, id=OuterRef("replaces"), state__in=sorted(STANDING))
    return fit & ~Q(Exists(open_requests().filter(grant=OuterRef("pk")))) & ~Q(Exists(worse))


def says_the_same(grant: Grant, result: Result) -> bool:
    """Whether a run came to what the case was opened with."""
    proposed = (result.limit_fen, result.rate_bp, result.stars, result.status)
    return (grant.proposed_limit_fen, grant.proposed_rate_bp, grant.stars, grant.outcome) == proposed


def require_state(grant: Grant, *states: State) -> None:
    """``StateUnfit`` where the case stands elsewhere."""
    if grant.state not in states:
        raise errors.StateUnfit(state=str(grant.get_state_display()))
