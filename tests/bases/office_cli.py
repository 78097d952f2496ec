"""The office's commands as a shell starts them, each in a process of its own: Django takes one office a process."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from bases.made_once import made_once
from bases.tree import ROOT
from xiangxin.cli.main import main

QINGHE = ROOT / "demo" / "qinghe"
ANSWERS: dict[str, Any] = {
    "kind": "government",
    "title": {"zh": "某县信用办公室", "en": "Credit office of some county"},
    "county": "350481000000",
    "controller": {"zh": "某县金融工作办公室", "en": "Finance office of some county"},
    "administrators": {
        "system_admin": {"login": "first.system", "name": "管理员甲"},
        "security_admin": {"login": "second.security", "name": "管理员乙"},
        "audit_admin": {"login": "third.audit", "name": "管理员丙"},
    },
}
"""What founds an office that is no demo. Nobody lives under these names."""

DEMO_ANSWERS: dict[str, Any] = {
    **{key: ANSWERS[key] for key in ("title", "controller", "administrators")},
    "kind": "demo",
    "county": "990101000000",
}


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without what points at an office."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("XIANGXIN_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    return {**kept, **changes}


def office(*arguments: str, env: Mapping[str, str] | None = None, **rest: Any) -> subprocess.CompletedProcess[str]:
    """Run `xiangxin office …` to its end."""
    command = [sys.executable, "-m", "xiangxin.cli", "office", *arguments]
    given = environment() if env is None else dict(env)
    return subprocess.run(command, env=given, capture_output=True, text=True, check=False, timeout=300, **rest)


def in_office(home: Path, code: str, env: Mapping[str, str] | None = None) -> str:
    """What ``code`` prints, run where the office in ``home`` is open; ``home`` is a name in it."""
    opened = "import sys\nfrom pathlib import Path\nfrom xiangxin.office.operations.running import enter\n"
    opened += "home = enter(Path(sys.argv[1]))\n"
    command = [sys.executable, "-c", opened + textwrap.dedent(code), str(home)]
    given = environment() if env is None else dict(env)
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def told(*arguments: str, env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The JSON document of a command."""
    done = office(*arguments, "--json", env=env)
    document: dict[str, Any] = json.loads(done.stdout)
    assert document["exit_code"] == done.returncode, done.stderr
    return document


def told_here(*arguments: str, home: Path | None = None, typed: str | None = None) -> dict[str, Any]:
    """The same, run in this process on the office under test; ``home``: a folder with other keys, same database.

    ``typed``: what stands on standard input; whatever the command asks stands before the document.
    """
    from django.conf import settings  # noqa: PLC0415 - most who start commands need no Django

    folder = settings.HOME.folder if home is None else home
    done = CliRunner().invoke(main, ["office", *arguments, "--home", str(folder), "--json"], input=typed)
    document: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    assert document["exit_code"] == done.exit_code, done.output
    return document


def codes(document: Mapping[str, Any]) -> list[str]:
    """The codes of its findings, sorted."""
    return sorted(finding["code"] for finding in document["findings"])


def found(folder: Path, answers: Mapping[str, Any] = ANSWERS, env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A new office in ``folder``; what `init` said."""
    file = folder.with_suffix(".answers.json")
    file.write_text(json.dumps(answers), encoding="utf-8")
    document = told("init", "--home", str(folder), "--answers", str(file), env=env)
    assert document["exit_code"] == 0, document
    return document


def copy_founded(folder: Path, answers: Mapping[str, Any] = ANSWERS) -> Path:
    """An office in ``folder`` as ``found`` makes it: the copy, keys and all, of one founded once in this run."""
    name = hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()[:16]
    return _copied(made_once(f"founded-{name}", lambda half: found(half / "office", answers)), folder)


def copy_demo(folder: Path) -> dict[str, Any]:
    """The demo county's office in ``folder``, the copy of one loaded once in this run; what the command said of it."""
    made = made_once("demo", _load_demo)
    _copied(made, folder)
    document: dict[str, Any] = json.loads((made / "told.json").read_text("utf-8"))
    return document


def _load_demo(half: Path) -> None:
    document = told("demo", str(QINGHE), "--home", str(half / "office"))
    assert document["exit_code"] == 0, document
    (half / "told.json").write_text(json.dumps(document), encoding="utf-8")


def _copied(made: Path, folder: Path) -> Path:
    shutil.copytree(made / "office", folder)
    return folder
