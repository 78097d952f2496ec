"""Signed statements of the log's size and root that leave this machine: the only thing that catches a rewritten log.

The key lies outside the database. A checkpoint is written to the office's folder first, then recorded, then sent to
the witnesses; an office whose database does not continue its last checkpoint does not start.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from xiangxin.office.audit import models
from xiangxin.office.audit.errors import LogNotExtended
from xiangxin.office.audit.terms import stale_after
from xiangxin.proof.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from xiangxin.proof.ed25519 import LogSigner
from xiangxin.proof.tree import Frontier, Tree

KEY = "log-signing"
SUFFIX = ".checkpoint"
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint as it lies in a folder."""

    file: Path
    checkpoint: Checkpoint


def origin() -> str:
    """The name of this log, for good: it stands in every checkpoint and with every key."""
    return f"xiangxin-{settings.HOME.kind}-{settings.HOME.county}"


@cache
def signer() -> LogSigner:
    """The log's own key, from the office's folder of keys."""
    return LogSigner(origin(), settings.HOME.key(KEY))


def make_checkpoint() -> models.Checkpoint | None:
    """Sign the present state and keep it in the folder and the table; ``None`` when nothing was added since."""
    head = models.Head.objects.filter(id=1).first()
    if head is None or head.size == 0 or models.Checkpoint.objects.filter(size=head.size).exists():
        return None
    root = Frontier.from_bytes(bytes(head.frontier)).root()
    text = sign_checkpoint(Checkpoint(origin(), head.size, root), [signer()])
    _write(settings.HOME.checkpoints, head.size, text)
    return models.Checkpoint.objects.get_or_create(size=head.size, defaults={"at": timezone.now(), "text": text})[0]


def _write(folder: Path, size: int, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{size:0{_DIGITS}}{SUFFIX}"
    aside = target.with_suffix(".part")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(target)


def kept_in(folder: Path) -> list[Path]:
    """The checkpoint files of ``folder``, smallest log first."""
    return sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []


def read_kept(file: Path) -> Kept:
    """One file, its signature verified with the log's own key; ``XiangxinError`` when it is not ours."""
    return Kept(file, open_checkpoint(file.read_bytes(), [signer().verifier()]).checkpoint)


def root_at(size: int) -> bytes | None:
    """The root over the first ``size`` entries as they stand, ``None`` when there are fewer."""
    frontier = Frontier()
    leaves = models.Entry.objects.filter(seq__lt=size).order_by("seq").values_list("leaf", flat=True)
    for leaf in leaves.iterator():
        frontier.append(bytes(leaf))
    return frontier.root() if frontier.size == size else None


def require_extended() -> None:
    """``LogNotExtended`` unless the database continues the newest checkpoint in the office's folder."""
    files = kept_in(settings.HOME.checkpoints)
    if not files:
        return
    last = read_kept(files[-1]).checkpoint
    if root_at(last.size) != last.root:
        raise LogNotExtended(size=last.size)


def consistency(older: int, newer: int) -> list[bytes]:
    """The proof that the first ``newer`` entries continue the first ``older`` ones."""
    leaves = models.Entry.objects.filter(seq__lt=newer).order_by("seq").values_list("leaf", flat=True)
    return Tree(bytes(leaf) for leaf in leaves.iterator()).consistency_proof(older, newer)


def latest() -> models.Checkpoint | None:
    """The newest checkpoint."""
    return models.Checkpoint.objects.order_by("-size").first()


def first_entry_at() -> datetime | None:
    """When the log began."""
    first = models.Entry.objects.order_by("seq").first()
    return None if first is None else first.at


def is_stale(now: datetime) -> bool:
    """Whether no checkpoint has left for so long that acts on money must stop."""
    last = latest()
    first = models.Entry.objects.order_by("seq").first()
    since = last.at if last is not None else (first.at if first is not None else now)
    return now - since > stale_after()
