"""Gives each request a number of its own and writes one line when it has been answered: which route, how, how long.

The line names the route as it is declared, never the address as it was asked for: people put names and numbers there.
Of an ``unnamed`` view it does not say who asked.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

import structlog
from django.http import HttpRequest, HttpResponseBase

from xiangxin.office.shell.metering import count_request

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NOWHERE = "(none)"
P = ParamSpec("P")


def unnamed(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view of whose requests the log keeps the time and not the person, where both together would tell too much."""

    @wraps(view)
    def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        cast(Any, request).unnamed = True
        return view(request, *args, **kwargs)

    return asked


class RequestMiddleware:
    """Stands outermost."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, with the request's number in a header."""
        number = str(uuid.uuid4())
        cast(Any, request).request_id = number
        structlog.contextvars.bind_contextvars(request=number)
        began = time.perf_counter()
        try:
            response = self.respond(request)
        finally:
            structlog.contextvars.unbind_contextvars("request")
        _told(request, response.status_code, time.perf_counter() - began, number)
        response[HEADER] = number
        return response


def _told(request: HttpRequest, status: int, seconds: float, number: str) -> None:
    route = request.resolver_match.route if request.resolver_match else NOWHERE
    method = request.method if request.method in METHODS else "other"
    count_request(route, str(method), status, seconds)
    viewer = getattr(request, "viewer", None)
    if getattr(request, "unnamed", False):
        viewer = None
    actor = {} if viewer is None else {"actor": str(viewer.actor), "role": viewer.role}
    with structlog.contextvars.bound_contextvars(request=number):
        log.info(
            "request",
            extra={
                "method": method,
                "route": route,
                "status": status,
                "milliseconds": round(seconds * 1000),
                **actor,
            },
        )
