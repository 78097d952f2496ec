"""Pieces of the home page. Each room registers what a role should see first, in a module ``panels`` of its own.

A panel is a function that takes the viewer and returns what it has to say, or None when it has nothing to say today: a
home page shows work, not empty boxes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Panel:
    """``template`` is given ``content`` as ``panel``; ``href`` leads to the rows behind, in the words of ``link``.

    ``waits``: something is to be done about it; what only tells how things stand comes below it.
    """

    title: StrOrPromise
    template: str
    content: Any
    href: str = ""
    link: StrOrPromise = ""
    wide: bool = False
    waits: bool = True


@dataclass(frozen=True, slots=True)
class Todo:
    """A line of ``web/_todo.html``: what waits, why, and until when, in words. ``tone`` as that of a badge."""

    what: StrOrPromise
    href: str = ""
    why: StrOrPromise = ""
    due: StrOrPromise = ""
    tone: str = "info"


@dataclass(frozen=True, slots=True)
class Todos:
    """The content of a panel with the template ``web/_todo.html``."""

    entries: tuple[Todo, ...]


Maker = Callable[[HttpRequest, Any], Panel | None]
_makers: list[tuple[int, str, frozenset[str], Maker]] = []


def panel(*roles: str, order: int = 100) -> Callable[[Maker], Maker]:
    """Show what the function returns on the home page of these roles. It is called with the request and the viewer."""

    def registered(make: Maker) -> Maker:
        name = f"{make.__module__}.{make.__qualname__}"
        if not any(known == name for _, known, _, _ in _makers):
            _makers.append((order, name, frozenset(roles), make))
            _makers.sort(key=lambda one: one[:2])
        return make

    return registered


def panels_for(request: HttpRequest, viewer: Any) -> list[Panel]:
    """What the viewer's home page says, in order: first what waits, then how things stand."""
    made = (make(request, viewer) for _, _, roles, make in _makers if viewer.role in roles)
    return sorted((one for one in made if one is not None), key=lambda one: not one.waits)
