"""The words of this room: findings in both languages, from its messages file."""

from __future__ import annotations

from xiangxin.kernel.errors import NOWHERE, CheckFailed, Finding, Location
from xiangxin.kernel.messages import Messages
from xiangxin.kernel.text import Text

_MESSAGES = Messages("xiangxin.office.operations")


def told(code: str, where: Location | str = NOWHERE, **values: str | int | Text) -> Finding:
    """The finding with this code; ``where`` may be a path."""
    return _MESSAGES.tell(code, Location(where) if isinstance(where, str) else where, **values)


def refused(code: str, where: Location | str = NOWHERE, **values: str | int | Text) -> CheckFailed:
    """The same as an error: the step is not done and nothing was changed."""
    return CheckFailed([told(code, where, **values)])
