"""One file as it is read: on disk, or in memory only where its bytes may not lie on a disk in the clear."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePath
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Content:
    """A file with its name. Exactly one of ``path`` and ``data`` is set; ``data`` is never printed."""

    name: str
    path: Path | None = None
    data: bytes | None = field(default=None, repr=False)

    @staticmethod
    def of(given: Path | Content) -> Content:
        """The content at a path, or the same content."""
        return given if isinstance(given, Content) else Content(given.name, path=given)

    @property
    def suffix(self) -> str:
        """The ending of the name, in small letters."""
        return PurePath(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return PurePath(self.name).stem

    @property
    def size(self) -> int:
        """How many bytes there are; ``OSError`` where there is no file."""
        return len(self.data) if self.path is None and self.data is not None else self._file.stat().st_size

    def start(self, length: int) -> bytes:
        """The first bytes."""
        if self.data is not None:
            return self.data[:length]
        with self._file.open("rb") as stream:
            return stream.read(length)

    def read(self) -> bytes:
        """All bytes."""
        return self.data if self.data is not None else self._file.read_bytes()

    def source(self) -> Path | BinaryIO:
        """What a library opens: the path, or a stream of the bytes."""
        return BytesIO(self.data) if self.data is not None else self._file

    @property
    def _file(self) -> Path:
        assert self.path is not None, "a content has a path or bytes"
        return self.path
