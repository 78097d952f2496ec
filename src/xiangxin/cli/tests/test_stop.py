"""Being told to stop leaves nothing personal behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[4]


def test_a_run_that_is_terminated_leaves_neither_results_nor_what_was_written_aside(tmp_path: Path) -> None:
    scratch, place = tmp_path / "scratch", tmp_path / "place"
    scratch.mkdir()
    place.mkdir()
    command = [sys.executable, "-m", "xiangxin.cli", "run", str(ROOT / "demo" / "qinghe"), "-o", str(place / "out")]
    process = subprocess.Popen(
        command, env={**os.environ, "TMPDIR": str(scratch)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 120
        while not any(place.iterdir()) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 128 + signal.SIGTERM
    finally:
        process.kill()
    assert list(place.iterdir()) == []
    assert list(scratch.iterdir()) == []
