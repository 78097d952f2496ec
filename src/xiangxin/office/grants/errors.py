"""What can be wrong with a decision, a letter, and an answer."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class StateUnfit(OfficeError):
    """The case is not where this step begins."""

    status = 409


class TakerDecides(OfficeError):
    """Whoever took the person's consent does not decide on them."""

    status = 403


class SameOfficer(OfficeError):
    """Whoever decided before does not answer the request for another human being."""

    status = 403


class GroundGone(OfficeError):
    """The person has withdrawn the consent that the case rests on; nothing is decided or accepted any more."""

    status = 409


class ResultStale(OfficeError):
    """Something the result was made from may not be read any more; the person has to be assessed again."""

    status = 409


class DisputeOpen(OfficeError):
    """The result still counts something that the person disputes; nothing adverse is decided by it."""

    status = 409


class WordsProtected(OfficeError):
    """The officer's sentence speaks of what law protects; it is no reason for anything."""


class AnswerWorse(OfficeError):
    """A request for another human being would leave the person with less than was offered before."""


class ReasonWrong(OfficeError):
    """An adverse decision needs a reason of the list that fits it."""


class WordsMissing(OfficeError):
    """This reason needs a sentence that the person can check."""


class LimitAbove(OfficeError):
    """The limit is not positive, above what the policy proposes, or not lower where it says lower."""


class RateOutside(OfficeError):
    """The rate is above what is proposed, or below the lower end of the policy's band."""


class RateNotLower(OfficeError):
    """The rate of a line only goes down, and not below the lower end of the policy's band."""


class NothingProposed(OfficeError):
    """The policy proposes no limit for this person; there is nothing to accept."""

    status = 409


class OneByOne(OfficeError):
    """The case cannot be agreed to together with others: an officer has to look at it."""

    status = 409


class RequestOpen(OfficeError):
    """A request for a human being, or a dispute, is not answered yet; until then nothing adverse happens."""

    status = 409


class AnnouncedAlready(OfficeError):
    """A suspension or reduction of the line is announced already; a person has one notice at a time to contest."""

    status = 409


class NoticeRuns(OfficeError):
    """The notice has not run its term."""

    status = 409


class LetterVoid(OfficeError):
    """The letter speaks of what was over before it reached anybody; it is not delivered any more."""

    status = 409


class AnswerOver(OfficeError):
    """The time to answer is over; the case can be opened again."""

    status = 409


class TooMany(OfficeError):
    """More cases than are agreed to in one act."""


class OwnWordOnly(OfficeError):
    """A relative with a mandate does not accept a line: only the person does."""

    status = 403


class NobodyDue(OfficeError):
    """No line is due for a review, or a new case waits beside each already."""

    status = 409
