"""The gateway for texts: tried again, signed, and called by https only."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from xiangxin.office.accounts import phone

KNOWN = "19900000001"


class Answers(BaseHTTPRequestHandler):
    """A gateway that fails as often as it is told."""

    failures = 0
    bodies: list[tuple[bytes, str]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Answers.bodies.append((body, self.headers[phone.SIGNATURE]))
        status = 503 if len(Answers.bodies) <= Answers.failures else 202
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    Answers.bodies = []
    server = HTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sms"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("failures", "tries"), [(0, 1), (2, 3)])
def test_the_gateway_is_tried_again_and_the_request_is_signed(gateway: str, failures: int, tries: int) -> None:
    Answers.failures = failures
    phone.Http(gateway, b"secret").send(KNOWN, "text")
    assert len(Answers.bodies) == tries
    body, signature = Answers.bodies[-1]
    assert json.loads(body) == {"to": KNOWN, "text": "text"}
    assert re.fullmatch(r"t=\d+,v1=[0-9a-f]{64}", signature)


def test_a_gateway_that_stays_down_is_an_error_after_three_tries(gateway: str) -> None:
    Answers.failures = 9
    with pytest.raises(OSError, match="503"):
        phone.Http(gateway, b"secret").send(KNOWN, "text")
    assert len(Answers.bodies) == 3


def test_a_gateway_is_called_by_https_only() -> None:
    with pytest.raises(ValueError, match="https"):
        phone.Http("http://sms.example/", b"secret")
