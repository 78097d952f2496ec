"""What this machine remembers of its own upkeep, beside the database: when the last backup was made.

It lies outside the database because a restored database must not say that it was backed up.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from xiangxin.office.config.home import Home

FILE = "upkeep.json"


def note_backup(home: Home, at: datetime, file: Path) -> None:
    """Remember a backup that was written and read back."""
    path = home.folder / FILE
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps({"backup_at": at.isoformat(), "backup_file": str(file)}) + "\n", encoding="utf-8")
    beside.replace(path)


def last_backup(home: Home) -> datetime | None:
    """When the last backup was made; None when never or when the note cannot be read."""
    try:
        return datetime.fromisoformat(json.loads((home.folder / FILE).read_text("utf-8"))["backup_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
