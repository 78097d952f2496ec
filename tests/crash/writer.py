"""Acts in an office until it is killed, and says of each act that it was done, after it was done.

Run as ``python writer.py HOME FIRST [PRAGMAS]``. A line ``act NUMBER`` acknowledges a body that was registered, a line
``read ID`` a note that somebody was looked at. Beside it reads are put under the log and checkpoints are made, so that
the two files are caught between each other too. ``PRAGMAS`` replaces the durable settings, for the control that must
lose.
"""

from __future__ import annotations

import os
import sys
import threading
from datetime import date
from itertools import count
from pathlib import Path
from uuid import uuid4

from xiangxin.office.operations.running import enter

COUNTY = "990101000000"
SINCE = date(2026, 1, 1)


def main(folder: str, first: str, pragmas: str = "") -> None:
    """Never ends by itself."""
    enter(Path(folder))
    from django.conf import settings  # noqa: PLC0415 - ready only now

    if pragmas:
        for database in settings.DATABASES.values():
            database["OPTIONS"]["init_command"] = pragmas
    from django.db import connections  # noqa: PLC0415

    from xiangxin.office.areas.actions import add_area, add_institution  # noqa: PLC0415
    from xiangxin.office.areas.models import Area  # noqa: PLC0415
    from xiangxin.office.areas.new import NewArea, NewInstitution  # noqa: PLC0415
    from xiangxin.office.audit.actor import system  # noqa: PLC0415
    from xiangxin.office.audit.checkpoints import make_checkpoint  # noqa: PLC0415
    from xiangxin.office.audit.reads import reading  # noqa: PLC0415
    from xiangxin.office.audit.sealing import seal_reads  # noqa: PLC0415

    actor = system("crash-rig")
    if not Area.objects.filter(code=COUNTY).exists():
        add_area(actor, NewArea(COUNTY, "county", "虚构县"), SINCE)

    def tidy() -> None:
        while True:
            seal_reads()
            make_checkpoint()

    threading.Thread(target=tidy, daemon=True).start()
    for number in count(int(first)):
        add_institution(actor, NewInstitution(f"body-{number}", "provider", f"虚构单位{number}", COUNTY), SINCE)
        say(f"act {number}")
        person = uuid4()
        with reading(actor, purpose="audit", ground="duty", what="crash.rig") as look:
            look.showed([person], ["name"])
        say(f"read {person}")
    connections.close_all()


def say(line: str) -> None:
    """One write, so that a line is there whole or not."""
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
