"""Whether a value is of the type that its class was declared with; what a file says must show that before it is used.

Only the forms our classes use are known: classes, literals, unions, tuples, frozensets and mappings.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any, Literal, Union

Check = Callable[[Any], bool]


@lru_cache(maxsize=1024)
def fitting(hint: Any) -> Check:
    """The check for one type; ``TypeError`` for a form that is not known here."""
    kind, parts = typing.get_origin(hint), typing.get_args(hint)
    if hint is None:
        return lambda value: value is None
    if hint is object:
        return lambda value: True
    if kind is None and isinstance(hint, type):
        return lambda value: isinstance(value, hint)
    if kind is Literal:
        return lambda value: isinstance(value, str | int) and value in parts
    if kind in (Union, types.UnionType):
        return _any_of(tuple(fitting(part) for part in parts))
    if kind is tuple:
        return _row(parts)
    if kind is frozenset:
        each = fitting(parts[0])
        return lambda value: isinstance(value, frozenset) and all(map(each, value))
    if kind is Mapping:
        key, member = fitting(parts[0]), fitting(parts[1])
        return lambda value: isinstance(value, dict) and all(map(key, value)) and all(map(member, value.values()))
    raise TypeError(f"{hint} is of no form that is checked")


@lru_cache(maxsize=256)
def made_of(cls: type) -> Callable[..., Any]:
    """The constructor of a dataclass that takes only what its fields were declared with; ``TypeError`` otherwise."""
    hints = typing.get_type_hints(cls)
    checks = [fitting(hints[part.name]) for part in fields(cls)]

    def make(*parts: Any) -> Any:
        if len(parts) != len(checks) or not all(check(part) for check, part in zip(checks, parts, strict=True)):
            raise TypeError(f"no {cls.__name__}")
        return cls(*parts)

    return make


def _any_of(checks: tuple[Check, ...]) -> Check:
    return lambda value: any(check(value) for check in checks)


def _row(parts: tuple[Any, ...]) -> Check:
    if len(parts) == 2 and parts[1] is Ellipsis:
        each = fitting(parts[0])
        return lambda value: isinstance(value, tuple) and all(map(each, value))
    checks = tuple(fitting(part) for part in parts)

    def row(value: Any) -> bool:
        if not isinstance(value, tuple) or len(value) != len(checks):
            return False
        return all(check(part) for check, part in zip(checks, value, strict=True))

    return row
