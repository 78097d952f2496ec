"""Figures of a dry run as its page writes them: what may not be shown is a star."""

from __future__ import annotations

from django import template

from xiangxin.office.shell.cells import shown_count
from xiangxin.office.shell.templatetags.office import money
from xiangxin.scoring.smallcells import HIDDEN

register = template.Library()


@register.filter
def few(number: int | None) -> str:
    """A count that may be too small to be shown."""
    return shown_count(number)


@register.filter
def few_money(fen: int | None) -> str:
    """A sum that may tell one person's part."""
    return HIDDEN if fen is None else money(fen)
