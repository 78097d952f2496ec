"""Kills what acts in an office, at any moment, and asks afterwards whether every acknowledged act is there."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bases.office_cli import in_office

HERE = Path(__file__).parent
FIRST_WORD_SECONDS = 60
ROUND_SECONDS = (0.05, 0.6)
"""How long a writer may act before it is killed: from hardly to some dozens of acts."""

ASK = """
import json
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead, ReadRecord
from xiangxin.office.audit.verify import verify
from django.db import connections
def sound(alias):
    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return cursor.fetchone()[0]
with maintenance("tests"):
    reads = {str(one) for model in (PendingRead, ReadRecord) for one in model.objects.values_list("person", flat=True)}
    bodies = list(Institution.objects.values_list("slug", flat=True))
lite = connections["default"].vendor == "sqlite"
verdict = verify(seal=True)
print(json.dumps({
    "acts": [int(slug.removeprefix("body-")) for slug in bodies],
    "reads": sorted(reads),
    "findings": [str(one) for one in verdict.findings],
    "integrity": sorted({sound(alias) for alias in connections}) if lite else ["ok"],
}))
"""


@dataclass(slots=True)
class Acknowledged:
    """What the office said was done."""

    acts: set[int] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)

    def take(self, lines: list[str]) -> None:
        """Read what a writer said; a line without its end was not said."""
        for line in lines:
            kind, _, value = line.rstrip("\n").partition(" ")
            if line.endswith("\n") and kind == "act":
                self.acts.add(int(value))
            elif line.endswith("\n") and kind == "read":
                self.reads.add(value)

    @property
    def next_number(self) -> int:
        """A number that no act has, acknowledged or not."""
        return (max(self.acts, default=0) // 10_000 + 1) * 10_000


def act_and_be_killed(
    home: Path,
    said: Acknowledged,
    dice: random.Random,
    env: Mapping[str, str],
    pragmas: str = "",
    kill: Callable[[subprocess.Popen[str]], None] | None = None,
) -> int:
    """One round: a writer acts for a while and is killed with SIGKILL; answers how many acts it acknowledged."""
    before = len(said.acts)
    command = [
        sys.executable,
        str(HERE / "writer.py"),
        str(home),
        str(said.next_number),
        *([pragmas] if pragmas else []),
    ]
    process = subprocess.Popen(command, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    lines: list[str] = []
    ear = threading.Thread(target=lambda: lines.extend(process.stdout or ()))
    ear.start()
    end = time.monotonic() + FIRST_WORD_SECONDS
    while not lines and process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(dice.uniform(*ROUND_SECONDS))
    (kill or _kill)(process)
    process.wait()
    ear.join()
    complaint = process.stderr.read()
    process.stdout.close()
    process.stderr.close()
    assert lines, complaint
    said.take(lines)
    return len(said.acts) - before


def _kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Found:
    """What the office holds afterwards."""

    lost_acts: list[int]
    lost_reads: list[str]
    findings: list[str]
    integrity: list[str]


def look(home: Path, said: Acknowledged, env: Mapping[str, str]) -> Found:
    """Open the office again and compare it with what was said."""
    import json  # noqa: PLC0415 - the answer of another process

    there = json.loads(in_office(home, ASK, env))
    return Found(
        sorted(said.acts - set(there["acts"])),
        sorted(said.reads - set(there["reads"])),
        there["findings"],
        there["integrity"],
    )


class Disk:
    """A folder on a disk that forgets what was not synchronised when the power goes."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self.folder = folder
        self._shadow = scratch / "shadow"
        self._library = scratch / "powercut.so"
        compiler = next(path for name in ("cc", "gcc", "clang") if (path := shutil.which(name)) is not None)
        command = [compiler, "-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", str(self._library)]
        subprocess.run([*command, str(HERE / "powercut.c"), "-ldl", "-lpthread"], check=True, capture_output=True)
        self._settle()

    def environment(self, env: Mapping[str, str]) -> dict[str, str]:
        """``env`` for a process that uses the disk."""
        watched = {"POWERCUT_DIR": str(self.folder), "POWERCUT_SHADOW": str(self._shadow)}
        return {**env, **watched, "LD_PRELOAD": str(self._library)}

    def cut(self) -> None:
        """The power goes and comes back; whoever used the disk has been killed."""
        shutil.rmtree(self.folder)
        self.folder.mkdir(mode=0o700)
        for path in self._shadow.iterdir():
            if path.suffix != ".new":
                target = self.folder / path.name.replace("%", os.sep)
                target.parent.mkdir(mode=0o700, exist_ok=True)
                shutil.copy2(path, target)
        self._settle()

    def _settle(self) -> None:
        """Everything that is there now was synchronised long ago."""
        shutil.rmtree(self._shadow, ignore_errors=True)
        self._shadow.mkdir()
        for path in self.folder.rglob("*"):
            if path.is_file():
                shutil.copy2(path, self._shadow / path.relative_to(self.folder).as_posix().replace("/", "%"))
