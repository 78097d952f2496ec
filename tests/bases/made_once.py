"""What takes long to make is made once in a run of the tests, by the process that needs it first; tests get copies.

Nothing made here is ever worked in: whoever asks copies it, so no test can find what another one left.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

_PLACE = "OFFICE_TESTS_MADE"


def place() -> Path:
    """The folder of this run; the first process to ask makes it, and takes it away when it ends.

    Processes that it starts afterwards find the same one, so pytest asks before it starts its workers.
    """
    given = os.environ.get(_PLACE)
    if given:
        return Path(given)
    folder = tempfile.mkdtemp(prefix="made-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[_PLACE] = folder
    return Path(folder)


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """A folder that ``make`` filled, whole; the others wait while one process makes it. It is there to be copied."""
    made, half = place() / name, place() / f"{name}.half"
    with (place() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            make(half)
            half.rename(made)
    return made
