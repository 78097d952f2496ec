"""What a page knows beside the records, kept beside the pages: the person's own figures, and what a consent lacks.

Of people with a page only the figures the page shows; of people without a ground only what their consent lacks.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import cast
from uuid import UUID

from xiangxin.kernel.text import Text
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.arrow import to_arrow, write_table
from xiangxin.scoring.explained_records import PAGES_FOLDER
from xiangxin.scoring.figures import Figures, figures_read, read, written
from xiangxin.scoring.grounds import Gap
from xiangxin.scoring.results import rows_beginning
from xiangxin.scoring.tables import Column, Table

EXPLAINED_FIGURES_FILE = f"{PAGES_FOLDER}/figures.parquet"
GROUNDS_FILE = f"{PAGES_FOLDER}/grounds.parquet"

_WHOSE = Column("person_id", "uuid", False, Text("当事人", "Whose"))
_FIGURES = Table(
    "explained_figures",
    (
        _WHOSE,
        Column("figure", "int", False, Text("第几个数字（按办法里的顺序）", "Which figure, in the policy's order")),
        Column("value", "text", True, Text("数字；空为不明", "The figure; null: not known")),
    ),
    Text("说明里写到的本人数字", "The person's own figures told of on the pages"),
)
_GROUNDS = Table(
    "grounds",
    (_WHOSE, Column("gap", "text", False, Text("同意缺什么", "What the consent lacks"))),
    Text("没有评价的人：同意缺什么", "People who were not assessed: what their consent lacks"),
)


def write_explained_figures(
    folder: Path,
    policy: CompiledPolicy,
    figures: Iterable[tuple[UUID, Figures]],
    gaps: Iterable[tuple[UUID, Gap]],
) -> None:
    """Write both into a folder of results that has its pages."""
    order = figures_read(policy)
    rows = [
        {"person_id": person_id, "figure": at, "value": written(known[expr])}
        for person_id, known in figures
        for at, expr in enumerate(order)
        if expr in known
    ]
    write_table(folder / EXPLAINED_FIGURES_FILE, to_arrow(_FIGURES, rows))
    lacking = [{"person_id": person_id, "gap": gap} for person_id, gap in gaps]
    write_table(folder / GROUNDS_FILE, to_arrow(_GROUNDS, lacking))


def read_explained_figures(folder: Path, policy: CompiledPolicy, person_id: UUID) -> Figures:
    """The figures of one person; none where the folder has no pages."""
    path, order = folder / EXPLAINED_FIGURES_FILE, figures_read(policy)
    rows = rows_beginning(path, person_id.hex) if path.is_file() else []
    return {order[row["figure"]]: read(row["value"], order[row["figure"]].type.kind) for row in rows}


def read_gap(folder: Path, person_id: UUID) -> Gap | None:
    """What the consent of one person lacks, where the folder has pages."""
    path = folder / GROUNDS_FILE
    rows = rows_beginning(path, person_id.hex) if path.is_file() else []
    return cast(Gap, rows[0]["gap"]) if rows else None
