"""Notice texts as the files say them, and as they are read by one person with every name filled in.

A text names who keeps, who sees, which data, for what, how long, what refusing means and where to complain. Files are
drafts; what counts is the published row, whose content is pinned by its hash. Nothing here writes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast

from xiangxin.kernel.canonical import digest
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped
from xiangxin.office.consent.deployment import law
from xiangxin.office.consent.errors import NoticeDamaged
from xiangxin.office.consent.grounds import CLASSES, DATA
from xiangxin.office.consent.models import NoticeText
from xiangxin.office.consent.parts import Part, drafted, parts_in, unfit

_PLACE = re.compile(r"\{([a-z_]+)\}")
FOLDER = DATA / "notices"
COMMON = "common.yaml"
ALWAYS = frozenset({"who", "data", "use", "how_long", "refusing", "withdrawing", "complaints", "free"})
"""Sections without which a text is no notice (Personal Information Protection Law 17)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as its file says it; ``content`` is all of it, shared sections and registered fields included."""

    code: str
    version: int
    purpose: str
    field_class: str
    from_on: date
    content: dict[str, Any]

    @property
    def hash(self) -> str:
        """What two people agree to publish."""
        return digest(self.content)

    @property
    def written(self) -> str:
        """The content as it is stored."""
        return json.dumps(self.content, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a notice as it is read."""

    name: str
    heading: Text
    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as one person reads it. ``fields`` are the registered items it speaks of; ``parts`` may be ticked."""

    title: Text
    sections: tuple[Section, ...]
    fields: tuple[Text, ...]
    days: int
    parts: tuple[Part, ...] = ()


@cache
def drafts() -> dict[str, Draft]:
    """Every text in the files, by its code. ``ValueError`` for one that is no notice."""
    common = _file(COMMON)
    names = sorted(path.name for path in FOLDER.glob("*.yaml") if path.name != COMMON)
    return {draft.code: draft for draft in (_draft(_file(name), common) for name in names)}


@cache
def complaints(controller: Text) -> Text:
    """Where to complain, in the words that every notice says it in, as one paragraph of a letter."""
    said = _file(COMMON)["sections"]["complaints"]
    zh = "".join(_put(line["zh"], {"controller": controller.zh}) for line in said["lines"])
    en = " ".join(_put(line["en"], {"controller": controller.en}) for line in said["lines"])
    return Text(f"{said['heading']['zh']}：{zh}", f"{said['heading']['en']}: {en}")


def content_of(text: NoticeText) -> dict[str, Any]:
    """The content of a published text; ``NoticeDamaged`` where it is not what two people published."""
    found = cast("dict[str, Any]", json.loads(text.content))
    if digest(found) != text.content_hash:
        raise NoticeDamaged()
    return found


def filled(text: NoticeText, receiver: Text, controller: Text, cool_off: int, members: str = "") -> Notice:
    """The notice as it is read: for this receiver, of this controller, with the panel's members where it names one."""
    content = content_of(text)
    zh = {"receiver": receiver.zh, "panel": receiver.zh, "controller": controller.zh, "members": members}
    en = {"receiver": receiver.en, "panel": receiver.en, "controller": controller.en, "members": members}
    figures = {"days": str(content["days"]), "cool_off": str(cool_off)}

    def words(entry: dict[str, str]) -> Text:
        return Text(_put(entry["zh"], zh | figures), _put(entry["en"], en | figures))

    sections = tuple(
        Section(one["name"], words(one["heading"]), tuple(words(line) for line in one["lines"]))
        for one in content["sections"]
    )
    fields = tuple(Text(one["zh"], one["en"]) for one in content["fields"])
    return Notice(words(content["title"]), sections, fields, content["days"], parts_in(content))


def days_of(text: NoticeText) -> int:
    """How many days a consent after this notice lasts."""
    return int(content_of(text)["days"])


def _put(words: str, values: dict[str, str]) -> str:
    """All at once, so that what looks like a placeholder in somebody's name stays what it is."""
    return _PLACE.sub(lambda found: values.get(found.group(1), found.group(0)), words)


def _file(name: str) -> dict[str, Any]:
    content: dict[str, Any] = shipped(FOLDER / name)
    return content


def _draft(own: dict[str, Any], common: dict[str, Any]) -> Draft:
    said = {**common["sections"], **own["sections"]}
    _check(own, said)
    field_class = own["class"]
    content = {
        "code": own["code"],
        "version": own["version"],
        "purpose": own["purpose"],
        "class": field_class,
        "days": own["days"]["value"],
        "title": own["title"],
        "sections": [{"name": name, **said[name]} for name in common["order"] if name in said],
        "fields": [
            {"id": name, "zh": field.label.zh, "en": field.label.en}
            for name, field in sorted(law().fields.items())
            if field.consent_class == field_class
        ],
        "sources": [{"law": source["law"], "article": source["article"]} for source in own["sources"]],
    }
    if "parts" in own:
        content["parts"] = drafted(own["parts"])
    return Draft(own["code"], own["version"], own["purpose"], field_class, _day(own["from"]), content)


def _check(own: dict[str, Any], said: dict[str, Any]) -> None:
    field_class = own["class"]
    wrong = [
        *sorted(ALWAYS - said.keys()),
        *(["purpose"] if own["purpose"] not in law().purposes else []),
        *(["class"] if field_class not in CLASSES else []),
        *(["consequences"] if field_class in law().written_consents and "consequences" not in said else []),
        *(["panel"] if (field_class == "review") != ("panel" in said) else []),
        *(unfit(own.get("parts", {}))),
        *(source["law"] for source in own["sources"] if source["law"] not in law().instruments),
    ]
    if wrong or not own["sources"]:
        raise ValueError(f"the notice {own['code']} lacks or misstates: {', '.join(wrong) or 'sources'}")


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
