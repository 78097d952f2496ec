"""Codes of the log in the words of everyday: rooms, pages, fields, and where to complain. Read once from ``data/``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped
from xiangxin.law.load import load_law

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Place:
    """Where to complain; ``kinds`` are those of the institutions that are then named."""

    text: Text
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Complaint:
    """``name`` tells how to learn who it was."""

    name: Text
    places: tuple[Place, ...]


def room_words(act: str) -> Text:
    """The part of the office to which an act belongs."""
    name = act.partition(".")[0]
    return rooms().get(name, Text(name, name))


def page_words(what: str) -> Text:
    """Which page, export or task it was."""
    return pages().get(what, Text(what, what))


def field_words(name: str) -> Text:
    """What a field holds."""
    known = fields().get(name)
    if known is not None:
        return known
    of_law = load_law().fields.get(name) or load_law().record_kinds.get(name)
    return Text(name, name) if of_law is None else of_law.label


def purpose_words(purpose: str) -> Text:
    """What for."""
    known = load_law().purposes.get(purpose)
    return Text(purpose, purpose) if known is None else known.label


@cache
def rooms() -> dict[str, Text]:
    """The words of the parts of the office that acts are named after, in the order in which lists show them."""
    return _texts("rooms")


@cache
def pages() -> dict[str, Text]:
    """The words of every ``what`` of a look."""
    return _texts("pages")


@cache
def fields() -> dict[str, Text]:
    """The words of what is shown besides the fields of a credit file."""
    return _texts("fields")


@cache
def complaint() -> Complaint:
    """What to do when something looks wrong. ``ValueError`` where a text says neither source nor assumption."""
    content = _read("complaint")
    for entry in (content["name"], *content["places"]):
        if not entry.get("source") and not entry.get("assumption"):
            raise ValueError("complaint.yaml: a text says neither its source nor why it is assumed")
    places = tuple(Place(Text(**one["text"]), tuple(one["kinds"])) for one in content["places"])
    return Complaint(Text(**content["name"]["text"]), places)


def check() -> None:
    """Read every file."""
    for read in (rooms, pages, fields, complaint):
        read()


def _texts(name: str) -> dict[str, Text]:
    return {key: Text(**words) for key, words in _read(name).items()}


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = shipped(DATA / f"{name}.yaml")
    return content
