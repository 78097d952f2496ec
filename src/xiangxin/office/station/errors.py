"""What can be wrong at the desk. Nobody learns from it whether somebody is registered elsewhere."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class NotAtADesk(OfficeError):
    """The viewer's post is at no station."""

    status = 403


class NobodyWithThisNumber(OfficeError):
    """No person with this number in the station's area; it is not told whether there is one elsewhere."""


class SomebodyIsHere(OfficeError):
    """The keeper still serves somebody; one person at a time."""

    status = 409


class NobodyIsHere(OfficeError):
    """Nobody stands before the desk, or the visit has run out."""

    status = 409


class NotForOneself(OfficeError):
    """A keeper does not serve the own file; another keeper does."""

    status = 403


class MandateMissing(OfficeError):
    """The relative holds no mandate of this person that is in force."""


class OnlyInPerson(OfficeError):
    """Somebody who came with a mandate asks for what only the person may ask."""

    status = 403


class PaperNumberWrong(OfficeError):
    """A paper without a number cannot be found again."""


class PaperTaken(OfficeError):
    """Another mandate rests on the paper with this number."""

    status = 409


class NoPhoneHere(OfficeError):
    """The register has no phone of this person, and no number was typed."""


class CodesInVisitUsedUp(OfficeError):
    """So many codes were sent in one visit that no more are."""

    status = 429


class SheetUnknown(OfficeError):
    """No sheet with this number waits for a confirmation in the viewer's area."""


class MandateUnknown(OfficeError):
    """The person who is here gave no such mandate, or it has ended."""

    status = 404
