"""The office opens where it is safe, says why where it is not, and leaves nothing running behind it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from bases.office_cli import DEMO_ANSWERS, codes, copy_founded, environment, found, in_office, told

SECONDS = 60


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_founded(tmp_path_factory.mktemp("served") / "office", DEMO_ANSWERS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def comes_true(question: Callable[[], bool]) -> bool:
    """Whether it does before patience ends."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.1)
    return False


def answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/static/office/tokens.css", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def workers_beside(process: int) -> list[int]:
    """Processes that were told to end with this one."""
    found_ = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"--beside" in words and str(process).encode() in words:
            found_.append(int(path.parent.name))
    return found_


Serve = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def serve(home: Path) -> Iterator[Serve]:
    started: list[subprocess.Popen[str]] = []

    def start(port: int, *more: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "xiangxin.cli", "office", "serve", "--home", str(home), "--port", str(port)]
        process = subprocess.Popen(
            [*command, *more], env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def test_it_says_where_it_is_open_and_ends_with_its_worker_when_told(serve: Serve) -> None:
    port = free_port()
    process = serve(port)
    assert comes_true(lambda: answers(port))
    assert comes_true(lambda: len(workers_beside(process.pid)) == 1)
    worker = workers_beside(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=SECONDS) == 0
    assert process.stdout is not None
    assert f"http://127.0.0.1:{port}" in process.stdout.read()
    assert comes_true(lambda: not any(Path(f"/proc/{number}").exists() for number in worker))


def test_nothing_outlives_a_server_that_was_killed(serve: Serve) -> None:
    port = free_port()
    process = serve(port)
    assert comes_true(lambda: answers(port) and len(workers_beside(process.pid)) == 1)
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
    children = [child for task in tasks for child in task.read_text("ascii").split()]
    assert str(workers_beside(process.pid)[0]) in children
    process.kill()
    assert comes_true(lambda: not any(Path(f"/proc/{child}").exists() for child in children))
    assert not answers(port)


def test_what_is_read_before_the_first_request_is_not_looked_through_for_garbage(home: Path) -> None:
    said = in_office(
        home,
        """
        import gc
        before = gc.get_freeze_count()
        from xiangxin.office.config import wsgi
        print(before > 50_000, gc.get_freeze_count() > before + 10_000, "xiangxin.office.web.views" in sys.modules)
        """,
    )
    assert said.split() == ["True", "True", "True"]


def test_a_port_that_is_taken_is_told_with_another_one(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        document = told("serve", "--home", str(home), "--port", str(port), "--no-worker")
    assert (document["exit_code"], codes(document)) == (1, ["port_busy"])
    assert f"PORT={port + 1}" in document["findings"][0]["mend"]["en"]


def test_a_demo_is_not_opened_to_the_network(home: Path) -> None:
    document = told("serve", "--home", str(home), "--host", "0.0.0.0", "--port", str(free_port()))
    assert (document["exit_code"], codes(document)) == (1, ["demo_exposed", "plain_http"])


def test_with_a_key_that_others_can_read_neither_server_nor_worker_starts(home: Path) -> None:
    key = home / "keys" / "session"
    key.chmod(0o444)
    try:
        for command in ("serve", "worker"):
            document = told(command, "--home", str(home))
            assert (document["exit_code"], codes(document)) == (1, ["key_open"])
    finally:
        key.chmod(0o400)


@pytest.mark.needs("postgresql")
def test_on_a_postgresql_that_forgets_it_does_not_start(tmp_path: Path, database_url: str) -> None:
    env = environment(DATABASE_URL=database_url)
    found(tmp_path / "office", DEMO_ANSWERS, env)
    with psycopg.connect(database_url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(
            psycopg.sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(psycopg.sql.Identifier(name))
        )
    document = told("serve", "--home", str(tmp_path / "office"), "--port", str(free_port()), env=env)
    assert (document["exit_code"], set(codes(document))) == (1, {"database_weak"})
    assert "synchronous_commit" in document["findings"][0]["what"]["zh"]


def test_a_log_that_does_not_continue_its_checkpoint_does_not_start(tmp_path: Path) -> None:
    folder = copy_founded(tmp_path / "office", DEMO_ANSWERS)
    kept = {path: path.read_bytes() for path in folder.glob("*.sqlite3")}
    make = "from xiangxin.office.audit.checkpoints import make_checkpoint\nmake_checkpoint()\n"
    more = "from xiangxin.office.audit.acts import act\nfrom xiangxin.office.audit.actor import system\n"
    more += 'with act("tests.went_on", by=system("tests")):\n    pass\n'
    in_office(folder, more + make)
    for path, content in kept.items():
        path.write_bytes(content)
    document = told("serve", "--home", str(folder), "--port", str(free_port()))
    assert (document["exit_code"], codes(document)) == (1, ["log_not_extended"])
