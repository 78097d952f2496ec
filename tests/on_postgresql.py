"""Runs the tests that touch the office's tables a second time, on PostgreSQL instead of SQLite.

What is promised of a row is promised on both databases; a test that passes on one proves nothing of the other. On a
machine without PostgreSQL this does nothing: the run on SQLite then says at its end what did not run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bases.postgres import Cluster, programs

NOTHING_COLLECTED = 5


def main(arguments: list[str]) -> int:
    """The exit code of pytest; ``arguments`` are paths, by default every place where such tests are."""
    if programs() is None:
        return 0
    command = [sys.executable, "-m", "pytest", "--numprocesses=auto", "--dist=worksteal"]
    command += ["-m", "django_db and not slow and not proof"]
    with Cluster() as cluster:
        code = subprocess.run(
            [*command, *(arguments or ["src/xiangxin/office", "tests"])],
            env={**os.environ, "DATABASE_URL": cluster.url()},
            cwd=Path(__file__).parents[1],
            check=False,
        ).returncode
    return 0 if code == NOTHING_COLLECTED else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
