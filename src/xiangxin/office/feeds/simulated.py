"""A provider that does not exist, for trying feeds in the demo: on this machine only, and in no other office.

It knows nothing of the office and touches no table: it is what stands on the other side.
"""

from __future__ import annotations

import hmac
import json
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

from xiangxin.kernel.yamlfile import shipped
from xiangxin.office.feeds.errors import SimulatedElsewhere

FILE = Path(__file__).parent / "data" / "simulated.yaml"
HOST, PATH = "127.0.0.1", "/rows"
WORD = "demo-court-word-2026"
"""What opens it; it guards nothing."""


class Simulated(ThreadingHTTPServer):
    """The provider, listening on this machine. ``SimulatedElsewhere`` in an office that is no demo."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        if not settings.DEMO:
            raise SimulatedElsewhere()
        super().__init__((HOST, port), _Handler)

    @property
    def url(self) -> str:
        """The address to be entered for a feed that asks."""
        return f"http://{HOST}:{self.server_port}{PATH}"


@cache
def messages() -> list[dict[str, Any]]:
    """What it has to say, the first first."""
    content: list[dict[str, Any]] = shipped(FILE)
    return content


def answer(since: str) -> dict[str, Any]:
    """The next message after ``since``, which is a place in the list; the last place where there is none."""
    at = min(int(since), len(messages())) if since.isascii() and since.isdigit() and len(since) < 5 else 0
    return {"messages": messages()[at : at + 1], "cursor": str(min(at + 1, len(messages()))), "more": False}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        given = self.headers.get("authorization", "").encode("utf-8", "replace")
        if asked.path != PATH:
            self._say(404, {})
        elif not hmac.compare_digest(given, f"Bearer {WORD}".encode("ascii")):
            self._say(401, {})
        else:
            self._say(200, answer(parse_qs(asked.query).get("since", [""])[0]))

    def _say(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content, ensure_ascii=False).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's own name
        """Write nothing: an address could hold anything."""
