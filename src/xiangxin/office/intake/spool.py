"""What a browser uploads is sealed while it arrives: a large file never lies on a disk in the clear.

Small uploads stay in memory; larger ones go part by part into a file of the office's home that is deleted with the
request. What is beyond every limit is counted and not kept.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from xiangxin.interop.settings import LIMITS
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.sealedfile import TABLE, drop
from xiangxin.office.vault.parts import Parts, parts_of

_DAY = 86_400


def spool() -> Path:
    """Where uploads lie while their request lasts."""
    return Path(settings.HOME.folder) / "intake" / "spool"


def clear_spool() -> int:
    """Delete what requests that were killed left more than a day ago, before or after it was a file of intake.

    Answers how many files and folders.
    """
    old = [path for path in spool().glob("*") if _is_old(path)]
    for path in old:
        path.unlink(missing_ok=True)
    folders = [path.name for path in spool().parent.glob("*-*") if _is_old(path)]
    known = {str(id_) for id_ in Submission.objects.filter(id__in=folders).values_list("id", flat=True)}
    unknown = [name for name in folders if name not in known]
    for name in unknown:
        drop(UUID(name))
    return len(old) + len(unknown)


def _is_old(path: Path) -> bool:
    return path.stat().st_mtime < time.time() - _DAY


class SealedUpload(UploadedFile[bytes]):
    """An uploaded file whose bytes lie sealed; ``chunks`` opens them part by part, ``close`` deletes them."""

    def __init__(self, place: str, name: str | None, content_type: str | None, size: int) -> None:
        super().__init__(None, name, content_type, size)
        self._place = place

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:  # noqa: ARG002 - parts are as they were sealed
        """The bytes in order; none of a file that was too large to be kept."""
        yield from parts_of(spool(), self._place, TABLE, self._place)

    def read(self, *args: Any) -> bytes:  # noqa: ARG002 - there are only all of them
        """All bytes; for whoever must have them at once."""
        return b"".join(self.chunks())

    def close(self) -> None:
        """Delete what was kept."""
        (spool() / self._place).unlink(missing_ok=True)


class SealedUploadHandler(FileUploadHandler):
    """Stands behind the handler that keeps small uploads in memory."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self._place = secrets.token_hex(16)
        self._parts: Parts | None = Parts(spool(), self._place, TABLE, self._place)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal the next bytes."""
        if self._parts is None:
            return
        if start + len(raw_data) > LIMITS.file_bytes:
            self.upload_interrupted()
        else:
            self._parts.put(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        """The file as the form gets it, its whole size included."""
        if self._parts is not None:
            self._parts.close()
        return SealedUpload(self._place, self.file_name, self.content_type, file_size)

    def upload_interrupted(self) -> None:
        """Leave nothing of a file that broke off or is too large."""
        if self._parts is not None:
            self._parts.abandon()
            self._parts = None
