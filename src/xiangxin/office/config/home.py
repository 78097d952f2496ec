"""The folder in which one office keeps what must survive: database, keys, checkpoints, and who it is.

``office.yaml`` names the kind of deployment, the county and the controller. Without it the office does not start:
what is allowed follows from the kind, so there is no default for it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from xiangxin.kernel.errors import UnreadableInput
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import plain, read_yaml

Kind = Literal["bank", "government", "licensed", "demo"]

VARIABLE = "XIANGXIN_HOME"
FILE = "office.yaml"


@dataclass(frozen=True, slots=True)
class Home:
    """Where an office lives and what it is. ``county`` is a twelve-digit area code."""

    folder: Path
    kind: Kind
    title: Text
    jurisdiction: str
    county: str
    controller: Text
    checkpoints: Path

    @property
    def keys(self) -> Path:
        """Secret keys, readable by the office's own user alone."""
        return self.folder / "keys"

    def key(self, name: str) -> bytes:
        """The bytes of one key file; ``OSError`` when it is missing."""
        return (self.keys / name).read_bytes()


def folder_from_environment() -> Path:
    """``XIANGXIN_HOME``, else ``var/office`` below the working directory."""
    return Path(os.environ.get(VARIABLE, "var/office")).absolute()


def read_home(folder: Path) -> Home:
    """The office in ``folder``; ``UnreadableInput`` when its file does not read."""
    path = folder / FILE
    node, findings = read_yaml(path.read_text(encoding="utf-8"), str(path))
    if node is None:
        raise UnreadableInput(findings)
    content = cast("dict[str, Any]", plain(node))
    return Home(
        folder=folder,
        kind=content["kind"],
        title=Text(**content["title"]),
        jurisdiction=content["jurisdiction"],
        county=content["county"],
        controller=Text(**content["controller"]),
        checkpoints=folder / content.get("checkpoints", "checkpoints"),
    )
