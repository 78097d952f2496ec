"""Acts that take two persons: one proposes with a reason, another who may agrees, and only then it happens.

A room registers what can be proposed with ``two_person``. The function it decorates runs in the decider's transaction;
where it fails, the proposal stays open and nothing has happened. Who acts in somebody's post counts as that person.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.kernel.typed import sentence
from xiangxin.office.accounts import errors
from xiangxin.office.accounts.choices import ProposalState
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.refusals import noted
from xiangxin.office.accounts.rules import term
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit import acts
from xiangxin.office.shell.errors import AddressUnknown

Payload = Mapping[str, Any]
Roles = Callable[[Payload], frozenset[str]]
Line = tuple[Text, "str | Text"]
"""One line of what a proposal is about: what, and the words or names that fill it."""
REASON_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Decision:
    """What the registered function is told: the proposal as it was made, and who agreed."""

    proposal: Proposal
    by: Viewer


CarryOut = Callable[[Payload, Decision], None]


def _nothing(_payload: Payload, _by: Viewer) -> None:
    return None


def _untold(_payload: Payload) -> tuple[Line, ...]:
    return ()


def _nowhere(_payload: Payload) -> str:
    return ""


def _anybody(_payload: Payload, _by: Viewer) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of proposal. ``told`` gives the lines that the second person reads before deciding.

    ``open_to``: who of those roles decides, where a role is not enough; nobody else knows of it either.
    ``shown_at`` is the address of the page with all of it, where a few lines cannot tell it; else empty.
    """

    name: str
    label: Text
    proposed_by: Roles
    decided_by: Roles
    open_to: Callable[[Payload, Viewer], bool]
    carry_out: CarryOut
    check: Callable[[Payload, Viewer], None]
    told: Callable[[Payload], Iterable[Line]]
    shown_at: Callable[[Payload], str]
    days: int

    def may_decide(self, payload: Payload, viewer: Viewer) -> bool:
        """Whether the viewer may be the second person, by role and otherwise."""
        return viewer.role in self.decided_by(payload) and self.open_to(payload, viewer)


_KINDS: dict[str, Kind] = {}


def two_person(
    name: str,
    *,
    label: Text,
    proposed_by: Iterable[str] | Roles,
    decided_by: Iterable[str] | Roles,
    open_to: Callable[[Payload, Viewer], bool] = _anybody,
    check: Callable[[Payload, Viewer], None] = _nothing,
    told: Callable[[Payload], Iterable[Line]] = _untold,
    shown_at: Callable[[Payload], str] = _nowhere,
    days: int | None = None,
) -> Callable[[CarryOut], CarryOut]:
    """Register ``name`` (``room.verb_past``) as an act for two persons, done by the decorated function.

    The roles are a set, or a function of the payload that gives one; ``open_to`` says who of those that decide is
    concerned. ``check`` raises what is wrong with a payload, when it is proposed and again before it is carried out.
    """

    def registered(carry_out: CarryOut) -> CarryOut:
        if name in _KINDS:
            raise ValueError(f"{name} is registered twice")
        term_days = days or term("proposal_days")
        _KINDS[name] = Kind(
            name, label, _roles(proposed_by), _roles(decided_by), open_to, carry_out, check, told, shown_at, term_days
        )
        return carry_out

    return registered


def kinds() -> tuple[Kind, ...]:
    """Everything that can be proposed."""
    return tuple(_KINDS.values())


def kind_of(name: str) -> Kind:
    """One kind by its name; ``KindUnknown`` for another."""
    if name not in _KINDS:
        raise errors.KindUnknown()
    return _KINDS[name]


def propose(name: str, by: Viewer, payload: Payload, reason: str, area: str) -> Proposal:
    """Propose an act in ``area``; it waits for a second person until its term ends.

    Errors: ``KindUnknown``, ``RoleMayNotPropose``, ``BeyondOwnArea``, ``ReasonMissing``, what the kind checks, and
    ``AlreadyProposed`` where the very same waits for somebody's decision.
    """
    kind = kind_of(name)
    with noted(by, f"propose {name}"):
        if by.role not in kind.proposed_by(payload):
            raise errors.RoleMayNotPropose()
        if not by.covers(area):
            raise errors.BeyondOwnArea("area")
        reason = _reason(reason, "reason")
        kind.check(payload, by)
        if waiting(name, payload):
            raise errors.AlreadyProposed()
        return _store(kind, by, payload, reason, area)


def waiting(name: str, payload: Payload) -> bool:
    """Whether the very same is proposed and waits for somebody's decision."""
    return Proposal.objects.filter(
        kind=name, payload=_written(payload), state=ProposalState.OPEN, expires_at__gt=timezone.now()
    ).exists()


def decide(proposal_id: UUID, by: Viewer, agrees: bool, words: str = "") -> Proposal:
    """Agree to a proposal, which carries it out at once, or refuse it with a word why.

    Errors: ``AddressUnknown`` for what does not concern the decider, ``RoleMayNotDecide``, ``SecondPersonNeeded``,
    ``AlreadyDecided``, ``ProposalExpired``, ``ReasonMissing`` for a bare refusal, and what carrying out refuses.
    """
    proposal = Proposal.objects.filter(id=proposal_id).first()
    if proposal is None or not by.covers(proposal.area):
        raise AddressUnknown()
    kind = kind_of(proposal.kind)
    with noted(by, f"decide {kind.name}", proposal):
        if by.role not in kind.decided_by(proposal.content):
            raise errors.RoleMayNotDecide()
        if by.accounts & {proposal.proposed_by_id, proposal.proposed_for_id}:
            raise errors.SecondPersonNeeded()
        if not kind.open_to(proposal.content, by):
            raise AddressUnknown()
        words = sentence(words)[:REASON_LIMIT] if agrees else _reason(words, "words")
        return _decided(kind, proposal, by, agrees, words)


def withdraw(proposal_id: UUID, by: Viewer) -> Proposal:
    """Take an own proposal back. ``AddressUnknown``, ``NotYourProposal``, ``AlreadyDecided``, ``ProposalExpired``."""
    proposal = Proposal.objects.filter(id=proposal_id).first()
    if proposal is None or not by.covers(proposal.area):
        raise AddressUnknown()
    with noted(by, f"withdraw {proposal.kind}", proposal):
        if not by.accounts & {proposal.proposed_by_id, proposal.proposed_for_id}:
            raise errors.NotYourProposal()
        act = acts.act("accounts.proposal_withdrawn", by=by.actor, about=proposal, area=proposal.area)
        with act as done:
            _move(proposal, state=ProposalState.WITHDRAWN)
            done.wrote(proposal)
    return proposal


def _roles(given: Iterable[str] | Roles) -> Roles:
    if callable(given):
        return given
    fixed = frozenset(given)
    return lambda _payload: fixed


def _reason(text: str, field: str) -> str:
    text = sentence(text)[:REASON_LIMIT]
    if not text:
        raise errors.ReasonMissing(field)
    return text


def _written(payload: Payload) -> str:
    return json.dumps(dict(payload), ensure_ascii=False, sort_keys=True)


def _store(kind: Kind, by: Viewer, payload: Payload, reason: str, area: str) -> Proposal:
    now = timezone.now()
    proposal = Proposal(
        kind=kind.name,
        payload=_written(payload),
        area=area,
        reason=reason,
        proposed_by_id=by.account,
        proposed_for_id=by.on_behalf,
        proposed_role=by.role,
        proposed_at=now,
        expires_at=now + timedelta(days=kind.days),
    )
    content = {"kind": kind.name, "expires_at": proposal.expires_at.isoformat()}
    with acts.act("accounts.proposal_made", by=by.actor, about=proposal, area=area, payload=content) as done:
        proposal.save(force_insert=True)
        done.wrote(proposal)
    return proposal


def _decided(kind: Kind, proposal: Proposal, by: Viewer, agrees: bool, words: str) -> Proposal:
    name = "accounts.proposal_agreed" if agrees else "accounts.proposal_refused"
    with acts.act(name, by=by.actor, about=proposal, area=proposal.area, payload={"kind": kind.name}) as done:
        _move(
            proposal,
            state=ProposalState.AGREED if agrees else ProposalState.REFUSED,
            decided_by=by.account,
            decided_for=by.on_behalf,
            decided_at=timezone.now(),
            words=words,
        )
        done.wrote(proposal)
        if agrees:
            kind.check(proposal.content, by)
            kind.carry_out(proposal.content, Decision(proposal, by))
    return proposal


def _move(proposal: Proposal, **to: Any) -> None:
    """Leave the open state, if it is still open: of two at once one wins, whatever either has read before."""
    now = timezone.now()
    open_now = Proposal.objects.filter(id=proposal.id, state=ProposalState.OPEN, expires_at__gt=now)
    if open_now.update(**to) == 0:
        proposal.refresh_from_db()
        if proposal.state == ProposalState.OPEN:
            raise errors.ProposalExpired(days=(proposal.expires_at - proposal.proposed_at).days)
        raise errors.AlreadyDecided()
    proposal.refresh_from_db()
