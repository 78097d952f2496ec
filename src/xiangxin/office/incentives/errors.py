"""What can be wrong with an entry, a list, an exchange or an objection."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class NotAgreed(OfficeError):
    """The person has not agreed that points are kept, or does not any more."""

    status = 409


class NoList(OfficeError):
    """No list is in force."""

    status = 409


class ListChanged(OfficeError):
    """The file says something else than what was proposed."""

    status = 409


class ListStands(OfficeError):
    """This very list is in force already."""

    status = 409


class BenefitUnknown(OfficeError):
    """The list has no such benefit."""


class KindUnknown(OfficeError):
    """The list has no such kind, or not at that level."""


class DocumentMissing(OfficeError):
    """There is no document, or no number of it, or nobody who issued it."""


class DocumentUnfit(OfficeError):
    """What was uploaded is no picture and no PDF, or too large."""


class DocumentTwice(OfficeError):
    """This document was entered for this person already."""

    status = 409


class DayWrong(OfficeError):
    """A day lies in the future, or the entry would bring nothing any more."""


class StateUnfit(OfficeError):
    """The entry does not stand where this can be done."""

    status = 409


class SecondPerson(OfficeError):
    """Whoever proposed or confirmed it does not do this too."""

    status = 409


class PointsShort(OfficeError):
    """There are not so many points."""

    status = 409


class OwnWordOnly(OfficeError):
    """Only the person exchanges points."""

    status = 403


class ObjectionOpen(OfficeError):
    """The person has said so already."""

    status = 409
