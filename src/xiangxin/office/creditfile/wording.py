"""What a fact says, in words of the reader's language: yes and no, choices by their labels, money in yuan.

A value never stands on a page as a code.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xiangxin.kernel.text import Text
from xiangxin.kernel.units import PPM_PER_UNIT
from xiangxin.law.model import Field
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.creditfile.queries.files import FileLine, Item
from xiangxin.office.creditfile.registry import Value, kind_of, read_value
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.templatetags.office import points
from xiangxin.scoring.wording import percent, yuan

SUPPLIERS = {
    "person": Text("本人", "the person"),
    "lender": Text("银行查自己的账", "the bank, from its own books"),
    "bureau": Text("征信机构", "the credit bureau"),
    "court": Text("法院", "the court"),
    "authority": Text("主管机关", "the authority"),
    "insurer": Text("保险机构", "the insurer"),
}
"""Who answers for a fact, as the registry of law says it by a code."""


def value_words(kind: str, value: Value) -> str:
    """A value of a field."""
    field, tongue = kind_of(kind), language()
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return _number(field.type if isinstance(field, Field) else "number", value)
    labels = dict(field.value_labels) if isinstance(field, Field) else {}
    return labels[value].in_language(tongue) if value in labels else value


def _number(kind: str, value: int) -> str:
    if kind == "money":
        return yuan(value).in_language(language())
    if kind == "points":
        return ngettext("%(points)s 分", "%(points)s 分", _how_many(value)) % {"points": points(value)}
    if kind == "percent":
        return percent(Fraction(value, PPM_PER_UNIT))
    return f"{value:,}"


def _how_many(centi: int) -> int:
    """The number that chooses between "point" and "points"."""
    return 1 if centi == 100 else 2


def line_words(line: FileLine) -> str:
    """What a line of a file says beside its label; a record may say nothing more than that it is there."""
    if line.value is not None:
        return value_words(line.kind, line.value)
    return _record_words(line.category, line.level, line.amount_fen)


def part_words(item: Item) -> str:
    """A part of a score from elsewhere, with its points where they were told."""
    if item.points_centi is None:
        return item.label
    said = ngettext("%(label)s：%(points)s 分", "%(label)s：%(points)s 分", _how_many(item.points_centi))
    return said % {"label": item.label, "points": points(item.points_centi)}


def fact_words(fact: Fact) -> str:
    """The same of a stored version."""
    if isinstance(kind_of(fact.kind), Field):
        return value_words(fact.kind, read_value(fact.kind, fact.value))
    labels = [code_words(fact.kind, column, getattr(fact, column)) for column in ("category", "level")]
    return _record_words(labels[0], labels[1], fact.amount_fen)


def code_words(kind: str, column: str, code: str) -> Text | None:
    """A code of a record in words."""
    spec = kind_of(kind)
    if not code or isinstance(spec, Field):
        return None
    own = next((one.name for one in spec.fields if one.column == column), "")
    return next((words for name, value, words in spec.value_labels if (name, value) == (own, code)), Text(code, code))


def _record_words(category: Text | None, level: Text | None, amount_fen: int | None) -> str:
    tongue = language()
    said = [one.in_language(tongue) for one in (category, level) if one is not None]
    if amount_fen is not None:
        said.append(yuan(amount_fen).in_language(tongue))
    return " · ".join(said) or _("有这条记录")
