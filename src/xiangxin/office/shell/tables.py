"""Tables of every room: declared as data, sorted, filtered, paged and exported by one piece of code.

A room says which columns there are, how a value is taken from a row, and by what a reader may sort and filter; all
else in the address is ignored. The state of a table is its address, so that it can be kept, sent and found again. Which
rows there are is decided before, by a query that knows the viewer; a table never widens it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Choices: TypeAlias = Iterable[tuple[str, StrOrPromise]] | Callable[[], Iterable[tuple[str, StrOrPromise]]]

Rows: TypeAlias = "QuerySet[Any] | Sequence[Any]"
Kind = Literal["text", "number", "money", "date", "moment", "share", "badge"]
FilterKind = Literal["search", "choice", "date"]

SEARCH = _("查找")
SIZES = (20, 50, 100)
"""Rows on one page, as the reader chooses; the first unless asked."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``value`` takes the plain value from a row; that is what is exported.

    ``sort`` names the fields by which the database sorts or, for a list of rows, is a function of the row; a column
    without it cannot be sorted by. ``kind`` says how the value is written: ``money`` is fen, ``share`` is percent.
    ``small`` is a second line, ``href`` leads somewhere, ``tone`` colours a badge, ``heads`` makes it the row's head.
    """

    key: str
    label: StrOrPromise
    value: Callable[[Any], Any]
    kind: Kind = "text"
    sort: str | tuple[str, ...] | Callable[[Any], Any] | None = None
    small: Callable[[Any], Any] | None = None
    href: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    heads: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A way to narrow the rows. ``narrow`` gets the rows and what was typed or chosen, never anything else.

    ``choices`` are pairs of value and words, or a function that finds them. ``refuses`` says what is wrong with what
    was typed, and nothing where it is fit; so do the kinds for what is no choice and no day. No row is shown then.
    ``pattern`` is a regular expression that the browser checks before anything is sent: what is sent stands in the
    address, and not everything that somebody may type may stand there. ``group`` names the headline under which a
    choice is listed, for a list too long to read through.
    """

    key: str
    label: StrOrPromise
    narrow: Callable[[Rows, str], Rows]
    kind: FilterKind = "search"
    choices: Choices = ()
    hint: StrOrPromise = ""
    refuses: Callable[[str], StrOrPromise] | None = None
    pattern: str = ""
    group: Callable[[str], StrOrPromise] | None = None

    def offered(self) -> list[tuple[str, StrOrPromise]]:
        """The choices, where there are any."""
        return list(self.choices() if callable(self.choices) else self.choices)

    def grouped(self) -> list[tuple[StrOrPromise, list[tuple[str, StrOrPromise]]]]:
        """The choices under their headlines, in the order they are offered; one group without a name where none are."""
        found: dict[StrOrPromise, list[tuple[str, StrOrPromise]]] = {}
        for value, words in self.offered():
            found.setdefault(self.group(value) if self.group is not None else "", []).append((value, words))
        return list(found.items())

    def wrong(self, given: str) -> StrOrPromise:
        """What is wrong with what was typed or chosen, and how to mend it; empty where nothing is."""
        if self.kind == "choice" and given not in {value for value, _words in self.offered()}:
            return _("没有“%(given)s”这个选项，请从列表里选。") % {"given": given[:40]}
        if self.kind == "date" and not _is_date(given):
            return _("“%(given)s”不是日期，请写成 2026-01-31 这样。") % {"given": given[:40]}
        return self.refuses(given) if self.refuses is not None else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is declared once. ``unit`` is the word by which Chinese counts the rows (个村, 笔); English counts
    without one. ``order`` is a column's key, with a minus for the other way. ``empty`` says what is not there and
    ``empty_do`` what to do about it.

    A view makes a ``tableview.TableView`` of it. Two tables on one page need different ``id`` and ``prefix``.
    ``exports`` is False where rows may not leave.
    """

    id: str
    title: StrOrPromise
    unit: str
    columns: tuple[Column, ...]
    order: str
    empty: StrOrPromise
    empty_do: StrOrPromise
    filters: tuple[Filter, ...] = ()
    prefix: str = ""
    exports: bool = True
    empty_href: str = ""
    empty_label: StrOrPromise = ""
    sizes: tuple[int, ...] = SIZES

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys) or self.order.removeprefix("-") not in keys:
            raise ValueError(f"table {self.id}: keys of columns must differ, and the order must be one of them")

    def column(self, key: str) -> Column | None:
        """The column with this key, if a reader may sort by it."""
        return next((one for one in self.columns if one.key == key and one.sort is not None), None)


def search(*fields: str, label: StrOrPromise = SEARCH, hint: StrOrPromise = "", key: str = "q") -> Filter:
    """A box that finds rows of a query set where one of ``fields`` contains what was typed."""

    def narrow(rows: Rows, typed: str) -> Rows:
        wanted = Q()
        for field in fields:
            wanted |= Q(**{f"{field}__icontains": typed})
        return cast("QuerySet[Any]", rows).filter(wanted)

    return Filter(key, label, narrow, "search", hint=hint)


def choice(field: str, label: StrOrPromise, choices: Choices, key: str = "") -> Filter:
    """A list to choose from; rows of a query set whose ``field`` has the chosen value."""
    return Filter(key or field, label, _by(field, str), "choice", choices)


def since(field: str, label: StrOrPromise) -> Filter:
    """A day; rows of a query set whose ``field`` is not before it."""
    return Filter(f"{field}_since", label, _by(f"{field}__gte", date.fromisoformat), "date")


def until(field: str, label: StrOrPromise) -> Filter:
    """A day; rows of a query set whose ``field`` is not after it."""
    return Filter(f"{field}_until", label, _by(f"{field}__lte", date.fromisoformat), "date")


def _by(lookup: str, read: Callable[[str], object]) -> Callable[[Rows, str], Rows]:
    return lambda rows, given: cast("QuerySet[Any]", rows).filter(**{lookup: read(given)})


def _is_date(given: str) -> bool:
    """A day that has a day before and one after it, which is asked for too."""
    try:
        return date.min < date.fromisoformat(given) < date.max
    except ValueError:
        return False
