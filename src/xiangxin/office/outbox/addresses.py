"""Where an event may be sent: over https to the outside, never into this machine or a network nobody opened.

The name is resolved once and the connection goes to the address that was looked at, so that a name which answers
differently the second time leads nowhere. Redirects are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from xiangxin.office.outbox.errors import EndpointAddressUnfit, EndpointNetworkClosed

MOST = 300
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was looked at: connect to ``address``, speak to ``host``."""

    host: str
    port: int
    path: str
    secure: bool
    address: str


def check_address(url: str, field: str = "url") -> str:
    """The address as it is kept. ``EndpointAddressUnfit`` for its form; a number in it is checked as a network."""
    parts = _split(url, field)
    try:
        number = ipaddress.ip_address(parts.hostname or "")
    except ValueError:
        return url
    _check_open([number], parts, field)
    return url


def target(url: str) -> Target:
    """Where to connect for ``url``, now. ``OSError`` when the name does not resolve, else as ``check_address``."""
    parts = _split(url, "url")
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = [ipaddress.ip_address(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    _check_open(found, parts, "url")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port, path, parts.scheme == "https", str(found[0]))


def _split(url: str, field: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise EndpointAddressUnfit(field) from None
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= MOST
    bare = parts.username is None and parts.password is None and not parts.fragment and port != 0
    schemes = ("https", "http") if settings.DEMO else ("https",)
    if not (plain and bare and parts.scheme in schemes and parts.hostname):
        raise EndpointAddressUnfit(field)
    return parts


def _check_open(addresses: Iterable[Address], parts: SplitResult, field: str) -> None:
    for address in addresses:
        number = getattr(address, "ipv4_mapped", None) or address
        if settings.DEMO and number.is_loopback:
            continue
        if parts.scheme != "https":
            raise EndpointAddressUnfit(field)
        opened = any(number in network for network in settings.WEBHOOK_NETWORKS if network.version == number.version)
        if opened and not number.is_loopback:
            continue
        if not number.is_global or number.is_multicast or _embedded(number):
            raise EndpointNetworkClosed(field)


def _embedded(number: Address) -> bool:
    """Whether an IPv6 address carries an IPv4 one inside, which a gateway might hand on."""
    if isinstance(number, ipaddress.IPv4Address):
        return False
    return number.sixtofour is not None or number.teredo is not None or number in ipaddress.ip_network("64:ff9b::/96")
