"""An office of its own that answers over HTTP on this machine, by a server that every Python has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bases.apart import start_apart

SERVE = """
from concurrent.futures import ThreadPoolExecutor
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from xiangxin.office.gateway.queries import LIMITS
from xiangxin.office.operations.serving import THREADS

LIMITS["requests_per_minute"] = 10_000_000

class Server(ThreadingMixIn, WSGIServer):
    request_queue_size = 128
    threads = ThreadPoolExecutor(THREADS)  # as many as in service, and kept: each has its connections

    def process_request(self, request, address):
        self.threads.submit(self.process_request_thread, request, address)

class Quiet(WSGIRequestHandler):
    def log_message(self, *words):
        pass

from xiangxin.office.config.wsgi import application
server = make_server("127.0.0.1", 0, application, Server, Quiet)
print(server.server_port, flush=True)
server.serve_forever()
"""


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[int]:
    """The port at which the office of ``environment`` answers, until the block ends; it counts no requests."""
    server = start_apart(environment, SERVE)
    try:
        assert server.stdout is not None
        yield int(server.stdout.readline())
    finally:
        server.kill()
        server.communicate()
