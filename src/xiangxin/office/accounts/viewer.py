"""Who asks: one account in one of its posts. Every query takes a viewer and shows only what that viewer may see."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from xiangxin.kernel.divisions import prefix_of
from xiangxin.office.audit.actor import Actor


@dataclass(frozen=True, slots=True)
class Viewer:
    """``area`` is a twelve-digit code; ``person`` is set for a household's own account.

    ``on_behalf`` is the account whose post this is, where it was handed to the viewer for a while. ``mandate`` is set
    where a relative acts for the person; the ground of what is read then is the mandate.
    ``by_slip``: a paper of a station opened this stay. ``let_in_by`` and ``let_in_at`` are the account and the station
    on whose word it rests; what is said there is no second channel to them, nor they to it.
    ``token`` is set where another system asks; ``account`` then is the token's id and no account's.
    """

    account: UUID
    role: str
    area: str
    institution: UUID | None = None
    person: UUID | None = None
    post: UUID | None = None
    device: str = ""
    on_behalf: UUID | None = None
    mandate: UUID | None = None
    token: UUID | None = None
    by_slip: bool = False
    let_in_by: UUID | None = None
    let_in_at: UUID | None = None

    @property
    def actor(self) -> Actor:
        """The viewer as the log names it, with whom or what mandate the viewer acts for."""
        if self.token is not None:
            return Actor("token", str(self.token), self.role)
        instead_of = ""
        if self.on_behalf is not None:
            instead_of = f"account:{self.on_behalf}"
        elif self.mandate is not None:
            instead_of = f"mandate:{self.mandate}"
        return Actor("account", str(self.account), self.role, instead_of)

    @property
    def ground(self) -> str:
        """On what a household's account reads its own file: ``own``, or ``mandate`` where a relative does."""
        return "own" if self.mandate is None else "mandate"

    @property
    def accounts(self) -> frozenset[UUID]:
        """The accounts that count as one person in this act: the one who acts, and the one acted for."""
        return frozenset({self.account, self.on_behalf} - {None})  # type: ignore[arg-type]

    @property
    def prefix(self) -> str:
        """The digits with which every area of this viewer begins."""
        return prefix_of(self.area)

    def covers(self, area: str) -> bool:
        """Whether ``area`` lies within the viewer's own."""
        return area.startswith(self.prefix)
