"""What can be wrong with a person, a household or a business, and with asking about one.

No error says what was typed, and none tells more about somebody than the viewer may know.
"""

from __future__ import annotations

from xiangxin.kernel.errors import NOWHERE
from xiangxin.kernel.ids import IdProblem, id_finding
from xiangxin.office.shell.errors import OfficeError


class NameWrong(OfficeError):
    """A name without a letter, too long, or with signs that no name has."""


class IdNumberWrong(OfficeError):
    """Not an identity number; the words are the kernel's, by the problem."""

    def __init__(self, problem: IdProblem, field: str | None = "id_number") -> None:
        told = id_finding(problem, NOWHERE)
        super().__init__(field, what=told.what, why=told.why, mend=told.mend)


class PhoneWrong(OfficeError):
    """Not a telephone number."""


class DayWrong(OfficeError):
    """A day in the future, before somebody was born, or out of order."""


class AreaNoVillage(OfficeError):
    """People belong to a village or a community."""


class AreaNotYours(OfficeError):
    """The area lies outside of the viewer's."""

    status = 403


class NameDiffers(OfficeError):
    """The number belongs to somebody registered under another name."""

    status = 409


class RegisteredElsewhere(OfficeError):
    """The number belongs to somebody registered in another village."""

    status = 409


class NumberArriving(OfficeError):
    """A submission with this number is just being accepted; it is not all there yet."""

    status = 409


class ArrivalUnknown(OfficeError):
    """People are written for a submission that is not being accepted any more."""

    status = 409


class NumberNotTaken(OfficeError):
    """Not to be registered here; the same words for whoever the number belongs to, and whatever else was entered."""

    status = 409


class AlreadySo(OfficeError):
    """What is to be changed is so already."""

    status = 409


class PersonDead(OfficeError):
    """The person has died; nothing new is registered."""

    status = 409


class HasHousehold(OfficeError):
    """The person belongs to a household; they have to leave it first."""

    status = 409


class NoMember(OfficeError):
    """The person does not belong to this household."""


class HouseholdEnded(OfficeError):
    """Nobody belongs to this household any more."""

    status = 409


class NobodyStays(OfficeError):
    """A household splits only if somebody stays and somebody goes."""


class CodeWrong(OfficeError):
    """Not a unified social credit code, or its check character does not fit."""


class TraderIsPerson(OfficeError):
    """The code is that of somebody trading alone, who is registered as a person."""


class NoTrader(OfficeError):
    """The code is an organisation's."""


class CodeTaken(OfficeError):
    """The code is registered for something else."""

    status = 409


class KinOfOneself(OfficeError):
    """Two different people are needed."""


class ReasonMissing(OfficeError):
    """Somebody asks for a whole value and does not say why."""


class AskedTooOften(OfficeError):
    """The allowance of an hour is used up; the account asks no more until the lock is lifted."""

    status = 429


class OwnLock(OfficeError):
    """Nobody lifts a lock of their own."""

    status = 403


class RecordDamaged(OfficeError):
    """A sealed value does not open: it was changed behind the office's back, or its key is not here."""

    status = 503


class ChooseVillage(OfficeError):
    """Names are shown one village at a time."""


class NobodyFound(OfficeError):
    """Nobody who is open to the viewer has this number."""


class NobodyToAsk(OfficeError):
    """Everybody of age in the village has answered, or holds a form that may still come back."""

    status = 409
