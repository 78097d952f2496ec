"""Asks one address that was looked at, and reads its answer within a size and a time; follows it nowhere else."""

from __future__ import annotations

import http.client
import threading
from urllib.parse import urlencode

from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.outbox.addresses import target
from xiangxin.office.outbox.errors import EndpointAddressUnfit, EndpointNetworkClosed
from xiangxin.office.shell import outgoing

_BLOCK = 1 << 16


class PullFailed(Exception):
    """The provider was not reached, or its answer cannot be taken; ``code`` stands in ``messages.yaml``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def fetch(url: str, cursor: str, word: str, repairs_only: bool = False) -> bytes:
    """The body of a provider's answer since ``cursor``; ``PullFailed`` for anything but a whole, plain success.

    ``repairs_only``: no rows are wanted any more (``only=repairs``).
    """
    asked = ({"since": cursor} if cursor else {}) | ({"only": "repairs"} if repairs_only else {})
    if asked:
        url += ("&" if "?" in url else "?") + urlencode(asked)
    try:
        to = target(url)
    except (EndpointAddressUnfit, EndpointNetworkClosed):
        raise PullFailed("address_closed") from None
    except (OSError, UnicodeError):
        raise PullFailed("not_reached") from None
    return _ask(to, word)


def _ask(to: outgoing.Target, word: str) -> bytes:
    connection = outgoing.connection(to, LIMITS["answer_seconds"])
    late = threading.Event()

    def hang_up() -> None:
        """A socket's own time limit starts anew with each byte; this one does not."""
        late.set()
        connection.hang_up()

    watch = threading.Timer(LIMITS["answer_seconds"], hang_up)
    watch.daemon = True
    watch.start()
    try:
        connection.request("GET", to.path, headers={"authorization": f"Bearer {word}", "accept": "application/json"})
        body = _body(connection.getresponse())
    except (OSError, http.client.HTTPException, ValueError) as error:
        slow = late.is_set() or isinstance(error, TimeoutError)
        raise PullFailed("answer_slow" if slow else "not_reached") from None
    finally:
        watch.cancel()
        connection.close()
    if late.is_set():
        raise PullFailed("answer_slow")
    return body


def _body(answer: http.client.HTTPResponse) -> bytes:
    if answer.status != http.client.OK:
        raise PullFailed("answer_refused")
    most = LIMITS["message_bytes"]
    if answer.length is not None and answer.length > most:
        raise PullFailed("answer_too_large")
    parts: list[bytes] = []
    size = 0
    while block := answer.read(_BLOCK):
        size += len(block)
        if size > most:
            raise PullFailed("answer_too_large")
        parts.append(block)
    return b"".join(parts)
