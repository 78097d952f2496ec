"""The scan behind an entry: what may be uploaded, told by its bytes; sealed while it is kept, by its hash for ever."""

from __future__ import annotations

import hashlib
from uuid import UUID

from xiangxin.office.incentives.errors import DocumentUnfit
from xiangxin.office.incentives.models import Document
from xiangxin.office.incentives.terms import LIMITS
from xiangxin.office.vault.sealing import open_bytes, seal_bytes

_SIGNS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
_COLUMN = "content_sealed"
_MEGABYTE = 1 << 20
_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def media_of(content: bytes) -> str:
    """What the bytes are; ``DocumentUnfit`` for what is not taken, whatever its name says."""
    media = next((media for sign, media in _SIGNS.items() if content.startswith(sign)), None)
    if media is None or len(content) > LIMITS["document_bytes"]:
        raise DocumentUnfit("document", megabytes=LIMITS["document_bytes"] // _MEGABYTE)
    return media


def sha256_of(content: bytes) -> str:
    """By what the document is known."""
    return hashlib.sha256(content).hexdigest()


def sealed(row: Document, content: bytes) -> bytes:
    """The bytes closed for their row."""
    return seal_bytes(content, Document._meta.db_table, _COLUMN, row.id)


def opened(row: Document) -> bytes:
    """The bytes again. Inside a reading."""
    return open_bytes(row.content_sealed, Document._meta.db_table, _COLUMN, UUID(str(row.id)))


def name_of(row: Document) -> str:
    """What the file is called when it is opened: the number of its entry."""
    return f"{row.entry.number}.{_ENDINGS[row.media]}"
