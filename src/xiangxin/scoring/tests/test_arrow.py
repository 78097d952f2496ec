"""Rows come out of Arrow as they went in, whichever way the file holds an id."""

from datetime import date
from uuid import UUID

import pyarrow as pa

from xiangxin.scoring.arrow import rows_of

FIRST, SECOND = UUID(int=1), UUID(int=2)
DAY = date(2026, 3, 31)


def test_rows_are_those_of_arrow_itself() -> None:
    table = pa.table(
        {
            "person_id": pa.array([FIRST, SECOND, FIRST, None], pa.uuid()),
            "on": pa.array([DAY, None, DAY, DAY], pa.date32()),
            "word": ["a", None, "乡信", ""],
            "fen": [1, 0, None, -(2**62)],
            "final": [True, False, None, True],
            "items": [[{"id": "a", "outcome": 1}], [], None, []],
        }
    )
    assert rows_of(table) == table.to_pylist()
    assert rows_of(table.slice(0, 0)) == []
    assert rows_of(pa.concat_tables([table, table])) == table.to_pylist() * 2


def test_an_id_that_a_file_holds_as_bytes_is_an_id() -> None:
    table = pa.table({"person_id": pa.array([FIRST.bytes, SECOND.bytes], pa.binary(16))})
    assert rows_of(table) == [{"person_id": FIRST}, {"person_id": SECOND}]
