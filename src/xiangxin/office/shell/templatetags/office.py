"""How values are written on pages: figures of every unit, days, instants, and bars that need no style attribute."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from xiangxin.kernel.text import Text
from xiangxin.office.shell import marks
from xiangxin.office.shell.problems import language
from xiangxin.scoring import wording

register = template.Library()


@register.filter
def words(text: object) -> str:
    """A ``Text`` in the reader's language; anything else as it is written."""
    return text.in_language(language()) if isinstance(text, Text) else str(text)


@register.simple_tag
def mark(sign: str) -> str:
    """A sign between words, as the reader's language writes it."""
    return marks.mark(sign)


@register.filter
def listed(several: Iterable[object]) -> str:
    """Several words in a row."""
    return marks.listed(words(one) for one in several)


@register.filter
def clauses(several: Iterable[object]) -> str:
    """Several clauses in a row."""
    return marks.listed((words(one) for one in several), clauses=True)


@register.filter
def money(fen: int | None) -> str:
    """Fen as people say the amount: ``8 万元``; a dash for an amount that is not known."""
    return "—" if fen is None else wording.yuan(fen).in_language(language())


@register.filter
def points(centi: int) -> str:
    """Hundredths of a point without loss: ``12.5``, with a true minus."""
    return wording.points(centi).replace("-", "−")


@register.filter
def rate(rate_bp: int) -> str:
    """Basis points as people say a rate: ``6.5%``."""
    return wording.rate_in_words(rate_bp)


@register.filter
def share(basis_points: int) -> str:
    """Basis points as a share of a whole, to a tenth of a percent: ``12.5%``."""
    return wording.share_in_words(basis_points)


@register.filter
def day(value: date | None) -> str:
    """A date in full: ``2026年3月2日``, in English ``2 March 2026``; of an instant the day that it is here."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    if language() == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {value:%B} {value.year}"


@register.filter
def moment(value: datetime | date) -> str:
    """An instant to the minute in the office's time; a mere date as a day."""
    if not isinstance(value, datetime):
        return day(value)
    return f"{day(value)} {timezone.localtime(value):%H:%M}"


@register.filter
def hour_known(value: datetime) -> str:
    """The same, but midnight sharp as a day: what came from paper says a day and no hour."""
    return day(value) if timezone.localtime(value).time() == time() else moment(value)


@register.filter
def machine(value: datetime | date) -> str:
    """The same for programs, after ISO 8601."""
    return value.isoformat()


@register.filter
def count(number: int | None) -> str:
    """A whole number with its thousands apart."""
    return "—" if number is None else f"{number:,}"


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the field is one box to tick."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def errors_in_words(field: BoundField) -> list[str]:
    """What is wrong with the field; a box that has to be ticked is not "filled in"."""
    unticked = is_checkbox(field) and any(error.code == "required" for error in field.errors.as_data())
    return [_("请先在这里打勾；不打勾就不能继续。")] if unticked else [str(error) for error in field.errors]


@register.simple_tag
def bar(share: float, tone: str = "fill", mark: float | None = None) -> str:
    """A bar filled to ``share`` percent, with a line at ``mark`` percent where the target stands. For eyes only."""
    filled = max(0.0, min(100.0, float(share)))
    line = "" if mark is None else _mark(float(mark))
    return format_html(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="bar-{}" x="0" y="0" width="{}" height="8"></rect>{}</svg>',
        tone,
        f"{filled:.2f}",
        line,
    )


def _mark(at: float) -> str:
    x = max(0.0, min(99.0, at - 0.5))
    return format_html('<rect class="bar-mark" x="{}" y="0" width="1" height="8"></rect>', f"{x:.2f}")
