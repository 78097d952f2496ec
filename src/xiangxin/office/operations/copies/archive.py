"""What lies in a backup: a tar of a manifest and the files it names, each with its length and digest.

Names are a closed list; nothing else is ever taken out of an archive, wherever it says it belongs.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from xiangxin.office.operations.words import refused

FORMAT = "xiangxin-backup-1"
MANIFEST = "manifest.json"
ALLOWED = re.compile(
    r"office\.yaml|(?:office|reads)\.sqlite3|office\.dump|checkpoints/[0-9]{12}\.checkpoint"
    r"|(?:snapshots|intake)/[0-9a-f-]{36}(?:/[0-9A-Za-z][0-9A-Za-z_-]*(?:\.[0-9A-Za-z]+)*){1,3}"
    r"|keys/(?:ring\.json|closed\.json|session|sms|log-signing|log-names|kek-[0-9a-f]{8})"
)
FILES = ("snapshots", "intake")
"""Folders of an office whose files lie beside the database: frozen inputs of runs, and what waits to be accepted."""
MOST_MANIFEST = 20_000_000
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. ``size`` and ``root`` (hex) are the log's at that moment."""

    made_at: str
    version: str
    kind: str
    county: str
    database: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of the archive."""

    bytes: int
    sha256: str


def write(out: BinaryIO, manifest: Manifest, folder: Path) -> None:
    """Everything in ``folder`` as an archive; the manifest first, so that a reader knows what to expect."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    files = {name: asdict(_listed(folder / name)) for name in names}
    head = json.dumps({"format": FORMAT, **asdict(manifest), "files": files}, indent=1, sort_keys=True).encode()
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(_entry(MANIFEST, len(head)), io.BytesIO(head))
        for name in names:
            with (folder / name).open("rb") as file:
                archive.addfile(_entry(name, files[name]["bytes"]), file)


def read(source: BinaryIO, folder: Path) -> Manifest:
    """Take an archive apart into ``folder``; ``CheckFailed`` unless every file is there as the manifest says."""
    try:
        with tarfile.open(fileobj=source, mode="r|") as archive:
            return _taken(archive, folder)
    except tarfile.TarError:
        raise refused("backup_damaged") from None


def _taken(archive: tarfile.TarFile, folder: Path) -> Manifest:
    head = archive.next()
    content = archive.extractfile(head) if head is not None and head.name == MANIFEST else None
    if content is None:
        raise refused("backup_damaged")
    manifest, files = _read_manifest(content.read(MOST_MANIFEST))
    left = dict(files)
    while (member := archive.next()) is not None:
        listed = left.pop(member.name, None)
        source = archive.extractfile(member) if member.isreg() and ALLOWED.fullmatch(member.name) else None
        if listed is None or source is None:
            raise refused("backup_damaged")
        target = folder / member.name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with target.open("wb") as file:
            while block := source.read(CHUNK):
                file.write(block)
        if _listed(target) != listed:
            raise refused("backup_damaged")
    if left:
        raise refused("backup_damaged")
    return manifest


def _read_manifest(data: bytes) -> tuple[Manifest, Mapping[str, Listed]]:
    try:
        content: dict[str, Any] = json.loads(data)
        if content.pop("format") != FORMAT:
            raise refused("backup_format", format=FORMAT)
        files = {str(name): Listed(**entry) for name, entry in content.pop("files").items()}
        return Manifest(**content), files
    except (ValueError, KeyError, TypeError, AttributeError):
        raise refused("backup_damaged") from None


def _entry(name: str, size: int) -> tarfile.TarInfo:
    """Without owner, mode or time of this machine."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _listed(path: Path) -> Listed:
    with path.open("rb") as file:
        return Listed(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())
