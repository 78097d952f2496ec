"""Where frozen tables lie: sealed by the vault in the office's home, opened in memory, or in files for one run only.

Whoever opens them asks for the grounds of that day first (``snapshots``). Files in the clear are for their owner alone
and go when the run that wanted them ends; those of a run that was killed go before the next one opens.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from xiangxin.office.vault.parts import put_whole, whole_of
from xiangxin.scoring.arrow import write_table

FOLDER = "snapshots"
TABLE = "creditfile_snapshot"
DIGESTS = "digests"
"""The file of keyed digests of rows, which stays when the rows go."""
DIGEST_BYTES = 32
_OPEN = ".open-"
_DAY = 86_400
_NAMED = 16
"""Characters of a hash in the name of a file."""


def top() -> Path:
    """The folder of all snapshots."""
    found: Path = settings.HOME.folder / FOLDER
    return found


def folder_of(snapshot: UUID) -> Path:
    """Where the files of one snapshot lie."""
    return top() / str(snapshot)


def parquet(table: pa.Table) -> bytes:
    """The bytes of the file that ``scoring.arrow`` writes of a table."""
    sink = pa.BufferOutputStream()
    write_table(sink, table)
    return bytes(sink.getvalue())


def read(content: bytes) -> pa.Table:
    """The table in such bytes."""
    return pq.read_table(pa.BufferReader(content))


def hash_of(content: bytes) -> str:
    """The hash of content in the clear, behind the name of its algorithm."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def name_of(table: str, content_hash: str) -> str:
    """Under which name a table of this content lies: a later version of it never writes over the one before."""
    return f"{table}-{content_hash.partition(':')[2][:_NAMED]}.sealed"


def put(snapshot: UUID, name: str, content: bytes) -> None:
    """Seal content into a file."""
    put_whole(folder_of(snapshot), name, TABLE, str(snapshot), content)


def opened(snapshot: UUID, name: str) -> bytes:
    """What was sealed; empty where there is no file. ``SealBroken`` where it was changed."""
    return whole_of(folder_of(snapshot), name, TABLE, str(snapshot))


def keep_only(snapshot: UUID, names: Collection[str]) -> None:
    """Delete every other file of a snapshot; safe to do twice."""
    folder = folder_of(snapshot)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in names:
            path.unlink(missing_ok=True)


def drop(snapshot: UUID) -> None:
    """Delete all files of a snapshot that did not come to be."""
    shutil.rmtree(folder_of(snapshot), ignore_errors=True)


def forget_unknown(known: Collection[UUID]) -> None:
    """Delete folders that no row names, of a freezing that was killed; those of the last day may be on their way."""
    for folder in top().iterdir() if top().is_dir() else ():
        is_one = not folder.name.startswith(".") and folder.name not in {str(one) for one in known}
        if is_one and time.time() - folder.stat().st_mtime > _DAY:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def in_files(contents: Mapping[str, bytes]) -> Iterator[dict[str, Path]]:
    """Content in the clear as Parquet files by table, readable by their owner alone; they are gone after the block."""
    top().mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(top()):
        forget_killed()
        folder = Path(tempfile.mkdtemp(prefix=_OPEN, dir=top()))
        mine = _lock(folder)
    try:
        paths = {}
        for name, content in contents.items():
            paths[name] = folder / f"{name}.parquet"
            paths[name].touch(0o600, exist_ok=False)
            paths[name].write_bytes(content)
        yield paths
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(mine)


def forget_killed() -> int:
    """Delete files in the clear whose process is gone; how many folders. Those in use are locked by their owner."""
    gone = 0
    for folder in top().glob(f"{_OPEN}*"):
        try:
            mine = _lock(folder)
        except (BlockingIOError, FileNotFoundError):
            continue
        shutil.rmtree(folder, ignore_errors=True)
        os.close(mine)
        gone += 1
    return gone


def _lock(folder: Path) -> int:
    """Hold a folder until the answer is closed, or its process ends; ``BlockingIOError`` where another one does."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(handle)
        raise
    return handle


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One after the other: between making a folder and holding it nobody looks whose it is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
