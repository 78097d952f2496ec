"""Everything that lies sealed, so that a new key reaches all of it: columns by their name, the rest as rooms tell.

A column is called ``*_sealed`` and bound to its own table, name and row, as ``seal_on`` does; then it is found here by
itself. What lies elsewhere (files, a library's table) is told by the room that keeps it. Nothing is opened here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

SUFFIX = "_sealed"


@dataclass(frozen=True, slots=True)
class Done:
    """How many were sealed again, how many are on their way and have to wait, how many do not open and stay."""

    changed: int = 0
    waiting: int = 0
    broken: int = 0

    def __add__(self, other: Done) -> Done:
        return Done(self.changed + other.changed, self.waiting + other.waiting, self.broken + other.broken)


Again = Callable[[], Done]
"""Seals again with the newest key what an older one sealed. Safe to run twice, and beside the work of the office."""

ELSEWHERE: dict[str, Again] = {}
"""By the name of their kind, in the order in which the rooms told."""


def sealed_columns() -> dict[type[Model], tuple[str, ...]]:
    """Every sealed column of every table, by table."""
    found = {}
    for model in apps.get_models():
        names = tuple(field.name for field in model._meta.concrete_fields if field.name.endswith(SUFFIX))
        if names:
            found[model] = names
    return found


def sealed_elsewhere(kind: str) -> Callable[[Again], Again]:
    """Tell what lies sealed and is no column of this name."""

    def put(again: Again) -> Again:
        ELSEWHERE[kind] = again
        return again

    return put
