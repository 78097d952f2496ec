"""A token takes two people: a system administrator asks for it, a security administrator agrees."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.proposals import Decision, Payload, propose, two_person
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.gateway.actions import NewToken, check_token, grant_token

KIND = "gateway.token_granted"


def propose_token(by: Viewer, new: NewToken, reason: str) -> Proposal:
    """Ask for a token; errors as ``check_token`` and ``propose``."""
    check_token(new)
    payload = {
        "name": new.name,
        "institution": str(new.institution),
        "role": new.role,
        "area": new.area,
        "purpose": new.purpose,
        "to_on": new.to_on.isoformat(),
        "per_minute": new.per_minute,
    }
    return propose(KIND, by, payload, reason, new.area)


def _new(payload: Payload) -> NewToken:
    return NewToken(
        payload["name"],
        UUID(payload["institution"]),
        payload["role"],
        payload["area"],
        payload["purpose"],
        date.fromisoformat(payload["to_on"]),
        payload["per_minute"],
    )


def _check(payload: Payload, _by: Viewer) -> None:
    check_token(_new(payload))


def _told(payload: Payload) -> list[tuple[Text, str]]:
    new = _new(payload)
    return [
        (Text("系统", "System"), new.name),
        (Text("机构", "Institution"), check_token(new).name),
        (Text("角色", "Role"), str(Role(new.role).label)),
        (Text("区划", "Area"), new.area),
        (Text("用途", "Purpose"), new.purpose),
        (Text("最后一天", "Last day"), new.to_on.isoformat()),
    ]


@two_person(
    KIND,
    label=Text("签发接口令牌", "Issue a token of the API"),
    proposed_by=[Role.SYSTEM_ADMIN],
    decided_by=[Role.SECURITY_ADMIN],
    check=_check,
    told=_told,
)
def _grant(payload: Payload, decision: Decision) -> None:
    asked_by = decision.proposal.proposed_for_id or decision.proposal.proposed_by_id
    grant_token(asked_by, decision.by.actor, _new(payload))
