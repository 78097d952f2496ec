"""Of whom a fact may be kept at all: asked before it is stored; what may be shown is the gate's question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from xiangxin.office.consent.queries.keeping import consenting
from xiangxin.office.creditfile.registry import classes_of


def open_for(persons: Iterable[UUID], kind: str, on: date) -> set[UUID]:
    """Those of ``persons`` who agreed to everything that a fact of ``kind`` needs, in force on ``on``.

    To be asked inside an act or a reading. Errors: ``KindUnknown``.
    """
    return consenting_to_all(persons, classes_of(kind, on), on)


def open_kinds(pairs: Iterable[tuple[UUID, str]], on: date) -> Mapping[str, set[UUID]]:
    """Of which persons each kind may be kept; consents are asked for once for all kinds that need the same ones."""
    persons: dict[frozenset[str], set[UUID]] = {}
    kinds: dict[str, frozenset[str]] = {}
    for person, kind in pairs:
        classes = kinds.setdefault(kind, frozenset(classes_of(kind, on)))
        persons.setdefault(classes, set()).add(person)
    open_ = {classes: consenting_to_all(those, classes, on) for classes, those in persons.items()}
    return {kind: open_[classes] for kind, classes in kinds.items()}


def consenting_to_all(persons: Iterable[UUID], classes: Iterable[str], on: date) -> set[UUID]:
    """Those of ``persons`` who agreed to each of these classes; inside an act or a reading."""
    found = set(persons)
    for field_class in sorted(classes):
        found &= consenting(found, field_class, on)
    return found
