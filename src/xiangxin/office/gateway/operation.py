"""How a room declares one operation of the API, beside the function that does it.

    router = Router(tags=["areas"])

    @operation(router, "GET", "/areas/{code}", AreaOut, roles=EVERYBODY, scope="office", summary=Text("…", "…"))
    def get_area(request: HttpRequest, code: AreaCode) -> AreaOut: …

It says roles, scope and purpose like the door of a view; one that does not is not made. Modules of operations have no
postponed annotations, because the library that reads them looks at the values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.http import HttpRequest
from ninja import Router
from ninja.constants import NOT_SET
from pydantic import BaseModel

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.doors import Door, Scope
from xiangxin.office.gateway.entering import Asked, admit
from xiangxin.office.gateway.idempotency import HEADER, SHAPE, fingerprint, once
from xiangxin.office.gateway.problems import STATUSES, Problem
from xiangxin.office.gateway.rules import token_rules
from xiangxin.office.gateway.tokens import Call

P = ParamSpec("P")
Out = TypeVar("Out")


@dataclass(frozen=True, slots=True)
class Declared:
    """One operation as it is declared, for whoever looks at all of them."""

    method: str
    path: str
    name: str
    asked: Asked
    command: bool


def everybody() -> frozenset[str]:
    """Every role that a system may have."""
    return frozenset(token_rules())


def operation(
    router: Router,
    method: str,
    path: str,
    response: type[BaseModel],
    *,
    roles: Iterable[str] = (),
    scope: Scope,
    summary: Text,
    purposes: Iterable[str] = (),
    links: Mapping[str, Mapping[str, Any]] | None = None,
    command: bool = False,
    media: str = "",
) -> Callable[[Callable[P, Out]], Callable[P, Out]]:
    """Add the decorated function to ``router``.

    ``purposes`` are those one of which the token must be for. ``links`` say where values of the answer lead. A
    ``command`` changes something: it takes an idempotency key, runs in one transaction and is answered once.
    ``media`` is the type of a file, where the answer is one. ``ValueError`` for an operation that names no role and is
    not public.
    """
    named = frozenset(str(role) for role in roles)
    if not named and scope != "public":
        raise ValueError(f"{method} {path} names no role")
    asked = Asked(Door(named, scope, None), frozenset(purposes))

    def declare(function: Callable[P, Out]) -> Callable[P, Out]:
        @wraps(function)
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            call = cast("Call | None", getattr(request, "auth", None))
            admit(call, asked)
            cast(Any, request).viewer = None if call is None else call.viewer
            do = cast("Callable[..., Any]", function)
            if not command:
                return do(request, *args, **kwargs)
            return _once(request, call, lambda: _plain(response, do(request, *args, **kwargs)))

        cast(Any, enter).declared = Declared(method, path, function.__name__, asked, command)
        router.add_api_operation(
            path,
            [method],
            cast("Callable[..., Any]", enter),
            auth=None if scope == "public" else NOT_SET,
            response={200: response, STATUSES: Problem},
            operation_id=function.__name__,
            summary=f"{summary.zh} · {summary.en}",
            openapi_extra=_extra(links or {}, media, command=command),
        )
        return function

    return declare


def call_of_request(request: HttpRequest) -> Call:
    """Who calls; only within an operation that is not public."""
    return cast(Call, cast(Any, request).auth)


def _once(request: HttpRequest, call: Call | None, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    assert call is not None, "a command is never public"
    command = fingerprint(request.method or "", request.path_info, request.body)
    return once(call.token.id, request.headers.get(HEADER, ""), command, work)


def _plain(response: type[BaseModel], answer: Any) -> dict[str, Any]:
    return response.model_validate(answer, from_attributes=True).model_dump(mode="json")


def _extra(links: Mapping[str, Mapping[str, Any]], media: str, *, command: bool) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    if links:
        extra["responses"] = {200: {"links": {name: dict(link) for name, link in links.items()}}}
    if media:
        extra["x-file"] = media
    if command:
        key = {"in": "header", "name": HEADER, "required": True, "schema": {"type": "string", "pattern": SHAPE}}
        extra["parameters"] = [key]
    return extra
