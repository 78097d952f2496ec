"""What can be wrong with what is sent, and with what somebody wants to do with it."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class FormUnknown(OfficeError):
    """There is no form of this name."""

    status = 404


class FormNotYours(OfficeError):
    """The viewer's post, or its institution, does not send this form."""

    status = 403


class InstitutionMissing(OfficeError):
    """No institution stands behind the sender: neither the post's own nor the government of the area."""


class AreaBeyondYours(OfficeError):
    """The rows would be of an area that is not the sender's."""


class AgreementNeeded(OfficeError):
    """The form comes in under an agreement, and none was named."""


class AgreementUnfit(OfficeError):
    """The agreement is another institution's, or nobody's."""


class AgreementLacksForm(AgreementUnfit):
    """The agreement does not name this form."""


class AgreementOver(AgreementUnfit):
    """The agreement has ended, or has not begun."""


class AgreementTaken(OfficeError):
    """An agreement has this number already."""


class AgreementOneSided(OfficeError):
    """Provider and receiver of an agreement are one institution."""


class AgreementWrong(OfficeError):
    """The days of an agreement do not follow each other, or it names no form that needs one."""


class FileMissing(OfficeError):
    """No file was sent, or an empty one."""


class FileTooLarge(OfficeError):
    """The file has more bytes than any table of a county."""

    status = 413


class FileKindUnknown(OfficeError):
    """The file's name does not end like a table that is read here."""


class FileDamagedOnTheWay(OfficeError):
    """What arrived is not what was announced."""


class StateUnfit(OfficeError):
    """The submission is not in a state in which this can be done."""

    status = 409


class NothingToAccept(OfficeError):
    """No row of the submission would change anything."""

    status = 409


class StagedChanged(OfficeError):
    """What was read is not what the proposal was about."""

    status = 409


class SenderDecides(OfficeError):
    """Whoever sent it, or somebody acting for them, cannot be the second person."""

    status = 403


class FilesGone(OfficeError):
    """The term for which the rows of a submission are kept has ended."""

    status = 404


class AlreadyDecided(OfficeError):
    """Somebody has decided about these two already."""

    status = 409


class NotDecided(OfficeError):
    """There is no decision that could be undone."""

    status = 409


class ReasonUnfit(OfficeError):
    """The reason does not stand for the decision, or none was named."""


class OverrideByAnother(OfficeError):
    """So much is alike that somebody else than the sender has to say that they are two."""

    status = 403


class OperatorIsPerson(OfficeError):
    """The code is of somebody who trades alone."""


class OperatorContentUnfit(OfficeError):
    """The matter takes another column than the one that was filled in."""


class KnownOtherwise(OfficeError):
    """Somebody found that the person is registered under another number."""

    status = 409
