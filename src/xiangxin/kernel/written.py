"""Values of our own classes as text, and back: what a cache may hold without holding anything that could run.

JSON, where every list begins with what it is: a kind of the language, or the name of a dataclass among those the reader
was given. A text that names any other class, or does not fit the types of its fields, is a ``ValueError``, never half a
value.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from types import ModuleType
from typing import Any

from xiangxin.kernel.fitting import fitting, made_of

Classes = Mapping[str, type]

_PLAIN = frozenset({type(None), bool, int, str})
_READ: Mapping[str, Callable[..., Any]] = {
    "tuple": lambda *members: members,
    "frozenset": lambda *members: frozenset(members),
    "dict": lambda *members: dict(zip(members[::2], members[1::2], strict=True)),
    "Fraction": Fraction,
    "date": date.fromordinal,
}


def classes_of(modules: Iterable[ModuleType]) -> Classes:
    """The dataclasses that these modules define, by name; no two may share one."""
    found: dict[str, type] = {}
    for module in modules:
        for name, value in vars(module).items():
            if isinstance(value, type) and is_dataclass(value) and value.__module__ == module.__name__:
                if name in found or name in _READ:
                    raise ValueError(f"two classes are called {name}")
                found[name] = value
    return found


def write(value: object, classes: Classes) -> str:
    """``value`` as text; ``TypeError`` where a part of it is of no class known here."""
    return json.dumps(_written(value, classes), ensure_ascii=False, separators=(",", ":"))


def read(text: str, classes: Classes, expected: Any = object) -> Any:
    """The value of type ``expected`` that was written; ``ValueError`` where the text is none of ours."""
    made = _Makers(classes)
    try:
        value = _value(json.loads(text), made)
        if not fitting(expected)(value):
            raise ValueError("not what is expected")
        return value
    except (KeyError, TypeError, AttributeError, IndexError, ArithmeticError, RecursionError) as error:
        raise ValueError("not a written value") from error


def _written(value: Any, classes: Classes) -> object:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is Fraction:
        return ["Fraction", value.numerator, value.denominator]
    if kind is date:
        return ["date", value.toordinal()]
    if kind is tuple or kind is frozenset:
        return [kind.__name__, *(_written(member, classes) for member in value)]
    if kind is dict:
        return ["dict", *(_written(part, classes) for pair in value.items() for part in pair)]
    if classes.get(kind.__name__) is not kind:
        raise TypeError(f"{kind.__name__} is not written")
    return [kind.__name__, *(_written(getattr(value, part.name), classes) for part in fields(value))]


class _Makers(dict[str, Callable[..., Any]]):
    """By name what makes a value; that of a dataclass is looked up when the first one is read."""

    def __init__(self, classes: Classes) -> None:
        super().__init__(_READ)
        self._classes = classes

    def __missing__(self, name: str) -> Callable[..., Any]:
        self[name] = made_of(self._classes[name])
        return self[name]


def _value(written: Any, made: Mapping[str, Callable[..., Any]]) -> Any:
    if type(written) is not list:
        return written
    return made[written[0]](*[_value(part, made) if type(part) is list else part for part in written[1:]])
