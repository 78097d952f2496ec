"""Signed statements of the log's size and root that leave this machine: the only thing that catches a rewritten log.

A checkpoint is written to the office's folder first, then recorded, then sent to the witnesses. Nothing is signed that
does not continue the last one; an office whose database does not continue its last checkpoint does not start.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from xiangxin.kernel.errors import XiangxinError
from xiangxin.office.audit import models
from xiangxin.office.audit.context import opened
from xiangxin.office.audit.errors import LogNotExtended, LogNotSigned
from xiangxin.office.audit.naming import origin, signer, take_new_name, verifiers
from xiangxin.office.audit.terms import stale_after
from xiangxin.proof.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from xiangxin.proof.errors import MalformedEntry
from xiangxin.proof.tree import Frontier, consistency_from

SUFFIX = ".checkpoint"
_DIGITS = 12
_PAGE = 2000


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint as it lies in a folder."""

    file: Path
    checkpoint: Checkpoint


def make_checkpoint() -> models.Checkpoint | None:
    """Sign the present state and keep it in the folder and the table; ``None`` when nothing was added since.

    ``LogNotSigned`` when the entries since the last checkpoint do not add up to the state.
    """
    head = models.Head.objects.get(id=1)
    if head.size == 0 or models.Checkpoint.objects.filter(size=head.size).exists():
        return None
    last = newest_kept()
    frontier = frontier_at(head.size)
    if frontier is None or frontier.to_bytes() != bytes(head.frontier) or not _continued(last):
        raise LogNotSigned(size=0 if last is None else last.size)
    text = sign_checkpoint(Checkpoint(origin(), head.size, frontier.root()), [signer()])
    _write(settings.HOME.checkpoints, head.size, text)
    with transaction.atomic(), opened("log"):
        defaults = {"at": timezone.now(), "text": text, "frontier": frontier.to_bytes()}
        return models.Checkpoint.objects.get_or_create(size=head.size, defaults=defaults)[0]


def _continued(last: Checkpoint | None) -> bool:
    if last is None:
        return True
    frontier = frontier_at(last.size)
    return frontier is not None and frontier.root() == last.root


def _write(folder: Path, size: int, text: str) -> None:
    """Whole or not at all, and there after a power cut."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{size:0{_DIGITS}}{SUFFIX}"
    aside = target.with_suffix(".part")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(target)
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def kept_in(folder: Path) -> list[Path]:
    """The checkpoint files of ``folder``, smallest log first."""
    return sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []


def read_kept(file: Path) -> Kept:
    """One file, its signature verified with the log's own keys; ``XiangxinError`` when it is not ours."""
    return Kept(file, open_checkpoint(file.read_bytes(), verifiers()).checkpoint)


def newest_kept() -> Checkpoint | None:
    """The newest checkpoint in the office's folder, if there is one; ``XiangxinError`` when it does not read."""
    files = kept_in(settings.HOME.checkpoints)
    return read_kept(files[-1]).checkpoint if files else None


def frontier_at(size: int) -> Frontier | None:
    """The tree of the first ``size`` entries, each hashed anew since the nearest signed state below.

    ``None`` when there are fewer, when one of them is not what its leaf says, or a number is missing.
    """
    frontier = _signed_below(size)
    found = models.Entry.objects.filter(seq__gte=frontier.size, seq__lt=size).order_by("seq")
    for entry in found.iterator(chunk_size=_PAGE):
        if entry.seq != frontier.size or _leaf(entry) != bytes(entry.leaf):
            return None
        frontier.append(bytes(entry.leaf))
    return frontier if frontier.size == size else None


def _signed_below(size: int) -> Frontier:
    """The largest frontier that is not beyond ``size`` and hashes to a root which the log's own key has signed."""
    for row in models.Checkpoint.objects.filter(size__lte=size).order_by("-size")[:3]:
        try:
            checkpoint = open_checkpoint(row.text.encode("utf-8"), verifiers()).checkpoint
            frontier = Frontier.from_bytes(bytes(row.frontier))
        except XiangxinError:
            continue
        if (frontier.size, frontier.root()) == (checkpoint.size, checkpoint.root):
            return frontier
    return Frontier()


def _leaf(entry: models.Entry) -> bytes | None:
    try:
        return entry.proved().leaf()
    except (MalformedEntry, ValueError):
        return None


def require_extended() -> None:
    """``LogNotExtended`` unless the database continues the newest checkpoint in the office's folder."""
    if not _extends(last := newest_kept()):
        raise LogNotExtended(size=0 if last is None else last.size)


def _extends(last: Checkpoint | None) -> bool:
    """Over all leaves as they stand, trusting nothing that the database says of earlier states."""
    if last is None:
        return True
    frontier = Frontier()
    frontier.extend(_leaves(0, last.size))
    if frontier.size != last.size or frontier.root() != last.root:
        return False
    head = models.Head.objects.get(id=1)
    frontier.extend(_leaves(last.size, head.size))
    return frontier.to_bytes() == bytes(head.frontier)


def go_on_under_a_new_name() -> models.Checkpoint | None:
    """Sign the present state as a log of another name: entries were lost, and a witness may know them.

    For a restored copy whose acceptance stands in the log already. Witnesses have to be told the new name and key.
    """
    take_new_name()
    models.WitnessState.objects.update(sent_size=0, signature="")
    return make_checkpoint()


def consistency(older: int, newer: int) -> list[bytes]:
    """The proof that the first ``newer`` entries continue the first ``older`` ones; ``LogNotSigned`` if they do not."""
    frontier = frontier_at(older)
    if frontier is None:
        raise LogNotSigned(size=older)
    return consistency_from(frontier, list(_leaves(older, newer)))


def _leaves(start: int, end: int) -> Iterator[bytes]:
    found = models.Entry.objects.filter(seq__gte=start, seq__lt=end).order_by("seq").values_list("leaf", flat=True)
    return (bytes(leaf) for leaf in found.iterator(chunk_size=_PAGE))


def latest() -> models.Checkpoint | None:
    """The newest checkpoint."""
    return models.Checkpoint.objects.order_by("-size").first()


def first_entry_at() -> datetime | None:
    """When the log began."""
    first = models.Entry.objects.order_by("seq").first()
    return None if first is None else first.at


def checkpoint_is_stale(now: datetime | None = None) -> bool:
    """Whether an entry has waited so long for a checkpoint to leave this machine that acts on money must stop."""
    first = models.Entry.objects.filter(seq__gte=_left()).order_by("seq").first()
    return first is not None and (now or timezone.now()) - first.at > stale_after()


def _left() -> int:
    """How many entries stand under a checkpoint that lies elsewhere: with a witness, or in a folder outside the office.

    A demo has nobody to send one to; there its own folder counts.
    """
    today = timezone.localdate()
    active = models.WitnessState.objects.filter(witness__from_on__lte=today).exclude(witness__to_on__lt=today)
    sizes = list(active.values_list("sent_size", flat=True))
    home = settings.HOME
    if settings.DEMO or home.folder not in home.checkpoints.parents:
        newest = latest()
        sizes.append(0 if newest is None else newest.size)
    return max(sizes, default=0)
