"""Puts the copied database in its place and proves it; runs where Django is ready for the office being restored."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connections

from xiangxin.kernel.errors import CheckFailed
from xiangxin.office.audit.models import Head
from xiangxin.office.audit.verify import verify
from xiangxin.office.config.home import Home
from xiangxin.office.operations import schema
from xiangxin.office.operations.copies.accepting import Gap, accept, gap_of, reason_of
from xiangxin.office.operations.copies.archive import Manifest
from xiangxin.office.operations.copies.restore import Given, Restored
from xiangxin.office.operations.copies.snapshot import DUMP, run_tool
from xiangxin.office.operations.words import refused
from xiangxin.proof.tree import EMPTY_ROOT, Frontier


def fill(content: Path) -> None:
    """Bring the copied database in ``content`` into the office's own; ``CheckFailed`` where that holds something."""
    if connections["default"].vendor == "sqlite":
        schema.close()
        for alias in connections:
            place = Path(str(settings.DATABASES[alias]["NAME"]))
            shutil.copyfile(content / place.name, place)
        return
    if not schema.is_empty():
        raise refused("database_not_empty")
    name = str(settings.DATABASES["default"]["NAME"])
    whole = ("--exit-on-error", "--single-transaction")
    run_tool("pg_restore", "--no-owner", "--no-acl", *whole, f"--dbname={name}", str(content / DUMP))


def prove(home: Home, manifest: Manifest, given: Given, *, keep: bool) -> Restored:
    """Compare with the manifest, with the log, with the checkpoints; record the gap where it is accepted."""
    if newer := schema.newer():
        raise refused("schema_new", migration=newer)
    head = Head.objects.filter(id=1).first()
    size = 0 if head is None else head.size
    root = EMPTY_ROOT if head is None or not size else Frontier.from_bytes(bytes(head.frontier)).root()
    if (size, root.hex()) != (manifest.size, manifest.root):
        raise refused("restore_differs")
    if schema.pending():
        schema.migrate()
    gap = gap_of((home.checkpoints, *given.checkpoints))
    if gap is not None and keep:
        _settle(home, gap, given)
    verdict = verify()
    # What the checkpoints say was asked above; in a drill the newer ones still lie in the office's own folder.
    wrong = [one for one in verdict.findings if keep or one.code != "checkpoint_not_met"]
    if wrong:
        raise CheckFailed(wrong)
    return Restored(manifest, verdict.rows, 0 if gap is None else gap.newest.checkpoint.size - gap.size)


def _settle(home: Home, gap: Gap, given: Given) -> None:
    if not given.reason:
        raise refused("restore_older", gap.newest.file.name, size=gap.size, newest=gap.newest.checkpoint.size)
    accept(home, reason_of(given.reason, given.reference), gap)
