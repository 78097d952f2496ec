"""The records told of on the pages of a run, kept beside them: an explanation asked for later says what the page says.

Only persons who have a page are in it, and of their records only those the page tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from xiangxin.kernel.text import Text
from xiangxin.scoring.arrow import to_arrow, write_table
from xiangxin.scoring.explain_records import FoundRow
from xiangxin.scoring.results import rows_beginning
from xiangxin.scoring.tables import RECORDS, Column, Table

PAGES_FOLDER = "explanations"
EXPLAINED_RECORDS_FILE = f"{PAGES_FOLDER}/records.parquet"

_TOLD = (
    "record_id",
    "kind",
    "category",
    "level",
    "amount_fen",
    "happened_on",
    "ended_on",
    "document_no",
    "authority",
    "source",
)
_TABLE = Table(
    "explained_records",
    (
        Column("person_id", "uuid", False, Text("当事人", "Whose record")),
        Column("line_id", "text", False, Text("条目；空为没有条目用到", "The line; empty: none reads it")),
        Column("gate", "text", True, Text("没有计入的原因；空为计入", "Why it did not count; null: it did")),
        *(column for column in RECORDS.columns if column.name in _TOLD),
    ),
    Text("说明里写到的记录", "Records told of on the pages"),
)


def write_explained_records(folder: Path, found: Iterable[tuple[UUID, Iterable[FoundRow]]]) -> None:
    """Write what was found of each person into a folder of results that has its pages."""
    rows = [_stored(person_id, each) for person_id, rows in found for each in rows]
    write_table(folder / EXPLAINED_RECORDS_FILE, to_arrow(_TABLE, rows))


def read_explained_records(folder: Path, person_id: UUID) -> tuple[FoundRow, ...] | None:
    """What was found of one person; ``None`` where the folder has no pages."""
    path = folder / EXPLAINED_RECORDS_FILE
    if not path.is_file():
        return None
    rows = rows_beginning(path, person_id.hex)
    return tuple(FoundRow(row["line_id"], row["gate"], row if row["record_id"] is not None else None) for row in rows)


def _stored(person_id: UUID, found: FoundRow) -> dict[str, object]:
    row = found.row or {}
    told = {name: row.get(name) for name in _TOLD}
    return {"person_id": person_id, "line_id": found.line_id, "gate": found.gate, **told}
