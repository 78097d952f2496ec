"""Files of submissions are sealed again with a new key while nobody writes them; what is on its way waits."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.db import transaction

from xiangxin.office.intake.choices import State
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.sealedfile import TABLE, folder_of
from xiangxin.office.vault.errors import VaultError
from xiangxin.office.vault.keys import Ring, ring
from xiangxin.office.vault.parts import is_older, rewrap_parts
from xiangxin.office.vault.sealed import Done

_MOVING = frozenset({State.RECEIVED, State.ACCEPTING, State.UNDOING})
"""A job is writing or deleting files of these."""


def seal_files_again() -> Done:
    """How many files were sealed again, how many are on their way, how many do not open."""
    keys, total = ring(fresh=True), Done()
    for folder in sorted(folder_of(UUID(int=0)).parent.glob("*-*")):
        # The row is held: no file is written or deleted before its submission has moved.
        with transaction.atomic():
            row = Submission.objects.select_for_update().filter(id=folder.name).first()
            rests = row is not None and row.state not in _MOVING
            for name in sorted(path.name for path in folder.glob("[!.]*")):
                total += _again(folder, name, keys, rests=rests)
    return total


def _again(folder: Path, name: str, keys: Ring, *, rests: bool) -> Done:
    try:
        if not rests:
            return Done(waiting=is_older(folder, name, TABLE, keys))
        return Done(rewrap_parts(folder, name, TABLE, folder.name, keys))
    except VaultError:
        return Done(broken=1)
