"""What a kept row says, in words for whoever compares: what is new, and of what changes the old beside the new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from xiangxin.interop.words import PROCEDURE, RECORD_SEVERITY
from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.law.model import Field
from xiangxin.office.creditfile.registry import read_value
from xiangxin.office.intake.before import standing_words
from xiangxin.office.intake.candidates import HOUSEHOLD
from xiangxin.office.intake.catalog import AS_OF, Form, label_of, spec_of
from xiangxin.office.intake.operators import operator_words
from xiangxin.office.intake.places import areas_of_files
from xiangxin.office.shell.templatetags.office import points
from xiangxin.scoring.wording import same, yuan

_NAMES = (
    "value", "category", "level", "amount_fen", "happened_on", "ended_on", "document_no", "authority", "procedure",
    "catalogue_code", "severity", "told_on", "final", "sealed",
)  # fmt: skip
_YES, _NO = Text("是", "Yes"), Text("否", "No")
_NOTHING = Text("（空）", "(blank)")


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a row. ``old`` is None where nothing was known before."""

    label: Text
    new: Text
    old: Text | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a submission as it is shown. ``shows``: the kinds of facts on it, for the note of the look."""

    sheet: str
    row: int
    person: UUID
    name: str = field(repr=False)
    number: str = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    shows: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Describer:
    """Puts rows of one form into words. ``households``: whether a row that registers somebody says in which."""

    labels: Mapping[str, Text]
    places: Mapping[str, str]
    households: bool

    @staticmethod
    def of(form: Form, on: date, *, households: bool = True) -> Describer:
        """For a form on a day."""
        labels = {column.name: column.label for column in spec_of(form, on).columns}
        if form.reads == "values":
            labels["happened_on"] = labels[AS_OF]
        areas = areas_of_files(on)
        return Describer(labels, {code: areas.full_name(code) for code in areas.by_code}, households)

    def line(self, kept: Mapping[str, Any]) -> Line:
        """The words of one kept row."""
        parts: list[Part] = []
        shows: set[str] = set()
        for fact, old in zip(kept.get("facts", ()), kept.get("old", ()), strict=True):
            parts += self._fact(fact, old)
            shows.add(fact["kind"])
        if "answer" in kept:
            kind, asked_on = kept["answer"]
            parts.append(Part(label_of(kind), Text(f"{asked_on} 查询，没有记录", f"asked on {asked_on}, none")))
            shows.add(kind)
        if "operator" in kept:
            parts += [Part(*three) for three in operator_words(kept, self.labels)]
        if "standing" in kept:
            parts += [Part(*three) for three in standing_words(kept, self.labels)]
            shows.add(f"standing_{kept['standing']['kind']}")
        if "contact" in kept:
            area, _name, phone = kept["contact"]
            parts += self._place(area)
            parts.append(Part(self.labels["phone"], _masked(phone)))
        if "registration" in kept:
            _name, _number, area, phone, _household = kept["registration"]
            parts += self._place(area)
            if self.households:
                number = kept.get(HOUSEHOLD, "")
                parts.append(Part(self.labels[HOUSEHOLD], Text(number, number) if number else _NOTHING))
            parts.append(Part(self.labels["phone"], _masked(phone)))
        return Line(
            kept["sheet"], kept["row"], UUID(kept["person"]), kept["name"], kept["number"], tuple(parts),
            frozenset(shows),
        )  # fmt: skip

    def _place(self, area: str) -> list[Part]:
        place = self.places.get(area, area)
        return [Part(self.labels["village_code"], Text(place, place))]

    def _fact(self, fact: Mapping[str, Any], old: Mapping[str, Any] | None) -> list[Part]:
        kind = fact["kind"]
        found = []
        for name in _NAMES:
            new, was = said(kind, name, fact.get(name)), said(kind, name, (old or {}).get(name))
            if new is None and was is None:
                continue
            if old is None:
                found.append(Part(self._label(kind, name), new or _NOTHING))
            elif new != was:
                found.append(Part(self._label(kind, name), new or _NOTHING, was or _NOTHING))
        if kind in load_law().record_kinds and found and "kind" in self.labels:
            found.insert(0, Part(self.labels["kind"], label_of(kind)))
        return found

    def _label(self, kind: str, name: str) -> Text:
        return label_of(kind) if name == "value" else self.labels.get(name, Text(name, name))


def said(kind: str, name: str, value: Any) -> Text | None:
    """One stored value in words; None for none."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return _YES if value else _NO
    if name == "amount_fen":
        return yuan(value)
    if name == "value":
        return _value(kind, value)
    if name in ("category", "level"):
        own = {f"{spec.column}:{code}": label for spec, code, label in _words_of(kind)}
        return own.get(f"{name}:{value}", Text(value, value))
    known = {"procedure": PROCEDURE, "severity": RECORD_SEVERITY}.get(name, {}).get(value)
    return known or Text(str(value), str(value))


def _words_of(kind: str) -> list[tuple[Any, str, Text]]:
    record = load_law().record_kinds[kind]
    by_name = {spec.name: spec for spec in record.fields}
    return [(by_name[name], code, label) for name, code, label in record.value_labels]


def _value(kind: str, text: str) -> Text:
    spec = load_law().fields[kind]
    value = read_value(kind, text)
    if isinstance(value, bool):
        return _YES if value else _NO
    if spec.type == "money" and isinstance(value, int):
        return yuan(value)
    if spec.type == "points" and isinstance(value, int):
        return same(points(value))
    return _choice(spec, text)


def _choice(spec: Field, text: str) -> Text:
    return dict(spec.value_labels).get(text, Text(text, text))


def _masked(phone: str) -> Text:
    shown = f"{phone[:3]}****{phone[-4:]}" if len(phone) > 7 else "—"
    return Text(shown, shown)
