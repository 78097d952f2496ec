"""What this library refuses: unreadable, not authentic, no longer valid, not to be issued; each with a finding.

A finding may name parts of a token, keys and issuers; it never repeats what a certificate says about a person.
"""

from __future__ import annotations

from typing import TypeVar

from xiangxin.kernel.errors import NOWHERE, CheckFailed, UnreadableInput, XiangxinError
from xiangxin.kernel.messages import Messages
from xiangxin.kernel.text import Text

MESSAGES = Messages("xiangxin.proof.credentials")


class MalformedToken(UnreadableInput):
    """Text that is no token of the kinds known here."""


class MalformedKeys(UnreadableInput):
    """Text that is no published key set, or a key that cannot be used."""


class NotAuthentic(CheckFailed):
    """A token that nobody trusted signed, or that was put together from parts that do not belong together."""


class NotIssuable(CheckFailed):
    """Claims, dates or a key that a certificate may not be made from."""


class NotSealed(CheckFailed):
    """Sealed bytes that do not open: another key, another place, or changed."""


class NotConfigured(XiangxinError):
    """A service outside of this program, such as a device with SM2 keys, that nobody has connected."""


_MAX_SHOWN = 200

_Refusal = TypeVar("_Refusal", bound=XiangxinError)


def refused(kind: type[_Refusal], code: str, /, **values: str | int | Text) -> _Refusal:
    """The error of this kind with the finding ``code``."""
    told = {name: shown(value) if isinstance(value, str) else value for name, value in values.items()}
    return kind([MESSAGES.tell(code, NOWHERE, **told)])


def shown(text: str) -> str:
    """What a token says, fit for a line of a terminal: nothing that is not printable, and not without end."""
    line = "".join(character if character.isprintable() else "?" for character in text[: _MAX_SHOWN + 1])
    return line if len(line) <= _MAX_SHOWN else f"{line[:_MAX_SHOWN]}…"
