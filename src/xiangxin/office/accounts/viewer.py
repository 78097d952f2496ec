"""Who asks: one account in one of its posts. Every query takes a viewer and shows only what that viewer may see."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from xiangxin.kernel.divisions import prefix_of
from xiangxin.office.audit.actor import Actor


@dataclass(frozen=True, slots=True)
class Viewer:
    """``area`` is a twelve-digit code; ``person`` is set for a household's own account."""

    account: UUID
    role: str
    area: str
    institution: UUID | None = None
    person: UUID | None = None
    post: UUID | None = None
    device: str = ""

    @property
    def actor(self) -> Actor:
        """The viewer as the log names it."""
        return Actor("account", str(self.account), self.role)

    @property
    def prefix(self) -> str:
        """The digits with which every area of this viewer begins."""
        return prefix_of(self.area)

    def covers(self, area: str) -> bool:
        """Whether ``area`` lies within the viewer's own."""
        return area.startswith(self.prefix)
