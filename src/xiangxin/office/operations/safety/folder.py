"""The home folder and its keys: nobody else on the machine reads them, and each opens."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from xiangxin.kernel.errors import Finding, XiangxinError
from xiangxin.office.operations.safety.situation import Situation
from xiangxin.office.operations.words import told
from xiangxin.office.vault.keys import read_ring

OTHERS = 0o077
KEY_BYTES = 32


def closed_to_others(situation: Situation) -> Iterator[Finding]:
    """Folder and keys are the office's own user's and nobody else's."""
    if os.name != "posix":
        return
    home = situation.home
    for path in (home.folder, home.keys):
        if _mode(path) & OTHERS:
            yield told("folder_open", str(path), mode=f"{_mode(path):04o}")
    for path in sorted(home.keys.iterdir()):
        if _mode(path) & OTHERS:
            yield told("key_open", str(path), name=path.name, mode=f"{_mode(path):04o}")
    if (owner := home.folder.stat().st_uid) != os.geteuid():
        yield told("folder_foreign", str(home.folder), owner=owner, user=os.geteuid())


def keys_open(situation: Situation) -> Iterator[Finding]:
    """The keys are there, long enough, and the ring opens with the key of keys."""
    try:
        if len(situation.home.key("session")) < KEY_BYTES:
            yield told("key_short", str(situation.home.keys / "session"), name="session", minimum=KEY_BYTES)
        read_ring(situation.home.keys)
    except XiangxinError as error:
        yield from error.findings


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


LOOKS = (closed_to_others, keys_open)
