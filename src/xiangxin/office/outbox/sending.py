"""One request to one address that was looked at; the answer's status and nothing else of it."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping

from xiangxin.office.outbox.addresses import Target, target
from xiangxin.office.outbox.errors import EndpointAddressUnfit, EndpointNetworkClosed


class _Plain(http.client.HTTPConnection):
    """Speaks to a host by the address that was looked at."""

    def __init__(self, to: Target, seconds: float) -> None:
        super().__init__(to.host, to.port, timeout=seconds)
        self._to, self._seconds = to, seconds

    def connect(self) -> None:
        self.sock = socket.create_connection((self._to.address, self._to.port), self._seconds)


class _Secure(_Plain):
    """The same within TLS; the certificate is the host's."""

    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self._to.host)


def send(url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> tuple[bool, str]:
    """Whether the receiver took it, and its status or the name of what went wrong; no receiver makes it raise."""
    connection: _Plain | None = None
    try:
        to = target(url)
        connection = (_Secure if to.secure else _Plain)(to, seconds)
        connection.request("POST", to.path, body, {"content-type": "application/json", **headers})
        status = connection.getresponse().status
    except (EndpointAddressUnfit, EndpointNetworkClosed) as error:
        return False, error.code
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        return False, type(error).__name__
    finally:
        if connection is not None:
            connection.close()
    return 200 <= status < 300, str(status)
