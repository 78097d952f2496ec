"""What `xiangxin run --keep-tables` keeps: the tables a run was computed from, for whoever must compute it again.

No name and no number stands in them, but every row is about a person, so they never lie where the results lie.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from xiangxin.interop.county import DEPLOYMENT_FILE, CountyFiles
from xiangxin.kernel.errors import Location, UnreadableInput
from xiangxin.scoring.aside import folder_aside, require_replaceable, seal
from xiangxin.scoring.manifest import Manifest
from xiangxin.scoring.messages import tell
from xiangxin.scoring.run import ScoreRequest

FORMAT = "xiangxin-tables-1"
AREAS_FILE = "areas.csv"
_NOT_OF_THE_TABLES = ("counts", "engine", "explain")


def require_apart(kept: Path, out: Path) -> None:
    """``UnreadableInput`` where the kept tables would lie with the results, or may not be written."""
    one, other = kept.resolve(), out.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise UnreadableInput([tell("kept_in_results", Location(str(kept)))])
    require_replaceable(kept)


def keep_tables(kept: Path, source: Path, county: CountyFiles, request: ScoreRequest, manifest: Manifest) -> None:
    """Copy the tables of ``request``, the deployment file and the table of areas of ``source`` into ``kept``.

    Wherever the table of areas lay, it lies beside the tables then, and the deployment file says so.
    """
    areas = county.deployment.areas or source / AREAS_FILE
    with folder_aside(kept) as aside:
        for table, path in request.tables.items():
            shutil.copyfile(path, aside / f"{table}.parquet")
        shutil.copyfile(areas, aside / AREAS_FILE)
        written = (source / DEPLOYMENT_FILE).read_text(encoding="utf-8-sig")
        (aside / DEPLOYMENT_FILE).write_text(_with_areas(written), encoding="utf-8")
        entries = {name: value for name, value in manifest.entries().items() if name not in _NOT_OF_THE_TABLES}
        seal(aside, {**entries, "format": FORMAT})


def _with_areas(deployment: str) -> str:
    """The text of a deployment file whose table of areas lies beside it; every other character as it was."""
    root = yaml.compose(deployment, Loader=yaml.CBaseLoader)
    if not isinstance(root, yaml.MappingNode):
        return deployment
    for key, value in root.value:
        if key.value == "areas":
            begin, end = value.start_mark.index, value.end_mark.index
            line = "\n" if deployment[begin:end].endswith("\n") else ""
            return f"{deployment[:begin]}{AREAS_FILE}{line}{deployment[end:]}"
    return deployment
