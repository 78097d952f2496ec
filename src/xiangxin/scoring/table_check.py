"""Compares the input files of a run with the tables a policy reads, before anybody is assessed.

Reads each file's description and, in one pass, what must hold of its values; a million rows take a fraction of the
assessment. A finding names table, column, count and the first row (1-based), never a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.messages import Messages
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import tables
from xiangxin.scoring.tables import ColumnType, Table

MESSAGES = Messages("xiangxin.scoring", "table_messages.yaml")

_STORED: Mapping[ColumnType, frozenset[str]] = {
    "uuid": frozenset({"UUID"}),
    "text": frozenset({"VARCHAR"}),
    "date": frozenset({"DATE"}),
    "bool": frozenset({"BOOLEAN"}),
    "int": frozenset({"BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UINTEGER", "USMALLINT", "UTINYINT"}),
}


@dataclass(frozen=True, slots=True)
class _Rule:
    """What no row may be: ``broken`` is SQL over the file's columns, made of our own names and numbers only."""

    code: str
    broken: str
    column: str = ""
    words: Mapping[str, int] | None = None


def check_tables(policy: CompiledPolicy, paths: Mapping[str, Path]) -> tuple[Finding, ...]:
    """Everything wrong with the tables at ``paths`` (by name) for an assessment under ``policy``."""
    needed, read = tables.input_tables(policy), tables.tables_read(policy)
    findings: list[Finding] = []
    with duckdb.connect() as database:
        for name in read:
            if name in paths:
                findings += _check(database, policy, needed[name], paths[name])
    return tuple(findings)


def _check(database: duckdb.DuckDBPyConnection, policy: CompiledPolicy, table: Table, path: Path) -> Iterator[Finding]:
    where = Location(path.name)
    try:
        described = database.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    except duckdb.Error:
        yield MESSAGES.tell("not_a_table", where, table=table.name)
        return
    found = {str(row[0]): str(row[1]) for row in described}
    wrong = tuple(_columns(table, found, where))
    yield from wrong
    if not wrong:
        yield from _values(database, tuple(_rules(policy, table)), table, path)


def _columns(table: Table, found: Mapping[str, str], where: Location) -> Iterator[Finding]:
    for column in table.columns:
        at = Location(where.file, field=column.name)
        kind = found.get(column.name)
        if kind is None:
            meaning = {"meaning_zh": column.meaning.zh, "meaning_en": column.meaning.en}
            yield MESSAGES.tell("column_missing", at, table=table.name, column=column.name, **meaning)
        elif kind not in _STORED[column.type] and not (column.nullable and kind == '"NULL"'):
            words = {"table": table.name, "column": column.name, "found": kind, "wanted": column.type}
            yield MESSAGES.tell("column_type", at, **words)


def _rules(policy: CompiledPolicy, table: Table) -> Iterator[_Rule]:
    for column in table.columns:
        if not column.nullable:
            yield _Rule("value_missing", f'"{column.name}" IS NULL', column.name)
    if table.name == "applicants":
        yield _Rule("area_code", "NOT regexp_full_match(village_code, '[0-9]{12}')", "village_code")
        ranges = ((spec.field.column, spec.field.range) for spec in policy.inputs)
        yield from (_outside(column, bounds) for column, bounds in ranges if bounds is not None)
    yield from _record_rules(policy, table)
    if table.name == "reviews" and policy.review is not None:
        low, high = policy.review.low, policy.review.high
        broken = f"rating NOT BETWEEN {low} AND {high}"
        yield _Rule("rating_out_of_range", broken, "rating", {"low": low, "high": high})


def _record_rules(policy: CompiledPolicy, table: Table) -> Iterator[_Rule]:
    for source in policy.records:
        kind = source.kind if table.name == "records" else None
        for field in source.fields if source.table == table.name else ():
            if field.range is not None:
                yield _outside(field.column, field.range, kind)


def _outside(column: str, bounds: tuple[int, int], kind: str | None = None) -> _Rule:
    low, high = bounds
    of_kind = "" if kind is None else f"kind = '{kind}' AND "
    return _Rule(
        "out_of_range", f'{of_kind}"{column}" NOT BETWEEN {low} AND {high}', column, {"low": low, "high": high}
    )


def _values(
    database: duckdb.DuckDBPyConnection, rules: tuple[_Rule, ...], table: Table, path: Path
) -> Iterator[Finding]:
    """One pass that counts what breaks each rule; only a broken rule is looked for again, for its first row."""
    counts = [f"count_if({rule.broken})" for rule in rules]
    unique = ["count(person_id) - count(DISTINCT person_id)"] if table.name == "applicants" else []
    statement = f"SELECT {', '.join([*counts, *unique])} FROM read_parquet(?)"  # noqa: S608 - our own names only
    broken = database.execute(statement, [str(path)]).fetchone() or ()
    for rule, count in zip(rules, broken, strict=False):
        if count:
            row = _first_row(database, rule.broken, path)
            words = {"table": table.name, "column": rule.column, "count": count, "row": row, **(rule.words or {})}
            yield MESSAGES.tell(rule.code, Location(path.name, row=row, field=rule.column), **words)
    if unique and broken[-1]:
        again = "person_id IN (SELECT person_id FROM read_parquet($path) GROUP BY 1 HAVING count(*) > 1)"
        row = _first_row(database, again, path)
        words = {"table": table.name, "count": broken[-1], "row": row}
        yield MESSAGES.tell("person_twice", Location(path.name, row=row, field="person_id"), **words)


def _first_row(database: duckdb.DuckDBPyConnection, broken: str, path: Path) -> int:
    numbered = "read_parquet($path, file_row_number = true)"
    statement = f"SELECT min(file_row_number) + 1 FROM {numbered} WHERE {broken}"  # noqa: S608 - our own names only
    row = database.execute(statement, {"path": str(path)}).fetchone()
    return int(row[0]) if row is not None else 0
