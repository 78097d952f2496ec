"""What the API answers when something is wrong: the same words as a page, as JSON after RFC 9457, at each field.

Not with postponed annotations: the library that reads the schema looks at the values.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from xiangxin.kernel.errors import NOWHERE
from xiangxin.office.gateway.shapes import Words
from xiangxin.office.shell.errors import InputInvalid, messages_of
from xiangxin.office.shell.problems import AtField, problem

STATUSES = frozenset({400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503})
"""Every status below which a problem may come, of any operation."""

_WRAPPERS = frozenset({"body", "query", "path", "header", "asked"})
"""Parts of a place that the caller did not write; ``asked`` is what our operations call their argument."""
_ROOM = "xiangxin.office.gateway"
_WORDS: dict[str, str] = {
    "missing": "missing",
    "extra_forbidden": "extra",
    "string_type": "text",
    "string_too_short": "short",
    "too_short": "short",
    "string_too_long": "long",
    "too_long": "long",
    "string_pattern_mismatch": "pattern",
    "int_type": "whole",
    "int_parsing": "whole",
    "int_from_float": "whole",
    "int_parsing_size": "range",
    "greater_than": "range",
    "greater_than_equal": "range",
    "less_than": "range",
    "less_than_equal": "range",
    "date_type": "day",
    "date_parsing": "day",
    "date_from_datetime_parsing": "day",
    "date_from_datetime_inexact": "day",
    "uuid_type": "id",
    "uuid_parsing": "id",
    "enum": "choice",
    "literal_error": "choice",
    "bool_type": "flag",
    "bool_parsing": "flag",
    "list_type": "list",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
}
"""What the validating library calls a mistake, and what we call it."""


class ProblemField(Schema):
    """One place at which the input is wrong."""

    field: str
    code: str
    what: Words


class Problem(Schema):
    """A problem after RFC 9457, in both languages."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    what: Words
    why: Words
    mend: Words
    errors: list[ProblemField]
    instance: str | None = None


def invalid(request: HttpRequest, errors: list[dict[str, Any]]) -> HttpResponse:
    """The answer for input that does not fit its schema; what was sent is never repeated."""
    return problem(request, InputInvalid(), [_at(one) for one in errors])


def _at(error: dict[str, Any]) -> AtField:
    code = f"field.{_WORDS.get(str(error.get('type')), 'other')}"
    place = ".".join(str(part) for part in error.get("loc", ()) if part not in _WRAPPERS)
    return AtField(place[:200] or "body", code, messages_of(_ROOM).tell(code, NOWHERE).what)
