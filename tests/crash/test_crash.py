"""Nothing that the office acknowledged is lost: not by a kill at any moment, not by a cut of the power.

A few rounds run in `make test`, the full number in `make proof`. The control shows that the rig would notice a loss.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from bases.office_cli import DEMO_ANSWERS, copy_founded, environment, found
from bases.postgres import Cluster
from crash.rig import Acknowledged, Disk, act_and_be_killed, look

SEED = 20261128
ROUNDS = [
    pytest.param(2, id="2 rounds"),
    pytest.param(25, id="25 rounds", marks=pytest.mark.proof),
    pytest.param(100, id="100 rounds", marks=pytest.mark.proof),
]
MOST_TRIES = 5
"""Now and then a cut comes just after the database has synchronised by itself."""
WEAK = {
    "TRUNCATE and OFF": "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON",
    "WAL and NORMAL": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
}


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_founded(tmp_path_factory.mktemp("crash") / "office", DEMO_ANSWERS)


@pytest.fixture
def home(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / "office"))


def nothing_lost(home: Path, said: Acknowledged, env: Mapping[str, str]) -> None:
    there = look(home, said, env)
    assert (there.lost_acts, there.lost_reads) == ([], [])
    assert there.findings == []
    assert there.integrity == ["ok"]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_kill_at_any_moment_loses_nothing_on_sqlite(home: Path, rounds: int) -> None:
    said, dice, env = Acknowledged(), random.Random(SEED), environment()
    assert all(act_and_be_killed(home, said, dice, env) for _ in range(rounds))
    nothing_lost(home, said, env)


@pytest.mark.needs("postgresql")
@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_kill_of_office_or_server_at_any_moment_loses_nothing_on_postgresql(tmp_path: Path, rounds: int) -> None:
    server = Cluster()
    server.start()
    try:
        env = environment(DATABASE_URL=server.url())
        found(tmp_path / "office", DEMO_ANSWERS, env)
        said, dice = Acknowledged(), random.Random(SEED)
        for number in range(rounds):
            kills_server = number % 2 == 1

            def kill(process: subprocess.Popen[str], both: bool = kills_server) -> None:
                if both:
                    server.kill()
                process.kill()

            assert act_and_be_killed(tmp_path / "office", said, dice, env, kill=kill) > 0
            if kills_server:
                server.start()
        nothing_lost(tmp_path / "office", said, env)
    finally:
        server.remove()


@pytest.mark.needs("c")
@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_cut_of_the_power_at_any_moment_loses_nothing(home: Path, tmp_path: Path, rounds: int) -> None:
    disk, said, dice, env = Disk(home, tmp_path), Acknowledged(), random.Random(SEED), environment()
    for _ in range(rounds):
        assert act_and_be_killed(home, said, dice, disk.environment(env)) > 0
        disk.cut()
    nothing_lost(home, said, env)


@pytest.mark.needs("c")
@pytest.mark.parametrize("pragmas", WEAK.values(), ids=WEAK)
def test_the_rig_notices_what_weaker_settings_lose(home: Path, tmp_path: Path, pragmas: str) -> None:
    disk, said, env = Disk(home, tmp_path), Acknowledged(), environment()
    dice, lost = random.Random(SEED), 0
    for _ in range(MOST_TRIES):
        act_and_be_killed(home, said, dice, disk.environment(env), pragmas)
        disk.cut()
        there = look(home, said, env)
        lost = len(there.lost_acts) + len(there.lost_reads)
        if lost:
            break
    assert lost > 0
