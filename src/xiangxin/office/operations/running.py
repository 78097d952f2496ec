"""Opens the office in a folder for a command: reads who it is, then makes Django ready. Only commands call this."""

from __future__ import annotations

import os
from pathlib import Path

from xiangxin.kernel.errors import CheckFailed
from xiangxin.office.config.home import VARIABLE, Home, check_database, read_home
from xiangxin.office.config.loading import loading

SETTINGS = "xiangxin.office.config.settings"


def enter(folder: Path) -> Home:
    """The office in ``folder``, ready to be used in this process; ``UnreadableInput`` with what is wrong with it.

    What cannot be read is told before Django is imported, since Django would tell it as a fault of ours.
    """
    home = read_home(folder.absolute())
    check_database(home, os.environ.get("DATABASE_URL", ""))
    home.key("session")
    os.environ[VARIABLE] = str(home.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    with loading():
        import django  # noqa: PLC0415 - a command that needs no office does not pay for it

        django.setup()
    return home


def enter_to_read(folder: Path) -> Home:
    """The same for a command that reads tables; ``CheckFailed`` where the database is silent or of another version."""
    home = enter(folder)
    from xiangxin.office.operations.safety.databases import answers  # noqa: PLC0415 - Django is ready only now

    if found := list(answers()):
        raise CheckFailed(found)
    return home


def enter_to_act(folder: Path) -> Home:
    """The same for a command that writes into the log, which has to continue its last checkpoint."""
    home = enter_to_read(folder)
    from xiangxin.office.operations.safety import Situation  # noqa: PLC0415
    from xiangxin.office.operations.safety.databases import continues_its_log  # noqa: PLC0415

    if found := list(continues_its_log(Situation(home))):
        raise CheckFailed(found)
    return home
