"""Runs the statement: Parquet files in, the result files of one run out.

The caller gives a folder that is not yet anybody's result (``scoring.aside``) and has checked the tables
(``duck.check``). Nothing personal is left behind: what DuckDB spills goes to a folder that is removed.
Rows come out in no particular order; two runs agree as sets.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from xiangxin.kernel.errors import CheckFailed, Location
from xiangxin.kernel.messages import Messages
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import tables
from xiangxin.scoring.assessment import Run, Status
from xiangxin.scoring.duck import areas
from xiangxin.scoring.duck.database import connection
from xiangxin.scoring.duck.prepared import TOO_MUCH, given, prepared_statements
from xiangxin.scoring.paths import AREAS_FILE, EXPLANATIONS_FILE, RESULTS_FILE, TablePaths, plain_names
from xiangxin.scoring.tables import Explain

MESSAGES = Messages("xiangxin.scoring.duck")

Counts = dict[Status, int]
"""Persons by status; a status nobody has is absent."""


def score_tables(
    policy: CompiledPolicy, run: Run, inputs: TablePaths, output_dir: Path, explain: Explain = "packed"
) -> Counts:
    """Assess everybody in ``inputs`` and write results, explanations (unless ``none``) and areas to ``output_dir``.

    Raises ``CheckFailed`` when a magnitude cannot be proven or a person has more rows than that proof allows.
    """
    with plain_names(dict(inputs.given())) as files, connection() as database:
        for name, path in files.items():
            database.from_parquet(str(path), hive_partitioning=False, union_by_name=False).create_view(given(name))
        _assess(database, prepared_statements(policy, run, sorted(files), explain))
        counts = _counts(database)
        write_outputs(database, policy, output_dir, explain)
    return counts


def _assess(database: DuckDBPyConnection, statements: tuple[str, ...]) -> None:
    try:
        for statement in statements:
            database.execute(statement)
    except (duckdb.InvalidInputException, duckdb.OutOfRangeException) as error:
        if TOO_MUCH not in str(error) and not isinstance(error, duckdb.OutOfRangeException):
            raise
        raise CheckFailed([MESSAGES.tell("too_many_rows", Location(""))]) from None


def _counts(database: DuckDBPyConnection) -> Counts:
    rows = database.execute("SELECT status, count(*) FROM assessed GROUP BY status").fetchall()
    return dict(rows)


def write_outputs(database: DuckDBPyConnection, policy: CompiledPolicy, folder: Path, explain: Explain) -> None:
    """Write the files of a run from the table ``assessed`` (every output column, and ``credit``)."""
    _copy(database, tables.results_table(policy).names, "assessed", folder / RESULTS_FILE)
    if explain != "none":
        columns = tables.explanations_table(policy, explain).names
        _copy(database, columns, "assessed", folder / EXPLANATIONS_FILE, where="status <> 'no_consent'")
    database.execute(areas.STATEMENT, areas.parameters(policy))
    _copy(database, tables.AREAS.names, "areas", folder / AREAS_FILE)


def _copy(
    database: DuckDBPyConnection, columns: tuple[str, ...], table: str, path: Path, where: str | None = None
) -> None:
    relation = database.table(table)
    if where is not None:
        relation = relation.filter(where)
    relation.select(*columns).write_parquet(str(path), compression="zstd")
