"""What a user's mistake or an unlucky moment becomes: a named error with what, why and how to mend it, in both tongues.

A room declares one class per situation in its ``errors.py`` and the words in its ``messages.yaml`` under the class's
code. A view lets the error escape: ``problems`` turns it into a page or into JSON. Words and values never hold a name,
a number or a text of a person.
"""

from __future__ import annotations

import re
from functools import cache
from typing import ClassVar

from xiangxin.kernel.errors import NOWHERE, Finding, Location
from xiangxin.kernel.messages import Messages
from xiangxin.kernel.text import Text

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@cache
def messages_of(package: str) -> Messages:
    """The words of one room."""
    return Messages(package)


class OfficeError(Exception):
    """Base of every error that a user is told: ``status`` is the HTTP status, ``code`` the class's name in snake case.

    ``field`` names the input that is wrong, where one is. ``values`` fill the words.
    """

    status: ClassVar[int] = 422
    code: ClassVar[str] = "office_error"
    room: ClassVar[str] = "xiangxin.office.shell"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.code = _WORD_STARTS.sub("_", cls.__name__).lower()
        cls.room = cls.__module__.rpartition(".")[0]

    def __init__(self, field: str | None = None, **values: str | int | Text) -> None:
        where = NOWHERE if field is None else Location(file="", field=field)
        self.field = field
        self.values = values
        self.finding: Finding = messages_of(self.room).tell(self.code, where, **values)
        super().__init__(f"{self.code}: {self.finding.what.en}")

    @property
    def text(self) -> Text:
        """What, why and what to do as one paragraph, for a place at a field."""
        told = self.finding
        return Text(f"{told.what.zh}。{told.why.zh}{told.mend.zh}", f"{told.what.en}. {told.why.en} {told.mend.en}")


class AddressUnknown(OfficeError):
    """Nothing stands at this address, or nothing that the viewer may know of; the two look the same."""

    status = 404


class NotAllowed(OfficeError):
    """The viewer's post does not open this door."""

    status = 403


class SignInNeeded(OfficeError):
    """Nobody is signed in, or the token is not one of ours."""

    status = 401


class FormExpired(OfficeError):
    """A form came without the token its page was given."""

    status = 403


class RequestUnreadable(OfficeError):
    """The request cannot be read at all: broken address, foreign host, broken transfer."""

    status = 400


class TextDamaged(OfficeError):
    """Text holds a NUL, half a character or another code that stands for no character."""

    status = 400


class NotJson(OfficeError):
    """A body that should be JSON is not."""

    status = 400


class MethodUnknown(OfficeError):
    """The address exists and does not answer to this method."""

    status = 405


class Conflicting(OfficeError):
    """What the request builds on has changed in between."""

    status = 409


class TooLarge(OfficeError):
    """More bytes or fields than one request may have."""

    status = 413


class MediaUnknown(OfficeError):
    """The body is of a kind that is not read here."""

    status = 415


class InputInvalid(OfficeError):
    """One or more fields are not what they should be; each is told at its place."""


class TextTooLong(OfficeError):
    """A text is longer than any field takes."""


class NumberOutOfRange(OfficeError):
    """A number that no database column holds."""


class TooManyRequests(OfficeError):
    """The allowance of a minute is used up."""

    status = 429


class OfficeFault(OfficeError):
    """Our mistake. The page says so, names the request and shows nothing else."""

    status = 500


class OfficeBusy(OfficeError):
    """Another write holds the database, or it does not answer; nothing was changed."""

    status = 503


class DiskFull(OfficeError):
    """The disk takes no more; reading goes on."""

    status = 503


BY_STATUS: dict[int, type[OfficeError]] = {
    400: RequestUnreadable,
    401: SignInNeeded,
    403: NotAllowed,
    404: AddressUnknown,
    405: MethodUnknown,
    409: Conflicting,
    413: TooLarge,
    415: MediaUnknown,
    422: InputInvalid,
    429: TooManyRequests,
    500: OfficeFault,
    503: OfficeBusy,
}
"""What an answer without words of its own says."""
