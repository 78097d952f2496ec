"""The folder in which one office keeps what must survive: database, keys, checkpoints, and who it is.

``office.yaml`` names the kind of deployment, the county and the controller. Without it the office does not start:
what is allowed follows from the kind, so there is no default for it. It also says which kind of database belongs to
this folder, so that a forgotten ``DATABASE_URL`` cannot open an empty office beside the real one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from xiangxin.kernel.divisions import level_of
from xiangxin.kernel.errors import Finding, Location, UnreadableInput
from xiangxin.kernel.messages import Messages
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import Mapping, Node, Scalar, read_yaml

Kind = Literal["bank", "government", "licensed", "demo"]
Engine = Literal["sqlite", "postgresql"]

VARIABLE = "XIANGXIN_HOME"
FILE = "office.yaml"
KEYS = frozenset({"kind", "title", "jurisdiction", "county", "controller", "checkpoints", "database"})
FICTIONAL = "99"
"""How codes of a demo's county begin: no province has it, so nobody real lives there."""

tell = Messages("xiangxin.office.config").tell


@dataclass(frozen=True, slots=True)
class Home:
    """Where an office lives and what it is. ``county`` is a twelve-digit area code.

    ``database`` is None where the file does not say (an office under test); then the environment decides.
    """

    folder: Path
    kind: Kind
    title: Text
    jurisdiction: str
    county: str
    controller: Text
    checkpoints: Path
    database: Engine | None = None

    @property
    def keys(self) -> Path:
        """Secret keys, readable by the office's own user alone."""
        return self.folder / "keys"

    def key(self, name: str) -> bytes:
        """The bytes of one key file; ``UnreadableInput`` when it is missing."""
        path = self.keys / name
        try:
            return path.read_bytes()
        except FileNotFoundError:
            raise UnreadableInput([tell("key_missing", Location(str(path)), name=name)]) from None


def folder_from_environment() -> Path:
    """``XIANGXIN_HOME``, else ``var/office`` below the working directory."""
    return Path(os.environ.get(VARIABLE) or "var/office").absolute()


def read_home(folder: Path) -> Home:
    """The office in ``folder``; ``UnreadableInput`` with everything that is wrong with its file."""
    path = folder / FILE
    if not path.is_file():
        raise UnreadableInput([tell("home_missing", Location(str(path)), folder=str(folder), variable=VARIABLE)])
    node, findings = read_yaml(path, str(path))
    if node is None:
        raise UnreadableInput(findings)
    reader = _Reader(folder, path)
    home = reader.home(node) if isinstance(node, Mapping) else None
    if home is None or reader.findings:
        raise UnreadableInput(reader.findings or [tell("home_shape", Location(str(path)), key="kind")])
    return home


def check_database(home: Home, url: str) -> None:
    """``UnreadableInput`` where ``DATABASE_URL`` and the folder's own word on its database differ."""
    if home.database is None or (home.database == "postgresql") == bool(url):
        return
    code = "database_url_missing" if home.database == "postgresql" else "database_url_unexpected"
    raise UnreadableInput([tell(code, Location(str(home.folder / FILE)))])


class _Reader:
    def __init__(self, folder: Path, path: Path) -> None:
        self._folder = folder
        self._at = Location(str(path))
        self.findings: list[Finding] = []

    def home(self, node: Mapping) -> Home:
        for key, value in node.entries:
            if key.value not in KEYS:
                self._report("home_key_unknown", value, key=str(key.value), keys=", ".join(sorted(KEYS)))
        kind = self._one_of(node, "kind", get_args(Kind))
        database = self._one_of(node, "database", get_args(Engine)) if node.get("database") is not None else None
        return Home(
            folder=self._folder,
            kind=cast("Kind", kind),
            title=self._both(node, "title"),
            jurisdiction=self._text(node, "jurisdiction"),
            county=self._county(node, kind),
            controller=self._both(node, "controller"),
            checkpoints=self._folder / (self._text(node, "checkpoints") if node.get("checkpoints") else "checkpoints"),
            database=cast("Engine | None", database),
        )

    def _county(self, node: Mapping, kind: str) -> str:
        code = self._text(node, "county")
        if code and not is_county(code):
            self._report("home_county", node.get("county"))
        elif code and (kind == "demo") != code.startswith(FICTIONAL):
            self._report("home_county_fictional", node.get("county"), region=FICTIONAL)
        return code

    def _one_of(self, node: Mapping, key: str, allowed: tuple[str, ...]) -> str:
        word = self._text(node, key)
        if word and word not in allowed:
            self._report("home_word", node.get(key), key=key, word=word, allowed=", ".join(allowed))
        return word

    def _both(self, node: Mapping, key: str) -> Text:
        pair = node.get(key)
        if not isinstance(pair, Mapping):
            self._report("home_shape", pair, key=key)
            return Text("", "")
        return Text(self._text(pair, "zh"), self._text(pair, "en"))

    def _text(self, node: Mapping, key: str) -> str:
        value = node.get(key)
        if isinstance(value, Scalar) and isinstance(value.value, str) and value.value.strip():
            return value.value
        self._report("home_shape", value, key=key)
        return ""

    def _report(self, code: str, node: Node | None, **values: str) -> None:
        self.findings.append(tell(code, self._at if node is None else node.at, **values))


def is_county(code: str) -> bool:
    """Whether ``code`` is the twelve-digit code of a county."""
    try:
        return level_of(code) == "county"
    except ValueError:
        return False
