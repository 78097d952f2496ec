"""The list of kinds and benefits: what the file drafts, and what a county has adopted. It knows no person.

A benefit is one of ``choices.Brings`` and says what somebody without points gets; a kind is an honour that law lets
count. ``ValueError`` for a file that says anything else: there is no key for taking points off.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from xiangxin.kernel.canonical import digest
from xiangxin.kernel.errors import UnreadableInput
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import plain, read_yaml
from xiangxin.law.load import load_law
from xiangxin.office.incentives.choices import Brings

FILE = Path(__file__).parent / "data" / "points.yaml"
V = TypeVar("V")
ANY = "any"
"""The level of what has none."""
HONOUR = "honour"


@dataclass(frozen=True, slots=True)
class Benefit:
    """What points bring. ``without``: what somebody without them gets, in words."""

    id: str
    brings: str
    points: int
    label: Text
    what: Text
    without: Text


@dataclass(frozen=True, slots=True)
class Declined:
    """What a source asks for and is not done, with the reason."""

    what: Text
    source: Text
    why: Text


@dataclass(frozen=True, slots=True)
class Points:
    """The whole list. ``kinds``: points by kind and level. ``years``: how long an entry brings something."""

    code: str
    version: int
    from_on: date
    title: Text
    source: Text
    years: int
    kinds: Mapping[str, Mapping[str, int]]
    declined: tuple[Declined, ...]
    benefits: Mapping[str, Benefit]
    content: Mapping[str, Any]

    @property
    def hash(self) -> str:
        """What two persons agree to."""
        return digest(dict(self.content))

    @property
    def written(self) -> str:
        """The list as it is stored."""
        return json.dumps(self.content, ensure_ascii=False, sort_keys=True)

    def with_benefits(self, chosen: Iterable[str]) -> Points:
        """The same list with these benefits only; ``KeyError`` for one it has not."""
        kept = {name: self.content["benefits"][name] for name in sorted(set(chosen))}
        return read_points({**self.content, "benefits": kept})


@cache
def draft() -> Points:
    """The list as the file says it."""
    node, findings = read_yaml(FILE.read_text(encoding="utf-8"), FILE.name)
    if node is None:
        raise UnreadableInput(findings)
    content = cast("dict[str, Any]", plain(node))
    return read_points({**content, "from": str(content["from"])})


@cache
def stored(written: str) -> Points:
    """A list as it was adopted."""
    return read_points(json.loads(written))


def read_points(content: Mapping[str, Any]) -> Points:
    """Read and check a list. Kinds and levels stand in the order of law, benefits by their points."""
    benefits = [_benefit(name, one) for name, one in content["benefits"].items()]
    return Points(
        content["code"],
        content["version"],
        date.fromisoformat(content["from"]),
        Text(**content["title"]),
        Text(**content["source"]),
        _positive(content["years"]["value"]),
        _ordered({name: _levels(name, by_level) for name, by_level in content["kinds"].items()}, _labels("category")),
        tuple(Declined(Text(**one["what"]), Text(**one["source"]), Text(**one["why"])) for one in content["declined"]),
        {one.id: one for one in sorted(benefits, key=lambda one: (one.points, one.id))},
        content,
    )


def kind_label(kind: str) -> Text:
    """What a kind is called, as law calls the honour."""
    return _labels("category")[kind]


def level_label(level: str) -> Text:
    """What a level is called; of what has none, that."""
    return Text("不分级", "no levels") if level == ANY else _labels("level")[level]


def _labels(field: str) -> Mapping[str, Text]:
    return {value: label for name, value, label in load_law().record_kinds[HONOUR].value_labels if name == field}


def _levels(kind: str, by_level: Mapping[str, int]) -> Mapping[str, int]:
    own_matter = {value for name, value, _ in load_law().record_kinds[HONOUR].value_matters if name == "category"}
    if kind not in _labels("category") or kind in own_matter:
        raise ValueError(f"{kind} is no honour that may count")
    if not by_level or not set(by_level) <= {ANY, *_labels("level")}:
        raise ValueError(f"{kind} has no levels, or one that nobody knows")
    return _ordered({level: _positive(points) for level, points in by_level.items()}, (ANY, *_labels("level")))


def _ordered(found: Mapping[str, V], names: Iterable[str]) -> Mapping[str, V]:
    return {name: found[name] for name in names if name in found}


def _benefit(name: str, one: Mapping[str, Any]) -> Benefit:
    if one["brings"] not in Brings.values:
        raise ValueError(f"{name} brings {one['brings']!r}, which is not among what points may bring")
    return Benefit(
        name,
        one["brings"],
        _positive(one["points"]),
        Text(**one["label"]),
        Text(**one["what"]),
        Text(**one["without"]),
    )


def _positive(number: object) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise ValueError(f"{number!r} is no positive whole number")
    return number
