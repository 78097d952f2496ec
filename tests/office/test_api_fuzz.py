"""A stranger's program searches the API for answers it does not declare: faults, other shapes, other statuses.

It reads the description, makes input that fits and input that does not, follows the links from one answer to the next.
One check is left out: that input which fits is accepted. A cursor that we did not sign, and an identity number whose
last character is wrong, fit the description and are refused all the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bases.api_server import ROLES, Served, served

SECONDS = int(os.environ.get("FUZZ_SECONDS", "1200"))
"""How long the long search takes altogether: three roles on two databases share it."""
SHORT = ("--phases", "coverage,stateful", "--max-examples", "5", "--seed", "20260302")


def search(office: Served, role: str, folder: Path, *options: str) -> tuple[int, str]:
    """The exit code of the program and what it printed: 0 when it found nothing."""
    program = Path(sys.executable).with_name("st")
    command = [
        str(program),
        "run",
        f"{office.url}/api/v1/openapi.json",
        "--header",
        f"Authorization: Bearer {office.tokens[role]}",
        "--checks",
        "all",
        "--exclude-checks",
        "positive_data_acceptance",
        "--continue-on-failure",
        "--no-color",
        "--workers",
        "1",
        *options,
    ]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("XIANGXIN_", "DJANGO_"))}
    done = subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_short_search_finds_nothing(apart: dict[str, str], tmp_path: Path) -> None:
    with served(apart) as office:
        code, said = search(office, "account_manager", tmp_path, *SHORT)
    assert code == 0, said


@pytest.mark.proof
@pytest.mark.parametrize("role", ROLES)
def test_a_long_search_finds_nothing(apart: dict[str, str], tmp_path: Path, role: str) -> None:
    with served(apart) as office:
        code, said = search(office, role, tmp_path, "--max-time", str(max(1, SECONDS // (2 * len(ROLES)))))
    assert code == 0, said
