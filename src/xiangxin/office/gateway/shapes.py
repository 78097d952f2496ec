"""Kinds of values that operations take and give: bounded, so that nothing reaches the database that it cannot hold.

Not with postponed annotations: the library that reads them looks at the values.
"""

import re
from datetime import date
from typing import Annotated, Any, TypeVar

from ninja import Query, Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from xiangxin.office.gateway.queries import LIMITS
from xiangxin.office.shell.middleware import is_fit

Item = TypeVar("Item")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _fit(text: str) -> str:
    if not is_fit(text):
        raise ValueError("damaged text")
    return text


FitText = Annotated[str, AfterValidator(_fit)]
"""Text without NUL and half characters; always with a ``max_length``."""


def _iso(value: Any) -> Any:
    """A day as it is written in ISO 8601; a number is none, though the library would count seconds from 1970."""
    if isinstance(value, str) and _DAY.fullmatch(value) is None:
        raise PydanticCustomError("date_parsing", "not a day")
    return value


Day = Annotated[date, BeforeValidator(_iso)]
"""A day in a request."""
AreaCode = Annotated[str, Field(pattern=r"^[0-9]{12}$", description="区划代码，12 位 · area code, 12 digits")]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
Cursor = Annotated[
    str | None, Field(max_length=300, pattern=r"^[A-Za-z0-9_:.-]*$", description="next of the page before")
]
Limit = Annotated[int, Field(ge=1, le=LIMITS["most_page_items"], description="items on a page")]
Size = Annotated[int, Field(ge=1, le=2**53)]


class Strict(Schema):
    """A body: no field it does not know."""

    model_config = ConfigDict(extra="forbid", str_max_length=2_000)


class Words(Schema):
    """Words in both languages."""

    zh: str
    en: str


class PageQuery(Schema):
    """Which page of a list."""

    cursor: Cursor = None
    limit: Limit = LIMITS["page_items"]


PageAsked = Query[PageQuery]


def text(limit: int) -> Any:
    """A field of text of at most ``limit`` characters."""
    return Field(min_length=1, max_length=limit)
