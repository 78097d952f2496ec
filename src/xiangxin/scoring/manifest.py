"""What a folder of results rests on: policy, law, dates, purpose, receiver, inputs by hash, and a copy of the policy.

Everything that is needed to read the results again, and to notice that something was changed. It holds no person.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xiangxin.kernel.errors import CheckFailed, Location, UnreadableInput
from xiangxin.kernel.text import Text
from xiangxin.policy.model import POLICY_FILE
from xiangxin.scoring.aside import MANIFEST_FILE, OUTPUTS, file_hash, seal
from xiangxin.scoring.messages import tell

POLICY_FOLDER = "policy"
FORMAT = "xiangxin-results-1"


@dataclass(frozen=True, slots=True)
class Manifest:
    """``version``: of the program. ``inputs``: the hash of each table that the policy reads; ``files``: of each file
    the tables were made from and of the deployment file, by file name; ``counts``: persons by status.
    """

    version: str
    policy: str
    content_hash: str
    law_hash: str
    semantics: str
    as_of: date
    known_on: date
    purpose: str
    receiver: str
    receiver_name: Text
    limits: bool
    deployment: str
    deployment_kind: str
    jurisdiction: str
    engine: str
    explain: str
    inputs: Mapping[str, str]
    files: Mapping[str, str]
    counts: Mapping[str, int]

    def entries(self) -> dict[str, Any]:
        """The manifest as plain data with stable keys."""
        entries = asdict(self)
        return {
            "format": FORMAT,
            **entries,
            "as_of": self.as_of.isoformat(),
            "known_on": self.known_on.isoformat(),
        }


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write ``manifest.json``, the last file of a result, with the hash of every other file."""
    seal(folder, manifest.entries())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder of results; ``UnreadableInput`` when it is no such folder or was damaged."""
    path = folder / MANIFEST_FILE
    if not path.is_file():
        raise UnreadableInput([tell("results_missing", Location(str(folder)))])
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        if entries.pop("format") != FORMAT:
            raise UnreadableInput([tell("manifest_format", Location(str(path)))])
        _require_unchanged(folder, entries.pop(OUTPUTS))
        return Manifest(
            **{
                **entries,
                "as_of": date.fromisoformat(entries["as_of"]),
                "known_on": date.fromisoformat(entries["known_on"]),
                "receiver_name": Text(**entries["receiver_name"]),
            }
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableInput([tell("manifest_unreadable", Location(str(path)))]) from error


def pin_policy(folder: Path, policy: Path) -> Path:
    """Copy the policy's YAML into the results, so that an explanation never depends on a file edited later."""
    target = folder / POLICY_FOLDER
    target.mkdir()
    shutil.copyfile(policy / POLICY_FILE, target / POLICY_FILE)
    return target


def _require_unchanged(folder: Path, outputs: Mapping[str, str]) -> None:
    """The tables of a result are as they were written; the policy has its own hash, workbooks may be handed on."""
    for name, written in outputs.items():
        if name.endswith(".parquet"):
            path = folder / name
            if not path.is_file() or file_hash(path) != written:
                raise CheckFailed([tell("results_changed", Location(str(path)))])
