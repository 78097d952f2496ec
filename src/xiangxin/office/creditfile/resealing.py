"""Files of snapshots are sealed again with a new key; their hashes are of what they say and stay."""

from __future__ import annotations

from django.db import transaction

from xiangxin.office.creditfile import snapshot_files as files
from xiangxin.office.creditfile.models import Snapshot
from xiangxin.office.vault.errors import VaultError
from xiangxin.office.vault.keys import ring
from xiangxin.office.vault.parts import rewrap_parts
from xiangxin.office.vault.sealed import Done


def seal_snapshots_again() -> Done:
    """How many files were sealed again, and how many do not open."""
    keys, changed, broken = ring(fresh=True), 0, 0
    for id_ in Snapshot.objects.filter(deleted_at=None).values_list("id", flat=True):
        # Only files that the row names while it is held: one that lost its ground meanwhile is not brought back.
        with transaction.atomic():
            row = Snapshot.objects.select_for_update().filter(id=id_, deleted_at=None).first()
            for name in () if row is None else _names(row):
                try:
                    changed += rewrap_parts(files.folder_of(id_), name, files.TABLE, str(id_), keys)
                except VaultError:
                    broken += 1
    return Done(changed, broken=broken)


def _names(row: Snapshot) -> list[str]:
    return [files.DIGESTS, *(files.name_of(table, noted["kept"]) for table, noted in sorted(row.tables.items()))]
