"""A command is done once for its key, however often and at how many places at once it is sent.

The key, the effect and the answer are one transaction: the second sender waits for the first and gets its answer. A
command that failed left nothing, its key included.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from xiangxin.kernel.canonical import encode
from xiangxin.office.gateway.errors import KeyMissing, KeyReused
from xiangxin.office.gateway.models import Answer
from xiangxin.office.gateway.queries import LIMITS

HEADER = "Idempotency-Key"
SHAPE = "^[A-Za-z0-9_-]{8,64}$"


def fingerprint(method: str, path: str, body: bytes) -> bytes:
    """What makes two commands the same."""
    return hashlib.sha256(encode((method, path, body.hex()))).digest()


def once(token: UUID, key: str, command: bytes, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The answer of ``work``, done now or before. ``KeyMissing`` for no key, ``KeyReused`` for another command's."""
    if re.fullmatch(SHAPE, key) is None:
        raise KeyMissing(HEADER)
    with transaction.atomic():
        row = _claimed(token, key, command)
        if row is None:
            return _given(token, key, command)
        answer = work()
        Answer.objects.filter(id=row.id).update(body=answer)
        return answer


def forget_answers() -> int:
    """Delete answers that nobody asks for any more; how many."""
    return Answer.objects.filter(at__lt=timezone.now() - timedelta(hours=LIMITS["keep_answers_hours"])).delete()[0]


def _claimed(token: UUID, key: str, command: bytes) -> Answer | None:
    """A new row, or None when another request has the key; waits until that one has ended."""
    row = Answer(token=token, key=key, fingerprint=command, at=timezone.now())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return None
    return row


def _given(token: UUID, key: str, command: bytes) -> dict[str, Any]:
    row = Answer.objects.get(token=token, key=key)
    if bytes(row.fingerprint) != command:
        raise KeyReused(HEADER)
    return dict(row.body or {})
