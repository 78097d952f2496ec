"""Files of a submission: parts of lines, each part sealed by the vault for its place, written aside and renamed.

A part holds so many lines that a page of a file is opened without reading the rest. Nothing in the clear is ever
written: what a part holds exists in memory only. A file that was cut short or changed does not open.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from django.conf import settings

from xiangxin.office.vault.errors import VaultError
from xiangxin.office.vault.parts import Parts, parts_of, put_whole, whole_of
from xiangxin.office.vault.sealing import blind_index

PART = 100
"""Lines in a part: a page of rows lies in one or two of them."""
TABLE = "intake_file"
"""Under which name the vault binds files of submissions."""


def folder_of(submission: UUID) -> Path:
    """Where the files of one submission lie, below the office's home."""
    return Path(settings.HOME.folder) / "intake" / str(submission)


def drop(submission: UUID) -> None:
    """Delete all files of a submission; safe to do twice."""
    shutil.rmtree(folder_of(submission), ignore_errors=True)


class Lines:
    """Writes values as JSON lines in sealed parts; a context that leaves no file where an error escapes."""

    def __init__(self, submission: UUID, name: str) -> None:
        self._parts = Parts(folder_of(submission), name, TABLE, str(submission))
        self._waiting: list[Any] = []
        self.count = 0

    def put(self, value: Any) -> None:
        """One more line."""
        self._waiting.append(value)
        self.count += 1
        if len(self._waiting) == PART:
            self._write()

    def _write(self) -> None:
        self._parts.put(json.dumps(self._waiting, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))
        self._waiting = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._parts.abandon()
            return
        if self._waiting:
            self._write()
        self._parts.close()


def lines_of(submission: UUID, name: str, start: int = 0, most: int | None = None) -> Iterator[Any]:
    """Lines of a file from the one at ``start`` (from 0), at most so many."""
    first, skip = divmod(start, PART)
    left = most
    for part in parts_of(folder_of(submission), name, TABLE, str(submission), first):
        for value in json.loads(part)[skip:]:
            if left is not None:
                if left == 0:
                    return
                left -= 1
            yield value
        skip = 0


def put_one(submission: UUID, name: str, value: Any) -> None:
    """A file of one value."""
    with Parts(folder_of(submission), name, TABLE, str(submission)) as parts:
        parts.put(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def one_of(submission: UUID, name: str) -> Any:
    """The value of such a file; None where there is none."""
    found = next(parts_of(folder_of(submission), name, TABLE, str(submission)), None)
    return None if found is None else json.loads(found)


def put_bytes(submission: UUID, name: str, content: bytes) -> None:
    """A file of bytes, such as a workbook."""
    put_whole(folder_of(submission), name, TABLE, str(submission), content)


def bytes_of(submission: UUID, name: str) -> bytes:
    """The bytes of such a file; empty where there is none."""
    return whole_of(folder_of(submission), name, TABLE, str(submission))


def digest_of(submission: UUID, names: Sequence[str]) -> bytes:
    """One keyed digest of what these files say, in this order; the same however often they are sealed again.

    A file that is missing counts as missing, one that does not open as one that says something else.
    """
    whole = hashlib.sha256()
    for name in names:
        whole.update(b"\0" + name.encode("ascii"))
        try:
            for part in parts_of(folder_of(submission), name, TABLE, str(submission)):
                whole.update(b"\1" + hashlib.sha256(part).digest())
        except VaultError:
            whole.update(b"\2")
    return blind_index("staged_files", whole.hexdigest())
