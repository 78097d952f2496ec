"""What can be refused about grounds, notices, consents and paper forms. Words stand in ``messages.yaml``.

No error tells a viewer about a person what the viewer may not know: a consent given to somebody else looks like none.
"""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class NoGround(OfficeError):
    """Base of every refusal to read somebody's rows; each is noted in the log."""

    status = 403


class PurposeUnknown(NoGround):
    """Not one of the closed list of purposes."""


class PurposeNotOpen(NoGround):
    """A purpose that this kind of deployment may not follow."""


class FieldUnknown(NoGround):
    """A field that no registry knows; it has no column anywhere."""


class RoleHasNoGround(NoGround):
    """No row of the registry lets this role read these classes for this purpose on this ground."""


class NoConsent(NoGround):
    """The person has not consented to this purpose, receiver and class, or not to this viewer's institution."""


class ConsentWithdrawn(NoGround):
    """The person withdrew, and has not consented anew since."""


class ConsentNotBegun(NoGround):
    """The consent begins on a later day."""


class ConsentExpired(NoGround):
    """The consent has ended."""


class NoticeTooLate(NoGround):
    """The consent began before its notice was delivered."""


class ConsentNotWritten(NoGround):
    """The class counts only in writing, and this consent is not."""


class ConsentUnconfirmed(NoGround):
    """It was said at a station or by its slip, and nobody independent of that station has confirmed it."""


class NotThePerson(NoGround):
    """A household's account asks about somebody else."""


class NotOfAge(NoGround):
    """The person is a minor, or of unknown age: there is no credit file of them."""


class NoContract(NoGround):
    """No contract in force between this person and the viewer's institution."""


class NoMandate(NoGround):
    """The person did not ask this viewer to act for them, or no longer."""


class NoticeMissing(OfficeError):
    """No text for this purpose and class is published, so nobody can be asked."""

    status = 409


class PanelUnnamed(OfficeError):
    """A review is consented to after its panel was named; this one has no members yet."""

    status = 409


class ReceiverUnfit(OfficeError):
    """The institution is not in force, or of a kind that receives nothing for this purpose here."""


class DeliveryUnknown(OfficeError):
    """No such notice reached this person, or another one is in force by now."""

    status = 404


class NotYours(OfficeError):
    """A household's account acts for another person; nobody consents, refuses or withdraws for others."""

    status = 403


class MayNotTake(OfficeError):
    """The viewer's post takes no consents this way, or its station belongs to the receiver."""

    status = 403


class PersonUnregistered(OfficeError):
    """A paper of somebody who is in no register: nobody knows who they are, nor whether they are of age."""


class DeliveryUnrecorded(OfficeError):
    """A paper that does not say when its notice reached the person."""


class MinorCannot(OfficeError):
    """The person is not of age, or of unknown age, and consents to nothing."""


class AnsweredAlready(OfficeError):
    """The notice was answered; whoever changes their mind reads it again."""

    status = 409


class GivenAlready(OfficeError):
    """A consent of this kind is in force, or begins on that day already."""

    status = 409


class PartUnknown(OfficeError):
    """Something was ticked that the notice does not offer."""


class PartUnseen(OfficeError):
    """The consent shows nothing of the kind any more; there is nothing to take back."""

    status = 409


class SignatureMissing(OfficeError):
    """The class needs writing and the signature step was not done."""


class SignedDayWrong(OfficeError):
    """The day of the signature lies in the future or before the notice was delivered."""


class WithdrawnSince(OfficeError):
    """After the signature the person withdrew; the signature grounds nothing any more."""

    status = 409


class SecondChannelNeeded(OfficeError):
    """A consent is confirmed through another channel than the one it was given through, by others than that station."""

    status = 409


class NothingToWithdraw(OfficeError):
    """No consent of this kind is open."""

    status = 409


class PaperReferenceWrong(OfficeError):
    """A paper without a number cannot be found again."""


class NoticeDamaged(OfficeError):
    """The stored text is not the one that two people published."""

    status = 503


class TextChanged(OfficeError):
    """The file is not the one that was proposed."""

    status = 409


class VersionPublished(OfficeError):
    """This version, or a later one, is published already; another wording is another version."""

    status = 409


class MembersWrong(OfficeError):
    """Not a list of names of a panel."""


class DeletedAlready(OfficeError):
    """The receiver has reported this deletion."""

    status = 409


class DayUnfit(OfficeError):
    """A day in the future, or before the form was printed."""


class SecondPersonNeeded(OfficeError):
    """Whoever printed the forms does not confirm that they came back signed."""

    status = 403


class BatchUnfit(OfficeError):
    """No form at all, too many, the same person twice, or a name that cannot be printed."""
