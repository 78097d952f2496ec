"""Reads the body of a request: JSON in UTF-8 that means one thing and fits the database."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from xiangxin.office.gateway.queries import LIMITS
from xiangxin.office.shell.errors import MediaUnknown, NotJson, NumberOutOfRange, TextDamaged, TooLarge
from xiangxin.office.shell.middleware import is_fit

_MOST = 2**63
JSON = "application/json"


class StrictParser(Parser):
    """As the library's, but a key stands once, a number fits 64 bits, text has no NUL and no half character."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as plain values; an error of ours for everything that is not what it should be."""
        if request.content_type != JSON:
            raise MediaUnknown()
        if len(request.body) > LIMITS["most_body_bytes"]:
            raise TooLarge()
        try:
            content = json.loads(
                request.body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse, parse_int=_whole
            )
            _check(content, 1)
        except (ValueError, RecursionError):
            raise NotJson(depth=LIMITS["most_json_depth"]) from None
        return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse(_word: str) -> NoReturn:
    raise ValueError("not a number of JSON")


def _whole(digits: str) -> int:
    if len(digits) > 20 or not -_MOST <= int(digits) < _MOST:
        raise NumberOutOfRange()
    return int(digits)


def _check(content: Any, depth: int) -> None:
    if depth > LIMITS["most_json_depth"]:
        raise ValueError("nested too deeply")
    if isinstance(content, str):
        if not is_fit(content):
            raise TextDamaged()
    elif isinstance(content, dict):
        for key, value in content.items():
            _check(key, depth)
            _check(value, depth + 1)
    elif isinstance(content, list):
        for value in content:
            _check(value, depth + 1)
