"""Who does something: an account, a person through a station's slip, a system by its token, or the office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

ActorKind = Literal["account", "person", "token", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """``name`` is an opaque id, or for the system the name of the task; never a person's name.

    ``instead_of`` is set when somebody acts for another: the account that delegated, the person who gave a mandate.
    """

    kind: ActorKind
    name: str
    role: str = ""
    instead_of: str = ""

    def __str__(self) -> str:
        """As the log writes it: ``account:ID`` or ``account:ID for account:ID``."""
        who = f"{self.kind}:{self.name}"
        return f"{who} for {self.instead_of}" if self.instead_of else who


def system(task: str) -> Actor:
    """The office acting by itself in ``task``."""
    return Actor("system", task)


def account(account_id: UUID, role: str = "") -> Actor:
    """A signed-in account acting in ``role``."""
    return Actor("account", str(account_id), role)
