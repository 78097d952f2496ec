"""One request to one address that was looked at; the answer's status and nothing else of it."""

from __future__ import annotations

import http.client
from collections.abc import Mapping

from xiangxin.office.outbox.addresses import target
from xiangxin.office.outbox.errors import EndpointAddressUnfit, EndpointNetworkClosed
from xiangxin.office.shell import outgoing


def send(url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> tuple[bool, str]:
    """Whether the receiver took it, and its status or the name of what went wrong; no receiver makes it raise."""
    connection: http.client.HTTPConnection | None = None
    try:
        to = target(url)
        connection = outgoing.connection(to, seconds)
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
