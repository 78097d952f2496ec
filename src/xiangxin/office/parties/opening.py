"""Opens sealed columns of this room's rows, inside a reading or an act, and turns damage into an error that is told."""

from __future__ import annotations

import hmac

from django.db.models import Model

from xiangxin.office.parties.errors import RecordDamaged
from xiangxin.office.vault.errors import VaultError
from xiangxin.office.vault.sealing import open_on


def opened(row: Model, column: str) -> str:
    """The text of a sealed column; ``RecordDamaged`` where it does not open."""
    try:
        return open_on(row, column)
    except VaultError as error:
        raise RecordDamaged from error


def same_text(row: Model, column: str, text: str) -> bool:
    """Whether the sealed column says ``text``."""
    return hmac.compare_digest(opened(row, column).encode(), text.encode())
