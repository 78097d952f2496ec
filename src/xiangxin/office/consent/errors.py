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


class NotThePerson(NoGround):
    """A household's account asks about somebody else."""


class NotOfAge(NoGround):
    """The person is a minor, or of unknown age: there is no credit file of them."""


class NoContract(NoGround):
    """No contract in force between this person and the viewer's institution."""


class NoMandate(NoGround):
    """The person did not ask this viewer to act for them, or no longer."""
