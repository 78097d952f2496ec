"""What can be wrong with a message, with who sent it, and with how a feed is set up."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class SignatureWrong(OfficeError):
    """No feed of this address with a secret has signed the message: one answer for all of these."""

    status = 401


class MessageTooOld(OfficeError):
    """The signed time is further from now than the replay window."""

    status = 401


class MessageTooLarge(OfficeError):
    """More bytes or rows than a message may have."""

    status = 413


class MessageMalformed(OfficeError):
    """Not JSON of the shape that is described; nothing of it was taken."""


class MessageChanged(OfficeError):
    """The number was used for another message."""

    status = 409


class TooManyMessages(OfficeError):
    """More messages on one day than somebody can look at."""

    status = 429


class FormForeign(OfficeError):
    """The feed was opened for another form."""


class PurposeForeign(OfficeError):
    """The agreement is for another purpose."""


class AgreementOver(OfficeError):
    """The agreement under which the feed runs has ended, or has not begun."""

    status = 403


class RepairNotYours(OfficeError):
    """This kind of repair comes from another institution."""

    status = 403


class FormHasNoFeed(OfficeError):
    """No filter says what of this form may come by machine."""


class FeedTaken(OfficeError):
    """The agreement has a feed for this form."""

    status = 409


class AddressNeeded(OfficeError):
    """A feed that asks needs an address; one that is sent to has none."""


class NotAsked(OfficeError):
    """The provider's system sends by itself; the office has nobody to ask."""

    status = 409


class SecretMissing(OfficeError):
    """The provider has not entered the word that opens its address."""

    status = 409


class FeedEnded(OfficeError):
    """The feed has ended."""

    status = 409


class SecretUnfit(OfficeError):
    """A word that opens the provider's address is too short or has signs that no header carries."""


class SimulatedElsewhere(OfficeError):
    """The simulated provider runs in a demo office only, and on this machine only."""

    status = 403
