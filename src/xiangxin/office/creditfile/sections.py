"""A file in the order in which people read it: who I am, what I live on, what others say, who was asked, scores, words.

Made of what a query has shown already; nothing is read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from xiangxin.kernel.text import Text
from xiangxin.law.model import Field, Supplier
from xiangxin.office.creditfile.queries.files import AnswerLine, CreditFile, FileLine, Said
from xiangxin.office.creditfile.queries.history import Version
from xiangxin.office.creditfile.registry import kind_of
from xiangxin.office.creditfile.terms import LIMITS
from xiangxin.office.creditfile.wanted import wanted
from xiangxin.office.creditfile.wording import SUPPLIERS, line_words, part_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_LIVELIHOOD = frozenset({"income_source", "land_use", "production"})
"""Matters of how somebody earns a living that need no written consent and stand beside those that do."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One line with its words.

    ``parts``: how a score from elsewhere is made up. ``stale``: older than the term of dated data. ``earlier``: its
    former versions.
    """

    line: FileLine
    words: str
    parts: tuple[str, ...]
    stale: bool
    ended: bool
    earlier: tuple[Version, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A group of lines. ``former``: values that do not hold on the day asked about."""

    key: str
    title: StrOrPromise
    empty: StrOrPromise
    lines: tuple[Shown, ...]
    former: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, by whoever answers for it."""

    supplier: Text
    labels: tuple[Text, ...]


TITLES: Mapping[str, tuple[StrOrPromise, StrOrPromise]] = {
    "who": (_("基本情况"), _("还没有登记居住、行为能力这类情况")),
    "living": (_("收入、财产和经营（本人说明）"), _("还没有说明收入和财产；不说明也不算不良")),
    "records": (_("别的单位提供的记录"), _("没有任何单位提供过记录")),
    "scores": (_("外部评分"), _("没有外部评分")),
}


def section_of(kind: str) -> str:
    """To which group a kind of fact belongs."""
    spec = kind_of(kind)
    if not isinstance(spec, Field):
        return "records"
    if spec.opaque:
        return "scores"
    if spec.supplied_by != "person":
        return "records"
    return "living" if spec.consent_class == "income_property" or spec.matter in _LIVELIHOOD else "who"


def sections(file: CreditFile, earlier: Mapping[UUID, Sequence[Version]]) -> tuple[Section, ...]:
    """All groups in their order, the empty ones too."""
    until = file.as_of - timedelta(days=LIMITS["stale_days"])
    said: dict[UUID | None, list[Said]] = {}
    for one in file.statements:
        said.setdefault(one.series, []).append(one)
    shown = [
        Shown(
            line,
            line_words(line),
            tuple(part_words(item) for item in line.items),
            _is_stale(line, until),
            line.ended_on is not None and line.ended_on <= file.as_of,
            tuple(earlier.get(line.series, ())),
            tuple(said.get(line.series, ())),
        )
        for line in (*file.values, *file.records)
    ]
    return tuple(_section(key, title, empty, shown) for key, (title, empty) in TITLES.items())


def none_found(file: CreditFile) -> tuple[AnswerLine, ...]:
    """Who was asked and said that there is nothing: the last answer of each, where no record of the kind stands."""
    standing = {line.kind for line in file.records}
    last: dict[tuple[str, str], AnswerLine] = {}
    for answer in sorted(file.answers, key=lambda one: one.asked_on):
        if answer.kind not in standing:
            last[answer.kind, answer.asked_of.zh] = answer
    return tuple(last.values())


def gaps(file: CreditFile, on: date) -> tuple[Gap, ...]:
    """What the policy of ``on`` reads and the file has not, among what is open to the viewer."""
    held = {line.kind for line in file.values if line.counts} | {line.kind for line in file.records}
    answered: dict[str, date] = {}
    for answer in file.answers:
        answered[answer.kind] = max(answer.asked_on, answered.get(answer.kind, answer.asked_on))
    missing: dict[Supplier, list[Text]] = {}
    for one in wanted(on):
        if one.classes <= set(file.classes) and not one.has(held, answered, file.as_of):
            missing.setdefault(one.supplied_by, []).append(one.label)
    return tuple(Gap(SUPPLIERS[by], tuple(labels)) for by, labels in missing.items())


def closed_classes(file: CreditFile, on: date) -> tuple[str, ...]:
    """Classes that the policy reads and that are not open to the viewer."""
    read = {name for one in wanted(on) for name in one.classes}
    return tuple(sorted(read - set(file.classes)))


def _is_stale(line: FileLine, until: date) -> bool:
    return line.counts and line.value is not None and line.happened_on is not None and line.happened_on <= until


def _section(key: str, title: StrOrPromise, empty: StrOrPromise, shown: Iterable[Shown]) -> Section:
    own = [one for one in shown if section_of(one.line.kind) == key]
    held = [one for one in own if one.line.holds or one.line.value is None]
    former = [one for one in own if not (one.line.holds or one.line.value is None)]
    return Section(key, title, empty, tuple(held), tuple(former))
