"""Other people's clients of signed credentials, @sd-jwt/sd-jwt-vc and jose; they check every signature."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

Task = dict[str, Any]
FOLDER = Path(__file__).parents[1] / "conformance" / "node"


def ask(*tasks: Task) -> list[dict[str, Any]]:
    """The clients' answers, one for each task."""
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, "clients.mjs"], cwd=FOLDER, input=json.dumps(tasks), capture_output=True, text=True, check=True
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers
