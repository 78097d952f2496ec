"""What law lets a feed bring, a form at a time: ``data/filters.yaml``, applied before anything is sealed or staged.

It refuses more than the form does, never less: a machine sends what it was told to, so what a row does not say for
itself is not taken. Rows that pass go the same way as any table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from xiangxin.interop.cells import normal
from xiangxin.interop.headers import header_cell, header_key
from xiangxin.interop.settings import YES_WORDS
from xiangxin.interop.sheets import SheetSpec
from xiangxin.kernel.money import plain_yuan
from xiangxin.kernel.yamlfile import shipped
from xiangxin.office.feeds.shapes import Cell
from xiangxin.office.intake.catalog import Form, forms

FILE = Path(__file__).parent / "data" / "filters.yaml"


@dataclass(frozen=True, slots=True)
class Must:
    """A column that each row needs with one of the words its form's check lets pass; why another row is refused."""

    column: str
    words: frozenset[str]
    code: str


@dataclass(frozen=True, slots=True)
class Named:
    """A column and the code that is told about it."""

    column: str
    code: str


@dataclass(frozen=True, slots=True)
class Filter:
    """What a form's feed needs of a row. ``over``: the code for a matter that was over before it came."""

    must: tuple[Must, ...]
    yes: tuple[Named, ...]
    needed: tuple[Named, ...]
    positive: tuple[Named, ...]
    over: str

    def refuses(self, row: Mapping[str, Cell]) -> str:
        """Why the row may not come in, by its columns' own names and header keys; empty where it may."""
        for must in self.must:
            if _text(row.get(must.column)) not in must.words:
                return must.code
        for needed in self.needed:
            if not _text(row.get(needed.column)):
                return needed.code
        for yes in self.yes:
            if not is_yes(row.get(yes.column)):
                return yes.code
        for positive in self.positive:
            if not is_yes(row.get(positive.column)):
                return positive.code
        return ""


@cache
def filters() -> Mapping[str, Filter]:
    """Every form that may come by machine, with its filter; ``ValueError`` where one names an unknown form."""
    content = shipped(FILE)
    strange = set(content) - set(forms())
    if strange:
        raise ValueError(f"filters.yaml names {sorted(strange)}, which are no forms")
    return {name: _filter(forms()[name], entry or {}) for name, entry in content.items()}


def _filter(form: Form, entry: Mapping[str, Any]) -> Filter:
    checks = {check.name: check for check in form.checks}
    return Filter(
        must=tuple(
            Must(one["column"], frozenset(checks[one["column"]].allowed), one["code"]) for one in entry.get("must", ())
        ),
        yes=_named(entry.get("yes", ())),
        needed=_named(entry.get("needed", ())),
        positive=_named(entry.get("positive", ())),
        over=str(entry.get("over", "")),
    )


def _named(entries: Iterable[Mapping[str, str]]) -> tuple[Named, ...]:
    return tuple(Named(one["column"], one["code"]) for one in entries)


def by_column(spec: SheetSpec, row: Mapping[str, Cell]) -> dict[str, Cell] | None:
    """The row with the form's own names of columns where its keys are one of their headers, else the header's key.

    Money under a column's own name is a whole number of fen, under a header yuan as on paper; both come out as yuan.
    None where two keys are one column, or an amount has another unit: nothing is guessed.
    """
    names = _names(spec)
    money = frozenset(column.name for column in spec.columns if column.kind == "amount")
    found: dict[str, Cell] = {}
    for key, cell in row.items():
        header = header_cell(normal(key))
        name = key if key in names.values() else names.get(header.key, header.key)
        if name in found or (name in money and header.yuan not in (None, 1)):
            return None
        if key not in money or cell is None:
            found[name] = cell
        elif isinstance(cell, int) and not isinstance(cell, bool):
            found[name] = plain_yuan(cell)
        else:
            return None
    return found


def _names(spec: SheetSpec) -> dict[str, str]:
    names: dict[str, str] = {}
    for column in spec.columns:
        for label in (column.label.zh, column.label.en, column.header.zh, *column.aliases):
            names.setdefault(header_key(normal(label)), column.name)
    return names


def is_yes(cell: Cell) -> bool:
    """Whether a cell says yes; a blank one does not."""
    return cell is True or normal(_text(cell)).lower() in YES_WORDS


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()
