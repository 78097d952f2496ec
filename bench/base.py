"""The base: DuckDB reads the same columns of the same files, groups, joins and writes as many columns; no policy.

Every column that the assessed plan reads is read here and counted per person, so that reading cannot be skipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import sqlglot
from sqlglot import exp

from xiangxin.scoring import tables
from xiangxin.scoring.duck.database import connection
from xiangxin.scoring.duck.prepared import given

VIEWS = {given(table.name): table.name for table in tables.INPUTS}


def columns_read(statement: str) -> dict[str, list[str]]:
    """By input table, the columns that a statement takes from its file."""
    found: dict[str, list[str]] = {}
    for select in sqlglot.parse_one(statement, dialect="duckdb").find_all(exp.Select):
        source = select.args.get("from_")
        table = VIEWS.get(source.this.name) if source is not None and isinstance(source.this, exp.Table) else None
        if table is not None:
            names = [column.name for column in select.find_all(exp.Column)]
            found[table] = list(dict.fromkeys([*found.get(table, []), *names]))
    return found


def base_statement(read: Mapping[str, list[str]], paths: Mapping[str, Path], width: int) -> str:
    """Read, group by person, join to the applicants, ``width`` columns wide."""
    own = [f'a."{name}"' for name in read["applicants"]]
    joins: list[str] = []
    counted: list[str] = []
    for number, (table, names) in enumerate(read.items()):
        if table == "applicants":
            continue
        counts = [f'count("{name}") AS t{number}_{position}' for position, name in enumerate(names)]
        counted += [f"t{number}_{position}" for position in range(len(names))]
        joins.append(
            f"LEFT JOIN (SELECT person_id, {', '.join(counts)} FROM read_parquet('{paths[table]}') GROUP BY person_id) "
            f"AS t{number} ON t{number}.person_id = a.person_id"
        )
    # All columns are used: what is not written by itself goes into the last one.
    chosen, rest = counted[: max(width - len(own) - 1, 0)], counted[max(width - len(own) - 1, 0) :]
    total = " + ".join(f"coalesce({name}, 0)" for name in rest) or "0"
    columns = ", ".join([*own, *chosen, f"{total} AS others"])
    return f"SELECT {columns} FROM read_parquet('{paths['applicants']}') AS a {' '.join(joins)}"


def run_base(statement: str, target: Path) -> None:
    """Parquet to Parquet in a database of its own, set up as the product's."""
    with connection() as database:
        database.sql(statement).write_parquet(str(target), compression="zstd")
