"""The files of the repository, as the architecture tests look at them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_LEFT_OUT = {".git", ".venv", "out", "build", "dist", "__pycache__"}
"""Folders that hold no source, for a copy of the source that is no git checkout."""


@cache
def tracked() -> tuple[Path, ...]:
    """Every tracked file that exists, relative to the root and sorted."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if listing.returncode == 0:
        paths = [Path(name) for name in listing.stdout.split("\0") if name]
    else:
        paths = [path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()]
    kept = (path for path in paths if not _LEFT_OUT & set(path.parts) and (ROOT / path).is_file())
    return tuple(sorted(kept))


def python_files() -> tuple[Path, ...]:
    """Every tracked Python file."""
    return tuple(path for path in tracked() if path.suffix == ".py")


def source_files() -> tuple[Path, ...]:
    """The Python files of the program, without tests."""
    return tuple(path for path in python_files() if path.parts[0] == "src" and "tests" not in path.parts)


def text_of(path: Path) -> str | None:
    """The file's text, or ``None`` where it is not text."""
    try:
        return (ROOT / path).read_text("utf-8")
    except UnicodeDecodeError:
        return None
