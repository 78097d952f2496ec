"""Ends a process whose parent is gone: a server that was killed leaves nobody behind who holds its port or lease."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

VARIABLE = "XIANGXIN_SERVED_BY"
"""The process number of the server, for the processes it starts."""

SECONDS = 1


def when_orphaned(parent: int, do: Callable[[], object]) -> None:
    """Call ``do`` once when ``parent`` is no longer the parent of this process."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(SECONDS)
        do()

    threading.Thread(target=watch, name="orphan-watch", daemon=True).start()
