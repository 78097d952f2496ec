"""The words of what the verifier finds."""

from __future__ import annotations

from xiangxin.kernel.errors import NOWHERE, Finding
from xiangxin.kernel.messages import Messages

_MESSAGES = Messages("xiangxin.office.audit.verify")


def tell(code: str, **values: str | int) -> Finding:
    """One finding; values are names of tables and columns, numbers of entries and opaque keys."""
    return _MESSAGES.tell(code, NOWHERE, **values)
