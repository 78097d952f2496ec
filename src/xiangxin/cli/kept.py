"""What `xiangxin run --keep-tables` keeps: the tables a run was computed from, for whoever must compute it again.

No name and no number stands in them, but every row is about a person, so they never lie where the results lie.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from xiangxin.interop.county import DEPLOYMENT_FILE, CountyFiles
from xiangxin.kernel.errors import Location, UnreadableInput
from xiangxin.scoring.aside import folder_aside, require_replaceable, seal
from xiangxin.scoring.manifest import Manifest
from xiangxin.scoring.messages import tell
from xiangxin.scoring.run import ScoreRequest

FORMAT = "xiangxin-tables-1"
_NOT_OF_THE_TABLES = ("counts", "engine", "explain")


def require_apart(kept: Path, out: Path) -> None:
    """``UnreadableInput`` where the kept tables would lie with the results, or may not be written."""
    one, other = kept.resolve(), out.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise UnreadableInput([tell("kept_in_results", Location(str(kept)))])
    require_replaceable(kept)


def keep_tables(kept: Path, source: Path, county: CountyFiles, request: ScoreRequest, manifest: Manifest) -> None:
    """Copy the tables of ``request``, the deployment file and the table of areas of ``source`` into ``kept``."""
    deployment = county.deployment
    areas = deployment.areas or source / "areas.csv"
    with folder_aside(kept) as aside:
        for table, path in request.tables.items():
            shutil.copyfile(path, aside / f"{table}.parquet")
        shutil.copyfile(source / DEPLOYMENT_FILE, aside / DEPLOYMENT_FILE)
        place = aside / (areas.relative_to(source) if areas.is_relative_to(source) else areas.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(areas, place)
        entries = {name: value for name, value in manifest.entries().items() if name not in _NOT_OF_THE_TABLES}
        seal(aside, {**entries, "format": FORMAT})
