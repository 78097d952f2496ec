"""What can be wrong with a panel, a round and a ballot."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class BenchWrong(OfficeError):
    """Too few or too many seats or reserves, or one account twice."""


class BenchIncomplete(OfficeError):
    """Nobody sits as one of the kinds that the county's rule names."""


class SeatUnfit(OfficeError):
    """An account that holds no post of a reviewer on this panel."""


class SeatUnstated(SeatUnfit):
    """Nobody could see of this member whom they are kin to: no number, and not from elsewhere."""


class SeatInside(SeatUnfit):
    """A reserve, or their kin, or who was declared to live elsewhere, is registered in the panel's area."""


class OutsideUnfit(SeatUnfit):
    """A member of this kind is somebody of the place."""


class TermUnfit(OfficeError):
    """A term that ends before it begins."""


class RoundUnderWay(OfficeError):
    """The panel still has a round on this village, or one that waits; seats stay as they are until then."""

    status = 409


class NobodyAgreed(OfficeError):
    """Nobody of the village let this panel see their papers."""


class TooManySubjects(OfficeError):
    """More people than one round is for."""


class DayUnfit(OfficeError):
    """The last day is past or too far off."""


class NoReviewPart(OfficeError):
    """The adopted policy has no review part that a round could serve."""


class PhraseShort(OfficeError):
    """A phrase that can be guessed."""


class HalfHeld(OfficeError):
    """This half has its holder already, or the holder of the other half would hold both."""

    status = 409


class NotHolder(OfficeError):
    """Somebody else holds this half."""

    status = 403


class PhraseDoesNotOpen(OfficeError):
    """The phrase does not open the half."""


class RoundNotOpen(OfficeError):
    """The round does not take ballots: it has not begun, or it is closed."""

    status = 409


class RoundOver(OfficeError):
    """The last day of the round is past; ballots are not taken any more."""

    status = 409


class RoundRuns(OfficeError):
    """Boxes are not opened while ballots are still out and the last day has not passed."""

    status = 409


class OtherHalfMissing(OfficeError):
    """The other holder has not handed their half over."""

    status = 409


class ReasonMissing(OfficeError):
    """An opening has a reason in writing."""


class CastAlready(OfficeError):
    """The seat has cast its ballot on this person; a ballot is neither changed nor cast twice."""

    status = 409


class RecusedHere(OfficeError):
    """The seat does not rate this person."""

    status = 403


class NotAssigned(OfficeError):
    """The lot has not given this person to the seat, or the person is of another village or round."""

    status = 404


class RatingUnfit(OfficeError):
    """Not a whole number of points within the policy's bounds."""


class ConsentGone(OfficeError):
    """The person does not let the panel see their papers any more; nothing is shown and no ballot taken."""

    status = 409


class SheetTaken(OfficeError):
    """Two other people have typed this sheet."""

    status = 409


class SheetIncomplete(OfficeError):
    """A sheet has a line for each person who is left to the seat, and none for anybody else."""


class SheetCodeWrong(OfficeError):
    """Not the code of this sheet."""


class SheetGone(OfficeError):
    """The sheet is cast already, or void because it was lost or printed anew."""

    status = 409


class SheetNeedless(OfficeError):
    """Nobody is left to the seat."""

    status = 409
