"""What a fact may be: the kinds that law registers, how a value is written, which consent opens it, how long it stays.

Everything here is read from the law pack of the office; nothing is decided. What law does not register has no kind.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from django.conf import settings

from xiangxin.kernel.dates import add_years
from xiangxin.law.load import load_law
from xiangxin.law.model import ConsentClass, Field, RecordField, RecordKind
from xiangxin.office.creditfile.errors import FactWrong, KindUnknown, ValueNotKept

BIRTH = "birth_on"
"""Registered in law and kept by the room of persons: it is no fact of a file."""
_YES_NO = {"true": True, "false": False}
_REFUSED = frozenset({"refused", "field_forbidden"})

Value = bool | int | date | str
Kind = Field | RecordKind


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of fact by its id: fields of a file, and kinds of records."""
    law = load_law()
    fields = {name: spec for name, spec in law.fields.items() if name != BIRTH}
    return {**fields, **law.record_kinds}


def kind_of(name: str) -> Kind:
    """The kind; ``KindUnknown`` where law registers none of this name."""
    found = kinds().get(name)
    if found is None:
        raise KindUnknown("kind")
    return found


def is_value(name: str) -> bool:
    """Whether facts of this kind are values of a field, and not records."""
    return isinstance(kind_of(name), Field)


def classes_of(name: str, on: date) -> frozenset[ConsentClass]:
    """The consents that a fact of this kind needs, all of them, by the law of ``on``."""
    return _classes_of(name, on, _jurisdiction())


def classes_in_use(on: date) -> list[str]:
    """Every class that facts of some kind need, by the law of ``on``."""
    return sorted({str(one) for name in kinds() for one in classes_of(name, on)})


def retention_years_of(name: str, on: date) -> int | None:
    """For how many years a record of this kind may be kept; None where law sets no term of years."""
    return _retention_years_of(name, on, _jurisdiction())


def retention_from_of(name: str) -> str:
    """From which of a record's days its term runs: ``ended_on`` or ``happened_on``."""
    kind = kind_of(name)
    return kind.retention_from if isinstance(kind, RecordKind) else "ended_on"


def is_over(name: str, happened_on: date | None, ended_on: date | None, on: date) -> bool:
    """Whether the term of a record has passed on ``on``: it may neither count nor stay. The last day is its own."""
    years = retention_years_of(name, on)
    begins_on = happened_on if retention_from_of(name) == "happened_on" else ended_on
    return years is not None and begins_on is not None and add_years(begins_on, years) < on


def written(name: str, value: Value) -> str:
    """The canonical text of a field's value: ``true``, ``12``, ``2026-01-31``, a code; money in fen.

    ``FactWrong`` where the field takes no such value.
    """
    text = str(value).lower() if isinstance(value, bool) else value.isoformat() if isinstance(value, date) else value
    check_value(name, str(text))
    return str(text)


def read_value(name: str, text: str) -> Value:
    """The value as the engine's tables hold it. ``FactWrong`` where the text is none of the field's."""
    kind = kind_of(name)
    if not isinstance(kind, Field):
        raise FactWrong("value")
    try:
        if kind.type == "bool":
            return _YES_NO[text]
        if kind.type == "date":
            return date.fromisoformat(text)
        if kind.type in ("enum", "text"):
            return text
        return _whole(text)
    except (KeyError, ValueError):
        raise FactWrong("value") from None


def check_value(name: str, text: str) -> None:
    """``FactWrong`` unless ``text`` is the canonical text of a value that the field takes."""
    kind = kind_of(name)
    value = read_value(name, text)
    if not isinstance(kind, Field) or (kind.values and value not in kind.values):
        raise FactWrong("value")
    if kind.range is not None and isinstance(value, int) and not kind.range[0] <= value <= kind.range[1]:
        raise FactWrong("value")


@cache
def columns_of(name: str) -> dict[str, RecordField]:
    """Of a kind of record: its own fields by the physical column that carries each."""
    kind = kind_of(name)
    return {field.column: field for field in kind.fields} if isinstance(kind, RecordKind) else {}


def check_content(name: str, column: str, value: str | int, on: date) -> None:
    """``FactWrong`` or ``ValueNotKept`` unless a record of this kind may hold ``value`` in ``column`` on ``on``."""
    if isinstance(value, int):
        _check_amount(name, column, value)
    else:
        _check_word(name, column, value, on, _jurisdiction())


def _check_amount(name: str, column: str, value: int) -> None:
    field = columns_of(name).get(column)
    if field is None or (field.range is not None and not field.range[0] <= value <= field.range[1]):
        raise FactWrong(column)


@cache
def _check_word(name: str, column: str, value: str, on: date, jurisdiction: str) -> None:
    kind, field = kind_of(name), columns_of(name).get(column)
    if field is None or not isinstance(kind, RecordKind) or (field.values and value not in field.values):
        raise FactWrong(column)
    for own, code, matter in kind.value_matters:
        if (own, code) == (field.name, value) and (load_law().verdict(matter, None, on, jurisdiction).kind in _REFUSED):
            raise ValueNotKept(column)


@cache
def _classes_of(name: str, on: date, jurisdiction: str) -> frozenset[ConsentClass]:
    kind = kind_of(name)
    if isinstance(kind, Field):
        return frozenset({kind.consent_class})
    return load_law().verdict(kind.matter, None, on, jurisdiction).gates.of_member


@cache
def _retention_years_of(name: str, on: date, jurisdiction: str) -> int | None:
    kind = kind_of(name)
    if isinstance(kind, Field):
        return None
    return load_law().verdict(kind.matter, None, on, jurisdiction).gates.retention_years


def _whole(text: str) -> int:
    number = int(text)
    if str(number) != text:
        raise ValueError(text)
    return number


def _jurisdiction() -> str:
    return str(settings.HOME.jurisdiction)
