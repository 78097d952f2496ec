"""What has to be known before an office is founded, read and checked as a whole before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from xiangxin.interop.deployment import Deployment
from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.text import Text
from xiangxin.office.config.home import FICTIONAL, Kind, is_county
from xiangxin.office.operations.words import told

ROLES = ("system_admin", "security_admin", "audit_admin")
"""The administrators who begin, in the order in which they are asked for."""

KEYS = ("kind", "title", "county", "jurisdiction", "controller", "administrators", "checkpoints")
JURISDICTION = "CN"
CHECKPOINTS = "checkpoints"
LONGEST = 80
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,39}")


@dataclass(frozen=True, slots=True)
class Person:
    """One of the first three; chooses the password alone, at the first sign-in."""

    role: str
    login: str
    display: str


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that `init` asks. ``checkpoints`` may lie outside the office's folder, and should."""

    kind: Kind
    title: Text
    county: str
    jurisdiction: str
    controller: Text
    administrators: tuple[Person, ...]
    checkpoints: str


def read_answers(given: Mapping[str, Any], name: str) -> tuple[Answers | None, tuple[Finding, ...]]:
    """The answers in ``given`` (the content of a JSON file called ``name``) and everything that is wrong with them."""
    reader = _Reader(given, name)
    answers = reader.answers()
    return (None if reader.findings else answers), tuple(reader.findings)


def demo_answers(deployment: Deployment) -> Answers:
    """What a demo's deployment file answers; its administrators are demo accounts like the others."""
    return Answers(
        kind="demo",
        title=deployment.title,
        county=deployment.county,
        jurisdiction=deployment.jurisdiction,
        controller=deployment.of_role("controller")[0].name,
        administrators=(),
        checkpoints=CHECKPOINTS,
    )


class _Reader:
    def __init__(self, given: Mapping[str, Any], name: str) -> None:
        self._given = given
        self._file = name
        self.findings: list[Finding] = []

    def answers(self) -> Answers:
        for key in self._given:
            if key not in KEYS:
                self._report("answer_unknown", key, keys=", ".join(KEYS))
        kind = self._kind()
        return Answers(
            kind=kind,
            title=self._both("title"),
            county=self._county(kind),
            jurisdiction=self._text("jurisdiction", JURISDICTION),
            controller=self._both("controller"),
            administrators=self._administrators(),
            checkpoints=self._folder(),
        )

    def _kind(self) -> Kind:
        word = self._text("kind")
        if word and word not in get_args(Kind):
            self._report("answer_kind", "kind", word=word, allowed=", ".join(get_args(Kind)))
        return cast("Kind", word)

    def _county(self, kind: str) -> str:
        code = self._text("county")
        if code and not is_county(code):
            self._report("answer_county", "county")
        elif code and (kind == "demo") != code.startswith(FICTIONAL):
            self._report("answer_county_fictional", "county", region=FICTIONAL)
        return code

    def _folder(self) -> str:
        written = self._text("checkpoints", CHECKPOINTS)
        if written != CHECKPOINTS and not Path(written).is_absolute():
            self._report("answer_folder", "checkpoints")
        return written

    def _administrators(self) -> tuple[Person, ...]:
        given = self._given.get("administrators")
        if not isinstance(given, Mapping) or set(given) != set(ROLES):
            self._report("answer_administrators", "administrators", roles=", ".join(ROLES))
            return ()
        people = [person for role in ROLES if (person := self._person(role, given[role])) is not None]
        if len({person.login for person in people}) < len(people) or len({one.display for one in people}) < len(people):
            self._report("answer_same_person", "administrators")
        return tuple(people)

    def _person(self, role: str, given: object) -> Person | None:
        where = f"administrators.{role}"
        login, display = (given.get("login"), given.get("name")) if isinstance(given, Mapping) else (None, None)
        if not isinstance(login, str) or not _LOGIN.fullmatch(login):
            self._report("answer_login", f"{where}.login")
            return None
        if not isinstance(display, str) or not display.strip() or len(display) > 40:
            self._report("answer_missing", f"{where}.name")
            return None
        return Person(role, login, display.strip())

    def _both(self, key: str) -> Text:
        pair = self._given.get(key)
        words = [pair.get(language) for language in ("zh", "en")] if isinstance(pair, Mapping) else []
        if len(words) != 2 or not all(isinstance(one, str) and 0 < len(one.strip()) <= LONGEST for one in words):
            self._report("answer_both", key)
            return Text("", "")
        return Text(*(str(one).strip() for one in words))

    def _text(self, key: str, default: str = "") -> str:
        value = self._given.get(key, default)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._report("answer_missing", key)
        return ""

    def _report(self, code: str, key: str, **values: str) -> None:
        self.findings.append(told(code, Location(self._file, field=key), key=key, **values))
