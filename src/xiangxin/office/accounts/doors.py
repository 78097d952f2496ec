"""Who may come in: each view says roles, scope and purpose; a view that does not say so never starts.

``scope`` is what the view shows: ``own`` (the person's own file), ``area`` (within the viewer's area), ``institution``
(the viewer's own institution), ``office`` (nothing personal, anybody with the role), ``account`` (the own account,
whatever its posts), ``token`` (the API's own gate, which the gateway keeps), ``public`` (no sign-in).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Literal, ParamSpec, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.http import urlencode

from xiangxin.office.accounts.choices import OBJECTION, Role
from xiangxin.office.accounts.errors import SecondFactorNeeded
from xiangxin.office.accounts.models import SignIn
from xiangxin.office.accounts.queries.held import Seat
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.shell.errors import NotAllowed

Scope = Literal["own", "area", "institution", "office", "account", "token", "public"]
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

UNGUARDED: frozenset[Scope] = frozenset({"public", "token"})
"""Scopes at which the door itself asks nobody."""


@dataclass(frozen=True, slots=True)
class Door:
    """What a view declares. ``purpose`` names why personal rows are read; without one, none can be.

    ``one_factor`` doors open to somebody who has shown a password only: those at which a second factor is set up.
    """

    roles: frozenset[str]
    scope: Scope
    purpose: str | None = None
    one_factor: bool = False


@dataclass(frozen=True, slots=True)
class Declared:
    """One address of the office and the door of its view; ``door`` is None where it declares none."""

    route: str
    name: str
    door: Door | None
    view: Any


def door(
    *roles: str, scope: Scope, purpose: str | None = None, one_factor: bool = False
) -> Callable[[View[P]], View[P]]:
    """Let in these roles only; with ``scope="public"`` everybody. The viewer is ``request.viewer``."""
    declared = Door(frozenset(roles), scope, purpose, one_factor)

    def guarded(view: View[P]) -> View[P]:
        @wraps(view)
        def enter(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            return _refused(request, declared) or view(request, *args, **kwargs)

        cast(Any, enter).door = declared
        return cast("View[P]", enter)

    return guarded


own = door(Role.HOUSEHOLD, scope="own", purpose=OBJECTION)
"""The person's own pages: reading one's own file serves one's right to object."""


def behind(
    patterns: Iterable[URLPattern | URLResolver],
    *roles: str,
    scope: Scope,
    purpose: str | None = None,
    one_factor: bool = False,
) -> list[URLPattern | URLResolver]:
    """The same addresses with every view behind one door: for views of a library, which declare none."""
    put = door(*roles, scope=scope, purpose=purpose, one_factor=one_factor)
    found: list[URLPattern | URLResolver] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = behind(pattern.url_patterns, *roles, scope=scope, purpose=purpose, one_factor=one_factor)
            found.append(
                URLResolver(pattern.pattern, inner, pattern.default_kwargs, pattern.app_name, pattern.namespace)
            )
        else:
            view = pattern.callback if hasattr(pattern.callback, "door") else put(pattern.callback)
            found.append(URLPattern(pattern.pattern, view, pattern.default_args, pattern.name))
    return found


def declared(resolver: URLResolver, route: str = "", space: str = "") -> Iterator[Declared]:
    """Every address below a resolver with its door, for the check at the start and for the matrix of permissions."""
    for pattern in resolver.url_patterns:
        at = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from declared(pattern, at, inner)
        else:
            yield Declared(
                at, f"{space}{pattern.name or ''}", getattr(pattern.callback, "door", None), pattern.callback
            )


def viewer_of(request: HttpRequest) -> Viewer | None:
    """Who asks; None before signing in, and while a second factor is missing."""
    return cast("Viewer | None", getattr(request, "viewer", None))


def seats_here(request: HttpRequest) -> list[Seat]:
    """The posts that who asks may act in today; none before signing in."""
    return cast("list[Seat]", getattr(request, "seats", []))


def asker(request: HttpRequest) -> Viewer:
    """Who asks, in a view behind a door of roles: it lets in nobody else."""
    viewer = viewer_of(request)
    assert viewer is not None
    return viewer


def owner(request: HttpRequest) -> tuple[Viewer, UUID]:
    """Who asks and the person whose file it is, in a view behind a door of scope ``own``: it lets in nobody else."""
    viewer = asker(request)
    assert viewer.person is not None
    return viewer, viewer.person


def stay_of(request: HttpRequest) -> SignIn | None:
    """The stay behind the request; None before signing in."""
    return cast("SignIn | None", getattr(request, "stay", None))


def _refused(request: HttpRequest, asked: Door) -> HttpResponseBase | None:
    """Where to go instead, or None; raises ``NotAllowed`` or ``SecondFactorNeeded``."""
    if asked.scope in UNGUARDED:
        return None
    stay, viewer = stay_of(request), viewer_of(request)
    if stay is None and viewer is None:
        return _to_sign_in(request, asked)
    if stay is not None and not asked.one_factor and not getattr(request, "is_strong", True):
        return _to_factor(request)
    if asked.scope == "account":
        return None
    if viewer is None or viewer.role not in asked.roles or (asked.scope == "own" and viewer.person is None):
        raise NotAllowed()
    return None


def _to_sign_in(request: HttpRequest, asked: Door) -> HttpResponseBase:
    household = asked.roles == {Role.HOUSEHOLD}
    if request.path == "/":
        return _go(request, reverse("accounts:doors"))
    to = reverse("accounts:household") if household else reverse("account_login")
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        to += "?" + urlencode({"next": request.get_full_path()})
    return _go(request, to)


def _to_factor(request: HttpRequest) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        raise SecondFactorNeeded()
    return _go(request, reverse("mfa_index"))


def _go(request: HttpRequest, to: str) -> HttpResponseBase:
    """A redirect; a part of a page that htmx asked for is told to leave the page instead."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponseRedirect(to)
