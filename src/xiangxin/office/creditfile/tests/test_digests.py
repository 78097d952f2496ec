"""Digests of frozen rows are those of the canonical encoding, whatever the columns hold."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from xiangxin.interop.county import county_tables
from xiangxin.kernel.canonical import digest
from xiangxin.law.load import load_law
from xiangxin.office.creditfile.snapshot_digests import digests_of
from xiangxin.office.vault.sealing import blind_index
from xiangxin.scoring.arrow import to_arrow
from xiangxin.scoring.tables import Table

PEOPLE = [uuid4() for _ in range(3)]
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "uuid": st.sampled_from(PEOPLE),
    "text": st.text(max_size=5),
    "date": st.dates(),
    "bool": st.booleans(),
    "int": st.integers(-(2**63), 2**63 - 1),
}


def _row(table: Table) -> st.SearchStrategy[dict[str, Any]]:
    def of(name: str, type_: str) -> st.SearchStrategy[Any]:
        value = VALUES[type_]
        return value if name in ("person_id", "member_id") else st.none() | value

    return st.fixed_dictionaries({column.name: of(column.name, column.type) for column in table.columns})


SPECS = county_tables(load_law())
TABLES = st.fixed_dictionaries({name: st.lists(_row(spec), max_size=4) for name, spec in SPECS.items()})


def _expected(tables: dict[str, pa.Table]) -> dict[UUID, bytes]:
    said: dict[UUID, list[object]] = {}
    for name in sorted(set(tables) - {"consents"}):
        for row in tables[name].to_pylist():
            plain = {key: str(value) if isinstance(value, UUID) else value for key, value in row.items()}
            said.setdefault(row["member_id" if name == "members" else "person_id"], []).append([name, plain])
    return {person: blind_index("snapshot_rows", digest(rows)) for person, rows in said.items()}


@given(TABLES)
def test_digests_are_those_of_the_canonical_encoding(rows: dict[str, list[dict[str, Any]]]) -> None:
    tables = {name: to_arrow(SPECS[name], some) for name, some in rows.items()}
    assert digests_of(tables) == _expected(tables)


def test_ids_that_a_file_gives_as_bytes_are_the_same_ids() -> None:
    ids = pa.table({"person_id": pa.array([one.bytes for one in PEOPLE], pa.binary(16)), "days": [1, 2, 3]})
    known = ids.set_column(0, "person_id", pa.array(PEOPLE, pa.uuid()))
    assert digests_of({"applicants": ids}) == digests_of({"applicants": known})
    assert digests_of({"applicants": ids}).keys() == set(PEOPLE)
