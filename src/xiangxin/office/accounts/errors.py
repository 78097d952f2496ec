"""What this room refuses, one class per situation; the words stand in ``messages.yaml``."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class RoleNotHere(OfficeError):
    """This kind of deployment has no such role."""


class AreaNotForRole(OfficeError):
    """The role is not held in an area of this rank, or the code is no area."""


class InstitutionNotForRole(OfficeError):
    """The role needs an institution of a certain kind, or the one named is of another."""


class BeyondOwnArea(OfficeError):
    """The area lies outside of the proposer's or the decider's own."""

    status = 403


class RoleMayNotPropose(OfficeError):
    """The viewer's role brings nobody into this role."""

    status = 403


class RoleMayNotDecide(OfficeError):
    """The viewer's role does not decide this kind of proposal."""

    status = 403


class AlreadyProposed(OfficeError):
    """The very same waits for a second person already."""

    status = 409


class NotToOneself(OfficeError):
    """Somebody wants to give a post, a factor or a right to the own account."""

    status = 403


class RolesApart(OfficeError):
    """One person may not hold these two roles at once."""

    status = 409


class PostOverlaps(OfficeError):
    """The account already holds this post on some of these days."""

    status = 409


class PostEnded(OfficeError):
    """The post has ended, or ends before."""

    status = 409


class TermBackwards(OfficeError):
    """The last day lies before the first."""


class TermTooLong(OfficeError):
    """Longer than such a thing may last."""


class DayPast(OfficeError):
    """The first day lies in the past."""


class AccountClosed(OfficeError):
    """The account is locked or closed."""

    status = 409


class AccountOpen(OfficeError):
    """The account is not closed; there is nothing to open again."""

    status = 409


class LoginTaken(OfficeError):
    """Another account has this login."""

    status = 409


class LoginUnfit(OfficeError):
    """The login does not look like one."""


class NotStaff(OfficeError):
    """This is a household's account; posts and second factors are for staff."""


class ReasonMissing(OfficeError):
    """An act that another person will judge has no reason."""


class KindUnknown(OfficeError):
    """No room registered this kind of proposal."""

    status = 404


class SecondPersonNeeded(OfficeError):
    """The proposer, or somebody acting for the proposer, wants to decide."""

    status = 403


class AlreadyDecided(OfficeError):
    """Somebody else was faster."""

    status = 409


class ProposalExpired(OfficeError):
    """The time in which a second person could decide has run out."""

    status = 409


class NotYourProposal(OfficeError):
    """Only the proposer takes a proposal back."""

    status = 403


class PostNotDelegable(OfficeError):
    """Posts of this role are handed to nobody."""


class NotYourPost(OfficeError):
    """Only the holder hands a post to somebody, and only one that is held in its own right."""


class OtherInstitution(OfficeError):
    """A post goes only to somebody of the same institution."""


class SignInLocked(OfficeError):
    """Too many wrong tries; the account waits."""

    status = 429


class SecondFactorNeeded(OfficeError):
    """The post's doors open only after a second factor."""

    status = 403


class SlipInvalid(OfficeError):
    """The slip is unknown, used, expired, or the second fact is wrong; which one is not said."""

    status = 403


class CodeInvalid(OfficeError):
    """The code to the phone or the second fact is wrong, or the code has expired; which one is not said."""

    status = 403


class PhoneUnfit(OfficeError):
    """This is no telephone number."""


class CodesUsedUp(OfficeError):
    """No more codes today for this phone, or this hour from this place; told alike for known and unknown phones."""

    status = 429


class DeskCodeWrong(OfficeError):
    """What the person read out is not the code that was sent to this phone."""


class DeskCodeExpired(OfficeError):
    """The minutes or the tries of the code are over."""


class DeskCodeUsed(OfficeError):
    """The code has verified a phone already."""

    status = 409


class PhoneClosed(OfficeError):
    """This office can send no texts."""

    status = 404


class WordUnfit(OfficeError):
    """The household's word is too short, too long, or can be read off the identity card."""


class PinUnfit(OfficeError):
    """The digits chosen for a slip are too few, too easy, or can be read off the identity card."""


class DemoOnly(OfficeError):
    """This exists in a demo deployment on the machine itself only; elsewhere there is nothing."""

    status = 404


class SessionGone(OfficeError):
    """The stay that should be ended has ended, or is somebody else's."""

    status = 404
