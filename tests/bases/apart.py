"""An office of its own in a folder of its own, run by processes of its own: for what one test database cannot show.

Threads that write at once, a worker that is killed, a database that was closed and opened again.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bases.made_once import made_once
from bases.office_home import fill_home
from bases.postgres import Cluster
from bases.tree import ROOT

_BEFORE = """\
from xiangxin.office.config.loading import loading
with loading():
    import django
    django.setup()
"""
_TEMPLATE = "apart_template"


def copy_apart(folder: Path, cluster: Cluster | None = None) -> dict[str, str]:
    """As ``make_apart`` with keys of its own; the empty tables are a copy of those that were made once in this run."""
    fill_home(folder)
    if cluster is None:
        for file in made_once("apart", make_apart).glob("*.sqlite3"):
            shutil.copyfile(file, folder / file.name)
        return _environment(folder, "")
    if _TEMPLATE not in cluster.made:
        made = made_once("apart-postgresql", lambda half: _dump(cluster, half)) / "tables"
        cluster.run("pg_restore", "--exit-on-error", "--dbname", cluster.create(_TEMPLATE), str(made))
    return _environment(folder, cluster.create(f"apart_{secrets.token_hex(6)}", _TEMPLATE))


def _dump(cluster: Cluster, folder: Path) -> None:
    """The tables of a server, for all the servers of this run: each worker has its own."""
    with tempfile.TemporaryDirectory(prefix="office-") as home:
        database = cluster.create("apart_made")
        make_apart(Path(home), database)
    cluster.run("pg_dump", "--format=custom", "--dbname", database, "--file", str(folder / "tables"))


def make_apart(folder: Path, database_url: str = "") -> dict[str, str]:
    """A home with its tables in ``folder``; the environment in which a process belongs to it."""
    fill_home(folder)
    environment = _environment(folder, database_url)
    run_apart(
        environment,
        """
        from xiangxin.office.operations import schema
        schema.migrate()
        """,
    )
    return environment


def _environment(folder: Path, database_url: str) -> dict[str, str]:
    return {
        **os.environ,
        "XIANGXIN_HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "xiangxin.office.config.settings",
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests"))),
        "DATABASE_URL": database_url,
        "XIANGXIN_HOSTS": "127.0.0.1,localhost,testserver",
    }


def run_apart(environment: Mapping[str, str], code: str) -> Any:
    """Run ``code`` in that office and wait; what it printed last, read as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", _code(code)], env=dict(environment), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.strip().splitlines()
    return json.loads(lines[-1]) if lines else None


def start_apart(environment: Mapping[str, str], code: str) -> subprocess.Popen[str]:
    """Run ``code`` in that office without waiting; its first line of output says that it has begun."""
    return subprocess.Popen(
        [sys.executable, "-u", "-c", _code(code)],
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _code(code: str) -> str:
    lines = code.strip("\n").splitlines()
    indent = len(lines[0]) - len(lines[0].lstrip()) if lines else 0
    return _BEFORE + "\n".join(line[indent:] for line in lines)
