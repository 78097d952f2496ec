"""Makes an office from a backup, in an empty place, and proves it before anybody can open it.

Nothing of it is there until everything fitted: the file opened, every part had its digest, the keys belong to it, the
log is the one the backup names, every row is what the log says, and it continues the checkpoints that others hold.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xiangxin.office.config.home import FILE
from xiangxin.office.operations.answers import CHECKPOINTS
from xiangxin.office.operations.copies import archive, closedkeys
from xiangxin.office.operations.copies.archive import Manifest
from xiangxin.office.operations.founding import OWN_KEYS, made_beside, write_key
from xiangxin.office.operations.running import enter
from xiangxin.office.operations.sealed.stanzas import Opener
from xiangxin.office.operations.sealed.stream import Damaged, NotForYou, NotSealed, opening
from xiangxin.office.operations.words import refused
from xiangxin.office.vault import escrow
from xiangxin.office.vault.keys import RING, kek_of, name_of, read_ring


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody brings to a restore. ``keys`` is a folder with the office's keys, ``shares`` the words of sheets.

    ``checkpoints`` are folders of those who keep them; ``reason`` accepts an older state on purpose, and ``reference``
    is the number of the report that tells why.
    """

    opener: Opener
    keys: Path | None = None
    shares: Sequence[str] = ()
    checkpoints: Sequence[Path] = ()
    reason: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. ``missing`` counts entries that checkpoints know and the backup does not."""

    manifest: Manifest
    rows: int
    missing: int


def restore(file: Path, folder: Path, given: Given, *, keep: bool = True) -> Restored:
    """Restore ``file`` into ``folder``, which must not exist or be empty.

    ``keep`` False is a drill: everything is proven, a gap to the checkpoints is told and not refused, nothing stays.
    ``CheckFailed`` with the reason otherwise: then there is no office in ``folder``.
    """
    with made_beside(folder.absolute(), keep=keep) as beside, _taken_apart(file, given.opener) as (manifest, content):
        _require_kind(manifest)
        _lay_out(beside, content, given)
        home = enter(beside)
        from xiangxin.office.operations import schema  # noqa: PLC0415 - Django is ready only now
        from xiangxin.office.operations.copies.proving import fill, prove  # noqa: PLC0415

        try:
            fill(content)
            return prove(home, manifest, given, keep=keep)
        finally:
            schema.close()


class _taken_apart:  # noqa: N801 - used as a block
    """The archive's files in a folder for as long as the block lasts."""

    def __init__(self, file: Path, opener: Opener) -> None:
        self._file, self._opener = file, opener
        self._folder = tempfile.TemporaryDirectory(prefix="xiangxin-restore-")

    def __enter__(self) -> tuple[Manifest, Path]:
        content = Path(self._folder.name)
        try:
            with self._file.open("rb") as source:
                return archive.read(opening(source, self._opener), content), content
        except (NotForYou, NotSealed):
            self._folder.cleanup()
            raise refused("backup_closed", str(self._file)) from None
        except Damaged:
            self._folder.cleanup()
            raise refused("backup_damaged", str(self._file)) from None
        except BaseException:
            self._folder.cleanup()
            raise

    def __exit__(self, *_error: object) -> None:
        self._folder.cleanup()


def _require_kind(manifest: Manifest) -> None:
    here = "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"
    if manifest.database != here:
        raise refused("restore_database", wanted=manifest.database)


def _lay_out(beside: Path, content: Path, given: Given) -> None:
    """The office's folder but for the database."""
    shutil.copyfile(content / FILE, beside / FILE)
    keys = beside / "keys"
    keys.mkdir(mode=0o700)
    shutil.copyfile(content / "keys" / RING, keys / RING)
    for name, secret in _keys(content / "keys", keys, given).items():
        if not (keys / name).exists():
            write_key(keys / name, secret)
    read_ring(keys)
    for name in (CHECKPOINTS, *archive.FILES):
        if (content / name).is_dir():
            shutil.copytree(content / name, beside / name)


def _keys(closed: Path, keys: Path, given: Given) -> Mapping[str, bytes]:
    """Every key by its file name; ``CheckFailed`` where there is no way to the key of keys, or it is another one's."""
    wanted = f"kek-{kek_of(closed)}"
    kek = _kek(closed, wanted, given)
    if name_of(kek) != kek_of(closed):
        raise refused("restore_keys_other")
    own = closedkeys.open_keys((closed / closedkeys.FILE).read_bytes(), kek)
    if own is None or not set(OWN_KEYS) <= set(own):
        raise refused("restore_keys_other")
    return {wanted: kek, **own}


def _kek(closed: Path, wanted: str, given: Given) -> bytes:
    if given.shares:
        return escrow.combine(given.shares)
    for folder in (given.keys, closed):
        if folder is not None and (folder / wanted).is_file():
            return (folder / wanted).read_bytes()
    raise refused("restore_keys_missing" if given.keys is None else "restore_keys_other")
