"""Runs the HTTP server, and beside it the worker; both end together."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from xiangxin.office.config import parents
from xiangxin.office.config.home import Home
from xiangxin.office.operations.words import refused

TARGET = "xiangxin.office.config.wsgi:application"
THREADS = 8
"""assumption: a county's office has some dozens of people at once; most of a request is waiting for the database."""
SECONDS_BETWEEN_STARTS = 5
SECONDS_TO_END = 20


@dataclass(frozen=True, slots=True)
class Address:
    """Where the office listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """What is typed into a browser on this machine."""
        host = f"[{self.host}]" if ":" in self.host and not self.host.startswith("[") else self.host
        return f"http://{host}:{self.port}"


def require_free(address: Address) -> None:
    """``CheckFailed`` when another program listens there, or when this machine has no such address."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host.strip("[]"), address.port))
        except OSError as error:
            other = address.port + 1 if address.port < 65_535 else 8000
            raise refused("port_busy", address.url, address=address.url, other=other) from error


def run(home: Home, address: Address, *, processes: int, with_worker: bool) -> int:
    """Serve until told to stop; the exit code. Requests that are under way are answered first."""
    os.environ[parents.VARIABLE] = str(os.getpid())
    server = Granian(
        TARGET,
        address=address.host.strip("[]"),
        port=address.port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_END,
        log_level=LogLevels.error,
    )
    if not with_worker:
        server.serve()
        return 0
    with worker_beside(home):
        server.serve()
    return 0


@contextmanager
def worker_beside(home: Home) -> Iterator[None]:
    """A worker process as long as the block lasts; one that dies is started again."""
    ending = threading.Event()
    keeper = threading.Thread(target=_keep, args=(home, ending), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ending.set()
        keeper.join(SECONDS_TO_END + 5)


def _keep(home: Home, ending: threading.Event) -> None:
    command = [sys.executable, "-m", "xiangxin.cli", "office", "worker", "--home", str(home.folder)]
    while not ending.is_set():
        process = subprocess.Popen([*command, "--beside", str(os.getpid())], start_new_session=True)  # noqa: S603 - own program
        while process.poll() is None and not ending.wait(0.5):
            pass
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()
        ending.wait(SECONDS_BETWEEN_STARTS)
