"""One table in the state its address asks for: which rows, in which order, on which page, and as what file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiangxin.office.shell.cells import Cell, cell_of, css_of
from xiangxin.office.shell.marks import mark
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.sheet import workbook
from xiangxin.office.shell.tables import Column, Filter, Rows, Table

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: ``way`` is ``up`` or ``down`` where the rows are sorted by it."""

    key: str
    label: StrOrPromise
    css: str
    href: str = ""
    way: str = ""

    @property
    def aria_sort(self) -> str:
        """The same for a screen reader."""
        return {"up": "ascending", "down": "descending"}.get(self.way, "")


@dataclass(frozen=True, slots=True)
class FilterView:
    """A filter with what was typed into it."""

    id: str
    name: str
    label: StrOrPromise
    type: str
    value: str
    groups: list[tuple[StrOrPromise, list[tuple[str, StrOrPromise]]]]
    hint: StrOrPromise
    pattern: str = ""
    error: StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class PageLink:
    """One place of the pager; without ``href`` a gap."""

    key: str
    label: StrOrPromise
    href: str = ""
    current: bool = False
    says: StrOrPromise = ""


class TableView:
    """What ``web/_table.html`` shows. ``shown`` are the rows themselves, for whoever must note that they were seen:
    those of the page, or all that an export holds."""

    def __init__(self, table: Table, request: HttpRequest, rows: Rows) -> None:
        self.table = table
        self.request = request
        self.given = request.GET
        self._total = _count(rows)
        self._found = self._narrowed(rows)
        self.count = _count(self._found)
        ordered = self._ordered(self._found)
        start = (self.page - 1) * self.size
        self.shown: list[Any] = list(ordered if self.is_export else ordered[start : start + self.size])

    # --- the state in the address -----------------------------------------------------------------------------------

    def _name(self, key: str) -> str:
        return f"{self.table.prefix}{key}"

    def _asked(self, key: str) -> str:
        return self.given.get(self._name(key), "")

    @property
    def is_export(self) -> bool:
        """Whether the address asks for a file."""
        return self.table.exports and self._asked("as") == XLSX

    @cached_property
    def order(self) -> str:
        """The key of the column sorted by, with a minus for downwards."""
        asked = self._asked("sort")
        return asked if self.table.column(asked.removeprefix("-")) else self.table.order

    @cached_property
    def size(self) -> int:
        """Rows on a page."""
        asked = self._asked("rows")
        return int(asked) if asked in {str(one) for one in self.table.sizes} else self.table.sizes[0]

    @cached_property
    def page(self) -> int:
        """The page's number, from one; the last where more is asked for."""
        asked = self._asked("page")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
        return max(1, min(number, self.last_page))

    @property
    def last_page(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.count // self.size))

    @cached_property
    def _active(self) -> list[tuple[Filter, str]]:
        given = [(one, self._asked(one.key).strip()) for one in self.table.filters]
        return [(one, value) for one, value in given if value]

    @cached_property
    def errors(self) -> dict[str, StrOrPromise]:
        """What is wrong with filters, by their keys. Then no row is shown: one that was not narrowed would mislead."""
        told = {one.key: one.wrong(value) for one, value in self._active}
        return {key: said for key, said in told.items() if said}

    def _narrowed(self, rows: Rows) -> Rows:
        if self.errors:
            return rows.none() if isinstance(rows, QuerySet) else []
        for one, value in self._active:
            rows = one.narrow(rows, value)
        return rows

    def _ordered(self, rows: Rows) -> Rows:
        key = self.order.removeprefix("-")
        column = next(one for one in self.table.columns if one.key == key)
        down = self.order.startswith("-")
        if isinstance(rows, QuerySet):
            fields = (column.sort,) if isinstance(column.sort, str) else column.sort
            if not isinstance(fields, tuple):
                return rows
            return rows.order_by(*(_way(field, down) for field in fields), "pk")
        by = column.sort if callable(column.sort) else column.value
        known = sorted((row for row in rows if by(row) is not None), key=by, reverse=down)
        return [*known, *(row for row in rows if by(row) is None)]

    def href(self, **changes: str) -> str:
        """The present address with some of this table's state changed; an empty value takes it out."""
        query = self.given.copy()
        for key, value in changes.items():
            name = self._name(key)
            query.pop(name, None)
            if value:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    # --- what the template asks for ---------------------------------------------------------------------------------

    @property
    def id(self) -> str:
        """The table's name on the page."""
        return self.table.id

    @property
    def title(self) -> StrOrPromise:
        """What the table is of."""
        return self.table.title

    @property
    def path(self) -> str:
        """The address without its state."""
        return self.request.path

    @property
    def columns(self) -> list[Head]:
        """The heads, each with the address that sorts by it."""
        return [self._head(column) for column in self.table.columns]

    def _head(self, column: Column) -> Head:
        css = css_of(column)
        if column.sort is None:
            return Head(column.key, column.label, css)
        way = {column.key: "up", f"-{column.key}": "down"}.get(self.order, "")
        following = f"-{column.key}" if way == "up" or (not way and _falls_first(column)) else column.key
        return Head(column.key, column.label, css, self.href(sort=following, page=""), way)

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """The cells of the rows shown."""
        return [[cell_of(column, row) for column in self.table.columns] for row in self.shown]

    @property
    def filters(self) -> list[FilterView]:
        """The filters, each with its present value."""
        return [
            FilterView(
                f"{self.id}-{one.key}",
                self._name(one.key),
                one.label,
                "date" if one.kind == "date" else "search",
                self._asked(one.key),
                one.grouped() if one.kind == "choice" else [],
                one.hint,
                one.pattern,
                self.errors.get(one.key, ""),
            )
            for one in self.table.filters
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """State that a new query of the filters keeps."""
        return [(self._name(key), self._asked(key)) for key in ("sort", "rows") if self._asked(key)]

    @property
    def others(self) -> list[tuple[str, str]]:
        """What the address says that is not this table's."""
        own = {self._name(key) for key in ("sort", "rows", "page", "as")}
        own |= {self._name(one.key) for one in self.table.filters}
        return list(_pairs(self.given, own))

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter hides rows."""
        return bool(self._active)

    @property
    def errors_in_words(self) -> str:
        """All that is wrong, each with the name of its filter, for the place where the rows would be."""
        labels = {one.key: one.label for one in self.table.filters}
        return " ".join(f"{labels[key]}{mark('：')}{said}" for key, said in self.errors.items())

    @property
    def count_in_words(self) -> str:
        """How many rows, and out of how many."""
        unit = f" {self.table.unit}" if language() == "zh" else ""
        words = {"count": f"{self.count:,}{unit}", "total": f"{self._total:,}{unit}"}
        if self.is_narrowed:
            return _("%(total)s中的 %(count)s") % words
        return _("共 %(count)s") % words

    @property
    def page_in_words(self) -> str:
        """Which rows these are."""
        first = (self.page - 1) * self.size + 1
        words = {"first": f"{first:,}", "last": f"{first + len(self.shown) - 1:,}", "count": f"{self.count:,}"}
        return _("第 %(first)s 至 %(last)s 行，共 %(count)s 行") % words

    @property
    def pages(self) -> list[PageLink]:
        """The pager; empty where everything fits on one page."""
        if self.last_page == 1:
            return []
        near = sorted({1, self.last_page, *range(max(1, self.page - 2), min(self.last_page, self.page + 2) + 1)})
        links = [] if self.page == 1 else [self._page_link("before", _("上一页"), self.page - 1)]
        for number, previous in zip(near, [0, *near], strict=False):
            if number - previous > 1:
                links.append(PageLink(f"gap-{number}", "…"))
            links.append(self._page_link(str(number), str(number), number))
        if self.page < self.last_page:
            links.append(self._page_link("after", _("下一页"), self.page + 1))
        return links

    def _page_link(self, key: str, label: str, number: int) -> PageLink:
        says = _("第 %(number)s 页") % {"number": number} if label == str(number) else ""
        current = number == self.page and label == str(number)
        return PageLink(key, label, self.href(page=str(number) if number > 1 else ""), current, says)

    @property
    def sizes(self) -> list[PageLink]:
        """How many rows a page may have; empty where the smallest page holds everything."""
        if self.count <= self.table.sizes[0]:
            return []
        return [
            PageLink(str(one), str(one), self.href(rows=str(one), page=""), one == self.size)
            for one in self.table.sizes
        ]

    @property
    def export_href(self) -> str:
        """The address of the same rows as a file; empty where rows may not leave."""
        return self.href(**{"as": XLSX, "page": ""}) if self.table.exports else ""

    none_found = gettext_lazy("没有符合条件的内容")
    none_found_do = gettext_lazy("请放宽条件，或清除全部条件再看。")
    unfit = gettext_lazy("有条件填得不对")
    reset_label = gettext_lazy("清除条件")

    @property
    def reset_href(self) -> str:
        """The address without any filter."""
        return self.href(page="", **{one.key: "" for one in self.table.filters})

    @property
    def empty(self) -> StrOrPromise:
        """What is not there."""
        return self.table.empty

    @property
    def empty_do(self) -> StrOrPromise:
        """What to do about it."""
        return self.table.empty_do

    @property
    def empty_href(self) -> str:
        """Where to do it."""
        return self.table.empty_href

    @property
    def empty_label(self) -> StrOrPromise:
        """What the button says."""
        return self.table.empty_label

    def workbook(self) -> HttpResponse:
        """All rows found, as a file for Excel."""
        return workbook(self.table, self.shown)


def _count(rows: Rows) -> int:
    return rows.count() if isinstance(rows, QuerySet) else len(rows)


def _way(field: str, down: bool) -> str:
    turned = field.removeprefix("-") if field.startswith("-") else f"-{field}"
    return turned if down else field


def _falls_first(column: Column) -> bool:
    return column.kind in ("number", "money", "share", "date", "moment")


def _pairs(query: QueryDict, without: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name, values in query.lists():
        if name not in without:
            yield from ((name, str(value)) for value in values)
