"""Where an event may be sent, as ``shell.outgoing`` decides, in this room's words at the field of a form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from xiangxin.office.outbox.errors import EndpointAddressUnfit, EndpointNetworkClosed
from xiangxin.office.shell import outgoing


def check_address(url: str, field: str = "url") -> str:
    """The address as it is kept; ``EndpointAddressUnfit``, ``EndpointNetworkClosed``."""
    with _told(field):
        return outgoing.check_address(url)


def target(url: str) -> outgoing.Target:
    """Where to connect for ``url``, now. ``OSError`` when the name does not resolve, else as ``check_address``."""
    with _told("url"):
        return outgoing.target(url)


@contextmanager
def _told(field: str) -> Iterator[None]:
    try:
        yield
    except outgoing.AddressUnfit:
        raise EndpointAddressUnfit(field) from None
    except outgoing.NetworkClosed:
        raise EndpointNetworkClosed(field) from None
