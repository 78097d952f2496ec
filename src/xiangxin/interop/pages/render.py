"""From explanations to files. Templates escape everything; the only style is the page's own, named by its hash."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from xiangxin.kernel.divisions import parent_of
from xiangxin.kernel.text import Text
from xiangxin.scoring.explanation import Explanation
from xiangxin.scoring.wording import points, word, yuan

_FOLDER = Path(__file__).parent
PAGE_MARK = "xiangxin explanation"
"""Stands in the head of every person's page, so that a file of ours is known again."""

SHORTEST_NAME = 8
_GIVEN_NAME_SHOWN = 1


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A line of the list: for the receiver, who may see its own applicants; the name is masked all the same.

    ``number_end``: the last four characters of the identity number.
    """

    village_code: str
    name: str
    number_end: str
    status: Text
    page: str


@dataclass(frozen=True, slots=True)
class IndexVillage:
    """The people of a village, and of which township it is."""

    code: str
    name: str
    entries: tuple[IndexEntry, ...]


@dataclass(frozen=True, slots=True)
class IndexTownship:
    """The villages of a township that have anybody in them."""

    code: str
    name: str
    villages: tuple[IndexVillage, ...]


def person_page(explanation: Explanation, masked_name: str = "", number_end: str = "") -> str:
    """The page of one person, both languages in one file. ``number_end``: by which it is held against a card."""
    return _render(
        "person.html.j2",
        e=explanation,
        name=masked_name,
        number_end=number_end,
        mark=PAGE_MARK,
        points=points,
        word=word,
        yuan=yuan,
        to_supply=word("points.unknown"),
        unconfirmed=word("law.unconfirmed"),
    )


def index_page(title: Text, receiver: Text, names: Mapping[str, str], entries: Iterable[IndexEntry]) -> str:
    """The list of pages of a run by township and village. ``names``: of areas by code; an unknown code is shown."""
    townships = tuple(_townships(names, entries))
    return _render("index.html.j2", title=title, receiver=receiver, townships=townships)


def _townships(names: Mapping[str, str], entries: Iterable[IndexEntry]) -> Iterator[IndexTownship]:
    in_order = sorted(entries, key=lambda entry: (entry.village_code, entry.name, entry.number_end, entry.page))
    villages = [
        IndexVillage(code, names.get(code, code), tuple(people))
        for code, people in groupby(in_order, key=lambda entry: entry.village_code)
    ]
    for code, group in groupby(villages, key=lambda village: parent_of(village.code, "township")):
        yield IndexTownship(code, names.get(code, code), tuple(group))


def page_names(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """A short file name for each person: the beginning of the id, as long as it must be to differ from all others."""
    wanted = list(ids)
    length = SHORTEST_NAME
    while len({id_.hex[:length] for id_ in wanted}) < len(set(wanted)):
        length += 1
    return {id_: f"{id_.hex[:length]}.html" for id_ in wanted}


def masked(name: str) -> str:
    """A name as it may stand on paper that others see: the first and, from three characters, the last one."""
    if len(name) < 2:
        return name
    return name[0] + "*" if len(name) == 2 else f"{name[0]}{'*' * (len(name) - 2)}{name[-_GIVEN_NAME_SHOWN]}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> str:
    return (_FOLDER / "page.css").read_text(encoding="utf-8")


def _render(template: str, **values: object) -> str:
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        _environment().get_template(template).render(style=_safe(style), style_hash=_safe(f"sha256-{digest}"), **values)
    )


def _safe(text: str) -> Markup:
    """Our own style, which must reach the browser byte for byte for its hash to hold."""
    return Markup(text)  # noqa: S704 - a file of this package, never a word of a person or a policy
