"""Whether somebody whom a keeper is about to register has to wait, because they look like somebody who is registered.

The register decides nothing about that and asks the room that does (``register``); without one nobody waits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.parties.queries.likeness import Newcomer


@dataclass(frozen=True, slots=True)
class Held:
    """Where somebody waits for a person's word: the number and the address of what was sent."""

    number: str
    href: str


Hold = Callable[[Viewer, Newcomer, date], Held | None]

_asked: list[Hold] = []


def register(hold: Hold) -> None:
    """Have this room asked; the last one registered is."""
    _asked[:] = [hold]


def hold_back(by: Viewer, new: Newcomer, on: date) -> Held | None:
    """Where somebody who is not registered waits from now on; None where they look like nobody."""
    return _asked[0](by, new, on) if _asked else None
