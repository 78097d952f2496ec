"""What a user may be told about endpoints, and what a programmer is told about events."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class EventUnfit(Exception):
    """A programmer's mistake: the event is not declared, says too much, or stands outside of an act."""


class EndpointAddressUnfit(OfficeError):
    """Not an https address by name or number that can be reached from outside."""


class EndpointNetworkClosed(OfficeError):
    """The address lies within this machine or a private network that the operator did not open."""


class EndpointKindsUnfit(OfficeError):
    """No kind of event was chosen, or one that does not exist."""


class EndpointTaken(OfficeError):
    """The institution has this address already."""

    status = 409


class TooManyEndpoints(OfficeError):
    """The institution has as many endpoints as it may have."""

    status = 409


class EndpointUnknown(OfficeError):
    """No endpoint of this institution has the id, or it has ended."""

    status = 404


class OtherPersonNeeded(OfficeError):
    """Whoever asks for an endpoint does not approve it."""

    status = 403


class DeliveryUnknown(OfficeError):
    """No delivery that was given up has the id."""

    status = 404
