"""What the codes of this room say to people: the words of ``messages.yaml``."""

from __future__ import annotations

from xiangxin.kernel.errors import NOWHERE, Finding
from xiangxin.kernel.messages import Messages

MESSAGES = Messages("xiangxin.office.feeds")


def told(code: str) -> Finding:
    """What a row or a feed was told by its code."""
    return MESSAGES.tell(code, NOWHERE)
