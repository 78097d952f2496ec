"""An office of its own that answers over HTTP on this machine, with a county, people and a token for each role."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from bases.apart import run_apart, start_apart

ROLES = ("account_manager", "auditor", "county_office")
"""Whose tokens there are."""

FILL = """
import json
from bases.consent_made import make_consent, make_text
from bases.gateway_made import make_body, make_county, make_token
from bases.parties_made import make_person
from xiangxin.office.audit.checkpoints import make_checkpoint

make_county()
make_text()
bank = make_body("bank")
for number in range(3):
    make_consent(make_person().id, receiver=bank)
    make_checkpoint()
limit = 10_000_000
tokens = {
    "account_manager": make_token("account_manager", "scoring", bank, per_minute=6000)[1],
    "auditor": make_token("auditor", "audit", per_minute=6000)[1],
    "county_office": make_token("county_office", "statistics", per_minute=6000)[1],
}
from xiangxin.office.gateway.models import ApiToken
from xiangxin.office.audit.context import maintenance
with maintenance("tests"):
    ApiToken.objects.update(per_minute=limit)
print(json.dumps(tokens))
"""
SERVE = """
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from xiangxin.office.gateway.queries import LIMITS

LIMITS["requests_per_minute"] = 10_000_000

class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128

class Quiet(WSGIRequestHandler):
    def log_message(self, *words):
        pass

from xiangxin.office.config.wsgi import application
server = make_server("127.0.0.1", PORT, application, Server, Quiet)
print("serving", flush=True)
server.serve_forever()
"""


@dataclass(frozen=True, slots=True)
class Served:
    """Where it answers, and a token for each role."""

    url: str
    tokens: Mapping[str, str]


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[Served]:
    """Fill an empty office, serve it, end it."""
    tokens = run_apart(environment, FILL)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = start_apart(environment, SERVE.replace("PORT", str(port)))
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == "serving\n"
        yield Served(f"http://127.0.0.1:{port}", tokens)
    finally:
        server.kill()
        server.communicate()
