"""A home folder for the office under test, made before Django reads its settings."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from xiangxin.office.vault.keys import create_ring

OFFICE = """\
kind: demo
title: {zh: 测试县（虚构）, en: Test county (fictional)}
jurisdiction: CN
county: "990101000000"
controller: {zh: 测试县金融工作办公室, en: Finance office of the test county}
"""
PERSON_KEY = b"fictional-people-need-no-secret"
"""The demo county's, so that a person has the same id in the engine's tables."""


def fill_home(folder: Path) -> None:
    """Put into an empty folder what an office needs to start: who it is, fresh keys."""
    (folder / "office.yaml").write_text(OFFICE, encoding="utf-8")
    create_ring(folder / "keys", person_key=PERSON_KEY)
    (folder / "static").mkdir()
    for name in ("session", "log-signing"):
        (folder / "keys" / name).write_bytes(secrets.token_bytes(32))


def make_home() -> Path:
    """A new home with fresh keys, removed when the process ends; ``XIANGXIN_HOME`` points at it."""
    folder = Path(tempfile.mkdtemp(prefix="office-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    fill_home(folder)
    os.environ["XIANGXIN_HOME"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "xiangxin.office.config.settings"
    return folder
