"""Help pages: what to do and where, told by the room that does it, in a file ``help.yaml`` beside its code.

Found by the rooms that are installed, so that help never speaks of a room that is not there. The topics of the reader's
own role come first; everybody may read all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from django.apps import apps
from django.conf import settings

from xiangxin.kernel.errors import CheckFailed
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import plain, read_yaml

FILE = "help.yaml"


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing somebody may want to do. Without ``roles`` it concerns everybody."""

    title: Text
    says: tuple[Text, ...]
    roles: frozenset[str]


def pages_for(role: str) -> list[Topic]:
    """Every topic, those of ``role`` first."""
    return sorted(_topics(), key=lambda one: (bool(one.roles), role not in one.roles and bool(one.roles)))


def pages_of(role: str) -> list[Topic]:
    """The topics written for ``role`` alone: for who should not have to look for them among all others."""
    return [one for one in _topics() if one.roles == {role}]


@cache
def _topics() -> tuple[Topic, ...]:
    rooms = (Path(apps.get_app_config(room).path) for room in settings.OFFICE_ROOMS)
    files = [room / FILE for room in rooms if (room / FILE).is_file()]
    return tuple(topic for path in files for topic in read_topics(path))


def read_topics(path: Path) -> Iterable[Topic]:
    """The topics of one file; ``CheckFailed`` when it does not read."""
    node, findings = read_yaml(path.read_text(encoding="utf-8"), f"{path.parent.name}/{path.name}")
    if node is None:
        raise CheckFailed(findings)
    for entry in cast("list[dict[str, Any]]", plain(node)):
        says = tuple(Text(**one) for one in entry["says"])
        yield Topic(Text(**entry["title"]), says, frozenset(entry.get("roles", ())))
