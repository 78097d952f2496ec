"""Carries a text to a phone without making anybody wait: the request ends before the gateway answers.

The code stands in memory only, never in a table or a log. What is lost when the server stops is asked for again.
``console`` shows the text where the server runs and exists in a demo office only; ``http`` hands it to a gateway.
"""

from __future__ import annotations

import hmac
import json
import logging
import re
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, Protocol, cast

from django.conf import settings

from xiangxin.kernel.text import Text
from xiangxin.kernel.typed import compact
from xiangxin.kernel.yamlfile import shipped

DATA = Path(__file__).parent / "data" / "phone.yaml"
KEY = "sms"
"""The file among the office's keys with which requests to the gateway are signed."""
SIGNATURE = "X-Xiangxin-Signature"
_NUMBER = re.compile(r"1\d{10}")
log = logging.getLogger(__name__)


class Gateway(Protocol):
    """One way to a phone. ``OSError`` where the text did not get out."""

    def send(self, phone: str, text: str) -> None:
        """Hand over one text, once."""
        ...


class Console:
    """Shows the text where the server was started, for a demo on one machine with invented people."""

    def send(self, phone: str, text: str) -> None:
        """Write one line."""
        sys.stderr.write(f"→ {phone[:3]}…{phone[-2:]} {text}\n")


class Http:
    """POSTs ``{"to", "text"}`` as JSON, signed with HMAC-SHA-256 over time and body. Anything but 2xx is a failure."""

    def __init__(self, url: str, secret: bytes) -> None:
        if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise ValueError("a gateway for texts is called by https, or on this machine")
        self.url, self.secret = url, secret

    def send(self, phone: str, text: str) -> None:
        """Hand over one text; tried again as often as the data says."""
        body = json.dumps({"to": phone, "text": text}, ensure_ascii=False).encode()
        tries = _figure("tries")
        for attempt in range(1, tries + 1):
            try:
                self._post(body)
            except OSError:
                if attempt == tries:
                    raise
                time.sleep(_figure("pause_seconds") * attempt)
            else:
                return

    def _post(self, body: bytes) -> None:
        now = str(int(time.time()))
        signed = hmac.new(self.secret, now.encode() + b"." + body, "sha256").hexdigest()
        headers = {"Content-Type": "application/json", SIGNATURE: f"t={now},v1={signed}"}
        request = urllib.request.Request(self.url, body, headers, method="POST")  # noqa: S310 - scheme checked above
        try:
            with urllib.request.urlopen(request, timeout=_figure("wait_seconds")):  # noqa: S310
                return
        except urllib.error.HTTPError as refused:
            refused.close()
            raise urllib.error.URLError(f"the gateway answered {refused.code}") from refused


def gateway() -> Gateway | None:
    """The way this office has; None where no text can be sent, and then nobody signs in by phone."""
    if settings.PHONE_GATEWAY:
        return Http(settings.PHONE_GATEWAY, settings.HOME.key(KEY))
    return Console() if settings.DEMO else None


def told_text(what: str) -> Text:
    """What a phone is told of ``what`` happened: a slip was printed, the number was replaced."""
    return Text(**_content()[what])


def code_text(code: str, minutes: int, kind: str = "code") -> Text:
    """What the text with a code says; ``kind`` is ``desk`` for one that is read out at a station."""
    words = _content()[kind]
    return Text(*(words[tongue].format(code=code, minutes=minutes) for tongue in ("zh", "en")))


def number_in(typed: str) -> str | None:
    """The eleven digits of a telephone number as people type it; None where it is none."""
    digits = compact(typed).removeprefix("+86")
    return digits if _NUMBER.fullmatch(digits) else None


def deliver(phone: str, text: str) -> None:
    """Send in the background; more than the queue holds is dropped, and the log counts it without a number."""
    way = gateway()
    if way is None or not _room.acquire(blocking=False):
        log.warning("phone_text_dropped")
        return
    _pool().submit(_deliver, way, phone, text)


def _deliver(way: Gateway, phone: str, text: str) -> None:
    try:
        way.send(phone, text)
    except (OSError, ValueError) as error:
        log.warning("phone_text_not_delivered", extra={"kind": type(error).__name__})
    finally:
        _room.release()


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="phone")


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = shipped(DATA)
    return content


def _figure(name: str) -> int:
    return cast(int, _content()["gateway"][name]["value"])


_room = threading.BoundedSemaphore(_figure("queue"))
