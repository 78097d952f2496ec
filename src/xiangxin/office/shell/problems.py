"""Turns an error into what its reader can use: a page, a fragment of a page, or JSON after RFC 9457.

The same words in each. JSON holds both languages, because who reads it may be a program that shows it to somebody else.
Never shows a traceback, a statement of the database or what was typed.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from xiangxin.kernel.text import Text
from xiangxin.office.shell.errors import (
    BY_STATUS,
    Conflicting,
    DiskFull,
    FormExpired,
    NumberOutOfRange,
    OfficeBusy,
    OfficeError,
    TextDamaged,
    TooLarge,
    TooManyRequests,
)

API = "/api/"
"""Below this address answers are JSON."""

PROBLEM = "application/problem+json"
log = logging.getLogger(__name__)

_OF_SCHEMA = ("no such", "has no column", "does not exist")
_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@dataclass(frozen=True, slots=True)
class AtField:
    """What is wrong with one field of the input; ``field`` is a dotted path."""

    field: str
    code: str
    what: Text


def language() -> str:
    """``zh`` or ``en``, as the reader chose."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def wants_json(request: HttpRequest) -> bool:
    """Whether the request came to the API, or from a script that says that it reads problems."""
    return request.path_info.startswith(API) or request.headers.get("Accept", "") == PROBLEM


def request_id(request: HttpRequest) -> str:
    """The number under which the logs know this request; empty where none was given."""
    return str(getattr(request, "request_id", ""))


def problem(request: HttpRequest, error: OfficeError, fields: Iterable[AtField] = ()) -> HttpResponse:
    """The answer for ``error``; ``fields`` are the places at which the input is wrong."""
    if error.field is not None and not (fields := tuple(fields)):
        fields = (AtField(error.field, error.code, error.finding.what),)
    answer = _json(request, error, fields) if wants_json(request) else _page(request, error, fields)
    if isinstance(error, TooManyRequests):
        answer["Retry-After"] = str(error.values["seconds"])
    if isinstance(error, OfficeBusy):
        answer["Retry-After"] = "5"
    answer["Cache-Control"] = "no-store"
    return answer


def _json(request: HttpRequest, error: OfficeError, fields: Iterable[AtField]) -> HttpResponse:
    told = error.finding
    body: dict[str, Any] = {
        "type": f"urn:xiangxin:problem:{error.code}",
        "title": told.what.in_language(language()),
        "status": error.status,
        "detail": f"{told.why.in_language(language())} {told.mend.in_language(language())}",
        "code": error.code,
        "what": _both(told.what),
        "why": _both(told.why),
        "mend": _both(told.mend),
        "errors": [{"field": one.field, "code": one.code, "what": _both(one.what)} for one in fields],
    }
    if request_id(request):
        body["instance"] = f"urn:xiangxin:request:{request_id(request)}"
    return JsonResponse(body, status=error.status, content_type=PROBLEM)


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _page(request: HttpRequest, error: OfficeError, fields: Iterable[AtField]) -> HttpResponse:
    part = bool(request.headers.get("HX-Request")) and not request.headers.get("HX-Boosted")
    told, tongue = error.finding, language()
    context = {
        "status": error.status,
        "code": error.code,
        "what": told.what.in_language(tongue),
        "why": told.why.in_language(tongue),
        "mend": told.mend.in_language(tongue),
        "fields": [{"what": one.what.in_language(tongue)} for one in fields if one.what != told.what],
        "number": request_id(request),
        "back": _way_back(request, error),
        "tongue": "zh-Hans" if tongue == "zh" else "en",
    }
    return HttpResponse(
        get_template("web/_problem.html" if part else "web/problem.html").render(context, request), status=error.status
    )


def _way_back(request: HttpRequest, error: OfficeError) -> str:
    """The page from which something was sent that another had settled meanwhile: it shows how it stands now.

    Only one of this office; empty where the browser does not say.
    """
    if error.status != Conflicting.status or request.method != "POST":
        return ""
    try:
        parts = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    back = parts.path + (f"?{parts.query}" if parts.query else "")
    own = parts.netloc == request.get_host() and url_has_allowed_host_and_scheme(back, None)
    return back if own else ""


def of_status(request: HttpRequest, status: int) -> HttpResponse:
    """The answer for a bare status; one that has no words of its own is told as its hundred."""
    kind = BY_STATUS.get(status) or (BY_STATUS[500] if status >= 500 else BY_STATUS[400])
    return problem(request, kind(seconds=60) if kind is TooManyRequests else kind())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's ``handler400``."""
    return problem(request, TooLarge()) if isinstance(exception, _TOO_MUCH) else of_status(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's ``handler403``."""
    return of_status(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's ``handler404``."""
    return of_status(request, 404)


def fault(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``; a database that was busy below the views is no fault."""
    raised = sys.exc_info()[1]
    known = told_as(raised) if isinstance(raised, Exception) else None
    return of_status(request, 500) if known is None else problem(request, known)


def told_as(raised: Exception) -> OfficeError | None:
    """The error that a user is told for what a view raised; None for a fault of ours."""
    known = _known(raised)
    if known is not None and known is not raised:
        log.warning("refused_by_database", extra={"kind": type(raised).__name__, "code": known.code})
    return known


def _known(raised: Exception) -> OfficeError | None:
    match raised:
        case OfficeError():
            return raised
        case OverflowError():
            return NumberOutOfRange()
        case DataError():
            return TextDamaged()
        case IntegrityError() if _is_taken(raised):
            return Conflicting()
        case OperationalError() if "full" in str(raised):
            return DiskFull()
        case OperationalError() if any(words in str(raised) for words in _OF_SCHEMA):
            return None
        case OperationalError() | InterfaceError():
            return OfficeBusy()
        case _:
            return None


UNIQUE = "23505"
"""What SQL calls a row that is there already."""


def _is_taken(raised: IntegrityError) -> bool:
    """Whether a row of this key is there already: somebody did the same at the same moment, and was first.

    Whatever else a database refuses is a fault of ours.
    """
    return str(raised).startswith("UNIQUE ") or getattr(raised.__cause__, "sqlstate", "") == UNIQUE


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What ``CSRF_FAILURE_VIEW`` shows."""
    return problem(request, FormExpired())
