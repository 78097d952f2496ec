"""Whether a request comes from the machine itself to a demo office that only this machine can reach."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})
"""Names of this machine, and the one that Django's own test client uses."""
_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded")


def is_demo_here(request: HttpRequest) -> bool:
    """True only in a demo office, bound to names of this machine, with nothing between the reader and the server."""
    return (
        settings.DEMO
        and not settings.PROXIES
        and set(settings.ALLOWED_HOSTS) <= _HOSTS
        and not any(name in request.headers for name in _FORWARDED)
        and _is_loopback(request.META.get("REMOTE_ADDR", ""))
    )


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
