"""What can be wrong with an area, an institution or a list of them."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class AreaCodeWrong(OfficeError):
    """Not twelve digits, or not of the level it is said to be."""


class AreaUnknown(OfficeError):
    """No area has this code on that day."""


class AreaCodeTaken(OfficeError):
    """The code belongs to an area on that day or later."""

    status = 409


class AreaNameTaken(OfficeError):
    """Two areas beside each other would have one name."""

    status = 409


class AreaNameWrong(OfficeError):
    """A name without a letter, or too long."""


class AreaParentMissing(OfficeError):
    """The area above is not there on that day."""


class AreaHasParts(OfficeError):
    """Areas or institutions inside would be left without it."""

    status = 409


class DayOutOfOrder(OfficeError):
    """The change would begin before what it changes."""


class NothingChanged(OfficeError):
    """The same name or code as before."""


class DocumentMissing(OfficeError):
    """A change of an area has the number of the document that ordered it."""


class SecondPersonNeeded(OfficeError):
    """Whoever prepared a list does not accept it."""

    status = 403


class ListChanged(OfficeError):
    """What is in the office has changed since the list was looked at."""

    status = 409


class InstitutionUnknown(OfficeError):
    """No institution in force has this name or id."""


class InstitutionSlugTaken(OfficeError):
    """The short name is another institution's."""

    status = 409


class InstitutionSlugWrong(OfficeError):
    """The short name has other characters than small letters, digits and hyphens."""


class InstitutionNameTaken(OfficeError):
    """Another institution of the kind and area has the name."""

    status = 409


class InstitutionParentUnfit(OfficeError):
    """The institution above is of a kind that cannot stand there, or is missing where one is needed."""


class InstitutionHasBranches(OfficeError):
    """Branches are still in force."""

    status = 409
