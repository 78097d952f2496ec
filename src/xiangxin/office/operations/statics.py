"""Puts styles, scripts and fonts where the server finds them, hashed and compressed, once for each version of them."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from xiangxin.office.config.home import Home

STAMP = ".collected"


def collect(home: Home) -> bool:
    """Whether something had to be done; a second start of the same version does nothing."""
    root = Path(settings.STATIC_ROOT)
    stamp, now = root / STAMP, _version()
    if stamp.is_file() and stamp.read_text("utf-8") == now:
        return False
    shutil.rmtree(root, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    root.mkdir(exist_ok=True)
    stamp.write_text(now, encoding="utf-8")
    return True


def _version() -> str:
    """A name for the present files: what they are called, how long they are and when they changed."""
    digest = hashlib.sha256(f"{settings.VERSION}\0{settings.STORAGES}\n".encode())
    for name, path in sorted(_files()):
        seen = path.stat()
        digest.update(f"{name}\0{seen.st_size}\0{seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, Path(storage.path(name))
