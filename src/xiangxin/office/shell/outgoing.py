"""Where the office may send something: over https to the outside, never into this machine or a network nobody opened.

The name is resolved once and the connection goes to the address that was looked at, so that a name which answers
differently the second time leads nowhere. Redirects are not followed.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

MOST = 300
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressUnfit(ValueError):
    """Not an https address by name or number that can be reached from outside."""


class NetworkClosed(ValueError):
    """It lies within this machine or a private network that the operator did not open."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was looked at: connect to ``address``, speak to ``host``."""

    host: str
    port: int
    path: str
    secure: bool
    address: str


def check_address(url: str) -> str:
    """The address as it is kept. ``AddressUnfit`` for its form; ``NetworkClosed`` for what it says itself: a number.

    Where a name leads is asked when it is used; that this machine's own name leads here is known.
    """
    parts = _split(url)
    number = _number_of(parts.hostname or "")
    if number is not None:
        _check_open([number], parts)
    return url


def is_number(host: str) -> bool:
    """Whether a host is written as an address of the network, not as a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _number_of(host: str) -> Address | None:
    """The number that a host is, in any way in which resolvers read one (``127.1``); None for a name."""
    if is_number(host):
        return ipaddress.ip_address(host)
    if host.rstrip(".").rpartition(".")[2] == "localhost":
        return ipaddress.IPv4Address("127.0.0.1")
    with contextlib.suppress(OSError):
        return ipaddress.IPv4Address(socket.inet_aton(host))
    return None


def target(url: str) -> Target:
    """Where to connect for ``url``, now. ``OSError`` when the name does not resolve, else as ``check_address``."""
    parts = _split(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = [ipaddress.ip_address(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    _check_open(found, parts)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port, path, parts.scheme == "https", str(found[0]))


class Connection(http.client.HTTPConnection):
    """Speaks to a host by the address that was looked at."""

    def __init__(self, to: Target, seconds: float) -> None:
        super().__init__(to.host, to.port, timeout=seconds)
        self._to, self._seconds = to, seconds
        self._wire: socket.socket | None = None

    def connect(self) -> None:
        self.sock = self._wire = socket.create_connection((self._to.address, self._to.port), self._seconds)

    def hang_up(self) -> None:
        """End it from another thread, in the midst of an answer too: closing alone waits for whoever still reads."""
        if self._wire is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._wire, socket.SHUT_RDWR)


class _Secure(Connection):
    """The same within TLS; the certificate is the host's."""

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        secured = context.wrap_socket(self.sock, server_hostname=self._to.host, do_handshake_on_connect=False)
        self.sock = self._wire = secured
        secured.do_handshake()


def connection(to: Target, seconds: float) -> Connection:
    """A connection to what was looked at, not yet open; no single wait for it takes longer than ``seconds``."""
    return (_Secure if to.secure else Connection)(to, seconds)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressUnfit from None
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= MOST
    bare = parts.username is None and parts.password is None and not parts.fragment and port != 0
    schemes = ("https", "http") if settings.DEMO else ("https",)
    if not (plain and bare and parts.scheme in schemes and parts.hostname):
        raise AddressUnfit
    return parts


def _check_open(addresses: Iterable[Address], parts: SplitResult) -> None:
    for address in addresses:
        number = getattr(address, "ipv4_mapped", None) or address
        if settings.DEMO and number.is_loopback and parts.scheme == "http":
            continue
        if parts.scheme != "https":
            raise AddressUnfit
        opened = any(number in network for network in settings.WEBHOOK_NETWORKS if network.version == number.version)
        if opened and not number.is_loopback:
            continue
        if not number.is_global or number.is_multicast or _embedded(number):
            raise NetworkClosed


def _embedded(number: Address) -> bool:
    """Whether an IPv6 address carries an IPv4 one inside, which a gateway might hand on."""
    if isinstance(number, ipaddress.IPv4Address):
        return False
    return number.sixtofour is not None or number.teredo is not None or number in ipaddress.ip_network("64:ff9b::/96")
