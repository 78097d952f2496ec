"""What is judged: the office's folder, and the address at which it answers or is going to."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from xiangxin.office.config.home import Home


@dataclass(frozen=True, slots=True)
class Situation:
    """``host`` is the address of the listening socket; None when nothing is started and only the rest is judged."""

    home: Home
    host: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether other machines reach the listening socket."""
        return self.host is not None and not is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether ``host`` (an address or a name) is this machine for itself."""
    name = host.strip("[]").lower()
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
