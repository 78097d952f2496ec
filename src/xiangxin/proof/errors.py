"""What this room refuses: one class for each thing that can be malformed, each with a finding in both languages.

A finding may name what is wrong and how many bytes there are; it never repeats what a log entry says.
"""

from __future__ import annotations

from typing import TypeVar

from xiangxin.kernel.errors import NOWHERE, CheckFailed, UnreadableInput, XiangxinError
from xiangxin.kernel.messages import Messages

MESSAGES = Messages("xiangxin.proof")


class MalformedFrontier(UnreadableInput):
    """Bytes that are no frontier of a tree."""


class MalformedNote(UnreadableInput):
    """Text that is no signed note."""


class MalformedCheckpoint(UnreadableInput):
    """A note whose text is no checkpoint."""


class MalformedKey(UnreadableInput):
    """Text that is no signing or verification key, or one of a kind that is not known."""


class MalformedEntry(UnreadableInput):
    """Values that are no entry of the log."""


class NotSigned(CheckFailed):
    """A note without a good signature by a trusted key, or with a bad one."""


class NotExtended(CheckFailed):
    """A checkpoint that does not continue an earlier one of the same log."""


_Refusal = TypeVar("_Refusal", bound=XiangxinError)


def refused(kind: type[_Refusal], code: str, /, **values: str | int) -> _Refusal:
    """The error of this kind with the finding ``code``."""
    return kind([MESSAGES.tell(code, NOWHERE, **values)])
