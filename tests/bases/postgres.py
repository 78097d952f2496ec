"""A PostgreSQL cluster of the tests' own: fresh, on a loopback port, as durable as a county's, gone afterwards.

It never touches a server that runs on the machine already. PostgreSQL refuses to run as root; then the cluster belongs
to the user ``postgres`` that the package made.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

OWNER = "xiangxin"
SYSTEM_USER = "postgres"
NEEDED = ("initdb", "postgres", "pg_dump", "pg_restore")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
    "timezone": "Asia/Shanghai",
}
SECONDS_TO_START = 120


def programs() -> Path | None:
    """The folder of the newest server's programs; None where the machine has no complete one."""
    found = shutil.which("initdb")
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    for folder in ([Path(found).resolve().parent] if found else []) + packaged:
        if all((folder / name).is_file() for name in NEEDED) and (os.geteuid() != 0 or _system_user() is not None):
            return folder
    return None


def _version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdecimal() else 0


def _system_user() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return None


class Cluster:
    """One cluster with data checksums; ``url()`` is what ``DATABASE_URL`` wants."""

    def __init__(self) -> None:
        folder = programs()
        assert folder is not None, "a test that wants PostgreSQL says needs('postgresql')"
        self.programs = folder
        self.folder = Path(tempfile.mkdtemp(prefix="cluster-"))
        self.password = secrets.token_hex(16)
        self.port = 0
        self.made: set[str] = set()
        self._process: subprocess.Popen[bytes] | None = None
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0 and (user := _system_user()) is not None:
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        atexit.register(self.remove)
        self._make()

    def _make(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self.password, encoding="utf-8")
        if self._as:
            os.chown(secret, self._as["user"], self._as["group"])
        command = [
            str(self.programs / "initdb"), "--pgdata", str(self.folder / "data"), "--data-checksums", "--encoding=UTF8",
            "--locale=C", f"--username={OWNER}", "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync",
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **self._as)
        secret.unlink()

    def start(self, **changes: str) -> None:
        """Run the server until it answers; ``changes`` are settings that differ for this start."""
        options = [f"-c{name}={value}" for name, value in {**SETTINGS, **changes}.items()]
        for _ in range(3):
            self.port = self.port or _free_port()
            command = [str(self.programs / "postgres"), "-D", str(self.folder / "data"), f"-p{self.port}", *options]
            with (self.folder / "server.log").open("ab") as log:
                self._process = subprocess.Popen(
                    command, stdout=log, stderr=log, cwd=self.folder, start_new_session=True, **self._as
                )
            if self._answers():
                return
            self.port = 0
        raise RuntimeError((self.folder / "server.log").read_text("utf-8", errors="replace"))

    def _answers(self) -> bool:
        """Whether it comes up; recovery after a crash takes a while."""
        assert self._process is not None
        end = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < end and self._process.poll() is None:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        self.stop()
        return False

    def stop(self) -> None:
        """End in order, without waiting for clients."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

    def kill(self) -> None:
        """End every process of the server at once with SIGKILL."""
        if self._process is not None:
            processes = (self._process.pid, *_children(self._process.pid))
            for process in processes:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            self._process.wait()
            self._process = None
            # As long as one of them is there the server refuses to start again.
            while any(_lives(process) for process in processes):
                time.sleep(0.01)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.remove()

    def remove(self) -> None:
        """Leave nothing behind; what nobody will read again need not reach the disk."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """The address of one database, password included."""
        return f"postgresql://{OWNER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, template: str = "template1") -> str:
        """A database and its address: an empty one, or a copy of ``template``, to which nobody may be connected."""
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), sql.Identifier(template))
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(made)
        self.made.add(database)
        return self.url(database)

    def run(self, program: str, *arguments: str) -> None:
        """One of the server's own programs, as who runs the tests."""
        subprocess.run([str(self.programs / program), *arguments], check=True, capture_output=True)


def _children(parent: int) -> list[int]:
    """The server's own processes; each has left its group, so the group cannot be ended as one."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name in parentheses may hold anything; state and parent follow its closing one.
            if int(stat.read_text("ascii", errors="replace").rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def _lives(process: int) -> bool:
    """Whether the process still runs; one that only waits to be counted does not."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text("ascii", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in ("Z", "X")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
