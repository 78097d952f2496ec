"""Who may come in: each view says roles, scope and purpose; a view that does not say so never starts.

``scope`` is what the view shows: ``own`` (the person's own file), ``area`` (within the viewer's area), ``institution``
(the viewer's own institution), ``office`` (nothing personal, anybody with the role), ``public`` (no sign-in).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Literal, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from xiangxin.office.accounts.viewer import Viewer

Scope = Literal["own", "area", "institution", "office", "public"]
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Door:
    """What a view declares. ``purpose`` names why personal rows are read; without one, none can be."""

    roles: frozenset[str]
    scope: Scope
    purpose: str | None = None


def door(*roles: str, scope: Scope, purpose: str | None = None) -> Callable[[View[P]], View[P]]:
    """Let in these roles only; with ``scope="public"`` everybody. The viewer is ``request.viewer``."""
    declared = Door(frozenset(roles), scope, purpose)

    def guarded(view: View[P]) -> View[P]:
        @wraps(view)
        def enter(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            viewer = viewer_of(request)
            if scope != "public":
                if viewer is None:
                    return redirect_to_login(request.get_full_path())
                if viewer.role not in declared.roles:
                    raise PermissionDenied
            return view(request, *args, **kwargs)

        cast(Any, enter).door = declared
        return cast("View[P]", enter)

    return guarded


def viewer_of(request: HttpRequest) -> Viewer | None:
    """Who asks; None before signing in."""
    return cast("Viewer | None", getattr(request, "viewer", None))
