"""Stands at the edge: what cannot be kept is refused before a view sees it, and an error that escapes gets its answer.

SQLite takes a NUL where PostgreSQL fails, and both fail at integers beyond 64 bits; so neither is left to the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

from xiangxin.kernel.yamlfile import MAX_BYTES
from xiangxin.office.shell.errors import OfficeError, TextDamaged, TextTooLong, TooLarge
from xiangxin.office.shell.problems import PROBLEM, of_status, problem, told_as, wants_json

MOST_CHARACTERS = 20_000
"""No field of a form takes more; files are counted elsewhere. assumption: ten pages of writing."""
LONG_FIELDS = {"policy_text": MAX_BYTES}
"""Fields that take a whole document: characters of the text of a policy, which has at most so many bytes."""
MOST_FIELDS = 1_000
"""As ``DATA_UPLOAD_MAX_NUMBER_FIELDS`` of Django."""

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_UNFIT = frozenset("\x00\ufffd")
Respond = Callable[[HttpRequest], HttpResponseBase]


def is_fit(text: str) -> bool:
    """Whether both databases keep this text: no NUL, no half character, no mark of lost ones."""
    return _UNFIT.isdisjoint(text) and not any("\ud800" <= character <= "\udfff" for character in text)


class EdgeMiddleware:
    """Stands before everything that reads a form or a cookie."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The view's answer, or the reason why the request did not reach it."""
        try:
            _check(request)
        except OfficeError as error:
            return problem(request, error)
        response = self.respond(request)
        if response.status_code >= 400 and isinstance(response, HttpResponse) and _says_nothing(request, response):
            return _worded(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer for an error that escaped a view; None for a fault of ours, which Django logs and answers."""
        known = told_as(exception)
        return None if known is None else problem(request, known)


def _says_nothing(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a library answered without words a reader could use: empty, or to a program in anything but a problem."""
    return not response.content or (wants_json(request) and response.headers.get("Content-Type") != PROBLEM)


def _worded(request: HttpRequest, bare: HttpResponse) -> HttpResponse:
    worded = of_status(request, bare.status_code)
    worded.status_code = bare.status_code
    for name, value in bare.items():
        if name not in ("Content-Type", "Content-Length"):
            worded[name] = value
    return worded


def _check(request: HttpRequest) -> None:
    if not is_fit(request.path_info) or not _is_utf8(request.META.get("QUERY_STRING", "")):
        raise TextDamaged()
    _check_values(request.GET)
    for name, value in request.COOKIES.items():
        if not is_fit(name) or not is_fit(value):
            raise TextDamaged()
    if request.method in ("POST", "PUT", "PATCH", "DELETE") and request.content_type in _FORMS:
        _check_values(request.POST)
        for field, one in _files(request):
            if not is_fit(field) or not is_fit(one):
                raise TextDamaged(field if is_fit(field) else None)


def _files(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for field, uploads in request.FILES.lists():
        for one in uploads:
            yield field, one.name or ""


def _check_values(given: QueryDict) -> None:
    if sum(map(len, dict(given.lists()).values())) > MOST_FIELDS:
        raise TooLarge()
    for field, values in given.lists():
        if not is_fit(field) or len(field) > 200:
            raise TextDamaged()
        _check_texts(field, values)


def _check_texts(field: str, values: Iterable[str | bytes]) -> None:
    for value in values:
        if not is_fit(str(value)):
            raise TextDamaged(field)
        most = LONG_FIELDS.get(field, MOST_CHARACTERS)
        if len(value) > most:
            raise TextTooLong(field, limit=most)


def _is_utf8(quoted: str) -> bool:
    try:
        unquote_to_bytes(quoted).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
