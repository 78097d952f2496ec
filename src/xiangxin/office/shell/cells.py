"""How a value becomes the cell of a table on a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.html import format_html

from xiangxin.kernel.money import format_fen
from xiangxin.kernel.text import Text
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tables import Column
from xiangxin.office.shell.templatetags.office import bar
from xiangxin.scoring.smallcells import HIDDEN

UNKNOWN = "—"
_CSS = {"number": "to-right", "money": "to-right", "share": "to-right", "date": "to-date", "moment": "to-date"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its words, and how they are shown."""

    text: str
    kind: str
    css: str
    tag: str
    small: str
    href: str
    tone: str
    share: float

    @property
    def html(self) -> str:
        """The cell on the page. Written here and not by a template: a page of a table has some hundreds of cells."""
        small = format_html("<small>{}</small>", self.small) if self.small else ""
        scope = format_html(' scope="{}"', "row") if self.tag == "th" else ""
        return format_html('<{0}{1} class="{2}">{3}{4}</{0}>', self.tag, scope, self.css, self._words, small)

    @property
    def _words(self) -> str:
        if self.kind == "badge":
            return format_html('<span class="badge badge-{}">{}</span>', self.tone, self.text) if self.text else ""
        if self.kind == "share":
            return format_html('<div class="share">{}<span class="number">{}</span></div>', bar(self.share), self.text)
        return format_html('<a href="{}">{}</a>', self.href, self.text) if self.href else self.text


def css_of(column: Column) -> str:
    """The class of the column's cells."""
    return _CSS.get(column.kind, "to-keep" if column.kind == "badge" else "")


def cell_of(column: Column, row: Any) -> Cell:
    """The cell of one row in one column."""
    value = column.value(row)
    return Cell(
        text=written(value, column.kind),
        kind="text" if value is None else column.kind,
        css=css_of(column),
        tag="th" if column.heads else "td",
        small=written(column.small(row), "text") if column.small and column.small(row) else "",
        href=column.href(row) if column.href else "",
        tone=column.tone(row) if column.tone else "none",
        share=float(value) if column.kind == "share" and value is not None else 0.0,
    )


def shown_count(value: int | None) -> str:
    """A count, or what stands for one that is too small to be shown."""
    return HIDDEN if value is None else f"{value:,}"


def written(value: Any, kind: str) -> str:
    """The value in words; days as ISO 8601, because a column of them is compared at a glance."""
    if value is None:
        return UNKNOWN
    if kind == "money":
        return format_fen(value, language()).removesuffix(" 元").removeprefix("CNY ")
    if kind == "share":
        return f"{float(value):.1f}%"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Text):
        return value.in_language(language())
    return f"{value:,}" if kind == "number" and isinstance(value, int) else str(value)
