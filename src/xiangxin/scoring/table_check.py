"""Compares the input files of a run with the tables a policy reads, before anybody is assessed.

Reads each file's description and, in one pass, what must hold of its values; a million rows take a fraction of the
assessment. A finding names table, column, count and the first rows (1-based), never a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from xiangxin.kernel.divisions import prefix_of
from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.messages import Messages
from xiangxin.law.pack import LawPack
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import tables
from xiangxin.scoring.paths import parquet, plain_names
from xiangxin.scoring.tables import ColumnType, Table

MESSAGES = Messages("xiangxin.scoring", "table_messages.yaml")

_STORED: Mapping[ColumnType, frozenset[str]] = {
    "uuid": frozenset({"UUID"}),
    "text": frozenset({"VARCHAR"}),
    "date": frozenset({"DATE"}),
    "bool": frozenset({"BOOLEAN"}),
    "int": frozenset({"BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UINTEGER", "USMALLINT", "UTINYINT"}),
}


UNIQUE: Mapping[str, str] = {
    "applicants": "person_id",
    "records": "record_id",
    "reviews": "person_id, panel, round_id, seat",
    "members": "person_id, member_id",
}
"""What no two rows of a table may share; coverage and consents may repeat themselves without effect."""

ROWS_READ_IN_FULL, ONE_PERSON_IN = 2_000_000, 16
"""Above so many rows, repeated rows are looked for among one person in sixteen: a table sent twice still shows."""

ASKED, NAMED = parquet("?"), parquet("$path")
"""SQL that reads a table by its path, given in order or by name."""

ROWS_NAMED = 10
"""Rows a finding names; who mends these finds the others in the next run."""

EARLIEST, LATEST = "1900-01-01", "2200-12-31"
"""Days outside are slips of a keyboard or a converter; inside, every engine knows every day."""


@dataclass(frozen=True, slots=True)
class _File:
    """A table's file: what its user calls it, and under which name it is opened."""

    name: str
    at: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """What no row may be: ``broken`` is SQL over the file's columns, made of our own names and numbers only.

    ``listed``: the columns it reads, where these hold words of closed lists and so few different ones.
    """

    code: str
    broken: str
    column: str = ""
    words: Mapping[str, int] | None = None
    listed: tuple[str, ...] = ()


def check_tables(
    policy: CompiledPolicy, law: LawPack, paths: Mapping[str, Path], county: str = ""
) -> tuple[Finding, ...]:
    """Everything wrong with the tables at ``paths`` (by name) for an assessment under ``policy``.

    ``county``: the division code of the deployment; who lives elsewhere is no applicant of its.
    """
    needed, read = tables.input_tables(policy), tables.tables_read(policy)
    findings: list[Finding] = []
    with plain_names({name: paths[name] for name in read if name in paths}) as plain, duckdb.connect() as database:
        for name, path in plain.items():
            file = _File(paths[name].name, str(path))
            findings += _check(database, policy, law, needed[name], file, county)
    return tuple(findings)


def _check(
    database: duckdb.DuckDBPyConnection, policy: CompiledPolicy, law: LawPack, table: Table, file: _File, county: str
) -> Iterator[Finding]:
    where = Location(file.name)
    try:
        described = database.execute(f"DESCRIBE SELECT * FROM {ASKED}", [file.at]).fetchall()  # noqa: S608
    except duckdb.Error:
        yield MESSAGES.tell("not_a_table", where, table=table.name)
        return
    found = {str(row[0]): str(row[1]) for row in described}
    wrong = (*_columns(table, found, where), *_doubled(table, found, where))
    yield from wrong
    if not wrong:
        rules = [*_rules(policy, table), *_known_values(policy, table)]
        if table.name == "records":
            rules.append(_known_kinds(law))
        if table.name == "members":
            rules.append(_Rule("member_is_applicant", "member_id = person_id", "member_id"))
        if table.name == "applicants" and county:
            elsewhere = f"NOT starts_with(village_code, '{prefix_of(county)}')"
            rules.append(_Rule("village_elsewhere", elsewhere, "village_code"))
        yield from _values(database, rules, table, file)
        if table.name == "applicants":
            yield from _households(database, file)


def _columns(table: Table, found: Mapping[str, str], where: Location) -> Iterator[Finding]:
    for column in table.columns:
        at = Location(where.file, field=column.name)
        kind = found.get(column.name)
        if kind is None:
            meaning = {"meaning_zh": column.meaning.zh, "meaning_en": column.meaning.en}
            yield MESSAGES.tell("column_missing", at, table=table.name, column=column.name, **meaning)
        elif kind not in _STORED[column.type]:
            words = {"table": table.name, "column": column.name, "found": kind, "wanted": column.type}
            yield MESSAGES.tell("column_type", at, **words)


def _doubled(table: Table, found: Mapping[str, str], where: Location) -> Iterator[Finding]:
    """A column that stands twice: the reader numbers the second one, and nobody says which is meant."""
    for column in table.columns:
        if f"{column.name}_1" in found:
            at = Location(where.file, field=column.name)
            yield MESSAGES.tell("column_twice", at, table=table.name, column=column.name)


def _rules(policy: CompiledPolicy, table: Table) -> Iterator[_Rule]:
    for column in table.columns:
        if not column.nullable:
            yield _Rule("value_missing", f'"{column.name}" IS NULL', column.name)
    if table.name == "applicants":
        # Below the township: a code that ends in the zeros of a township or county is no village.
        village = "NOT regexp_full_match(village_code, '[1-9][0-9]{11}') OR village_code LIKE '%000'"
        yield _Rule("area_code", village, "village_code")
        ranges = ((spec.field.column, spec.field.range) for spec in policy.inputs)
        yield from (_outside(column, bounds) for column, bounds in ranges if bounds is not None)
    for column in table.columns:
        if column.type == "date":
            broken = f"\"{column.name}\" NOT BETWEEN DATE '{EARLIEST}' AND DATE '{LATEST}'"
            yield _Rule("date_out_of_range", broken, column.name)
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


def _known_kinds(law: LawPack) -> _Rule:
    kinds = ", ".join(_quoted(kind) for kind in sorted(law.record_kinds))
    return _Rule("kind_unknown", f"kind NOT IN ({kinds})", "kind", listed=("kind",))


def _known_values(policy: CompiledPolicy, table: Table) -> Iterator[_Rule]:
    """Values of enums that the registry does not have."""
    if table.name == "applicants":
        for spec in policy.inputs:
            if spec.field.values:
                yield _strangers(spec.field.column, spec.field.values, None)
    for source in policy.records:
        for field in source.fields if source.table == table.name else ():
            if field.values:
                yield _strangers(field.column, field.values, source.kind if table.name == "records" else None)


def _strangers(column: str, values: Iterable[str], kind: str | None) -> _Rule:
    listed = ", ".join(_quoted(value) for value in values)
    if kind is None:
        return _Rule("value_unknown", f'"{column}" NOT IN ({listed})', column, listed=(column,))
    of_kind = f"kind = {_quoted(kind)} AND "
    return _Rule("value_unknown", f'{of_kind}"{column}" NOT IN ({listed})', column, listed=("kind", column))


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def _outside(column: str, bounds: tuple[int, int], kind: str | None = None) -> _Rule:
    low, high = bounds
    of_kind = "" if kind is None else f"kind = '{kind}' AND "
    return _Rule(
        "out_of_range", f'{of_kind}"{column}" NOT BETWEEN {low} AND {high}', column, {"low": low, "high": high}
    )


def _values(
    database: duckdb.DuckDBPyConnection, rules: Sequence[_Rule], table: Table, file: _File
) -> Iterator[Finding]:
    """What breaks a rule; only a broken rule is looked for again, for its rows."""
    for rule in _broken(database, rules, file):
        (count,) = _counts(database, [rule], ASKED, file)
        first = _first_rows(database, rule.broken, file)
        row, rows = first[0], _named(first)
        words: dict[str, str | int] = {
            "table": table.name,
            "column": rule.column,
            "count": count,
            "row": row,
            "rows": rows,
        }
        yield MESSAGES.tell(rule.code, Location(file.name, row=row, field=rule.column), **words, **(rule.words or {}))
    unique = UNIQUE.get(table.name)
    if unique is not None:
        yield from _repeated(database, unique, table, file)


def _broken(database: duckdb.DuckDBPyConnection, rules: Sequence[_Rule], file: _File) -> list[_Rule]:
    """Every row is looked at, but words of closed lists are compared once for each combination that occurs."""
    by_row = [rule for rule in rules if not rule.listed]
    by_words = [rule for rule in rules if rule.listed]
    found = zip(by_row, _counts(database, by_row, ASKED, file), strict=True)
    broken = [rule for rule, count in found if count]
    if by_words:
        columns = ", ".join(sorted({f'"{column}"' for rule in by_words for column in rule.listed}))
        combinations = f"(SELECT DISTINCT {columns} FROM {ASKED})"  # noqa: S608 - our own names only
        found = zip(by_words, _counts(database, by_words, combinations, file), strict=True)
        broken += [rule for rule, count in found if count]
    return broken


def _counts(database: duckdb.DuckDBPyConnection, rules: Sequence[_Rule], source: str, file: _File) -> tuple[int, ...]:
    counts = ", ".join(f"count_if({rule.broken})" for rule in rules)
    return database.execute(f"SELECT {counts} FROM {source}", [file.at]).fetchone() or ()  # noqa: S608


def _repeated(database: duckdb.DuckDBPyConnection, key: str, table: Table, file: _File) -> Iterator[Finding]:
    """Rows that say the same thing of the same person a second time would count twice."""
    sample = f"hash(person_id) % {ONE_PERSON_IN} = 0" if _rows(database, file) > ROWS_READ_IN_FULL else "true"
    repeated = f"SELECT {key} FROM {NAMED} WHERE {sample} GROUP BY {key} HAVING count(*) > 1"  # noqa: S608
    counted = database.execute(f"SELECT count(*) FROM ({repeated})", {"path": file.at}).fetchone()  # noqa: S608
    if counted is not None and counted[0]:
        row = _first_rows(database, f"({key}) IN ({repeated})", file)[0]
        code = "person_twice" if table.name == "applicants" else "row_twice"
        words = {"table": table.name, "count": counted[0], "row": row, "key": key}
        yield MESSAGES.tell(code, Location(file.name, row=row, field=key), **words)


def _rows(database: duckdb.DuckDBPyConnection, file: _File) -> int:
    counted = database.execute(f"SELECT count(*) FROM {ASKED}", [file.at]).fetchone()  # noqa: S608
    return int(counted[0]) if counted is not None else 0


def _households(database: duckdb.DuckDBPyConnection, file: _File) -> Iterator[Finding]:
    """A household lives in one village: the totals of areas count it there."""
    spread = (
        f"SELECT household_id FROM {NAMED} GROUP BY household_id "  # noqa: S608 - our own names only
        "HAVING min(village_code) <> max(village_code)"
    )
    counted = database.execute(f"SELECT count(*) FROM ({spread})", {"path": file.at}).fetchone()  # noqa: S608
    if counted is not None and counted[0]:
        first = _first_rows(database, f"household_id IN ({spread})", file)
        where = Location(file.name, row=first[0], field="household_id")
        yield MESSAGES.tell("household_in_villages", where, count=counted[0], rows=_named(first))


def _first_rows(database: duckdb.DuckDBPyConnection, broken: str, file: _File) -> list[int]:
    """At most one more than a finding names, so that it shows when there are more."""
    numbered = parquet("$path", numbered=True)
    statement = (
        f"SELECT file_row_number + 1 FROM {numbered} WHERE {broken} "  # noqa: S608 - our own names only
        f"ORDER BY file_row_number LIMIT {ROWS_NAMED + 1}"
    )
    return [int(row[0]) for row in database.execute(statement, {"path": file.at}).fetchall()]


def _named(rows: Sequence[int]) -> str:
    """Row numbers in words; more than are named end in dots."""
    named = ", ".join(str(row) for row in rows[:ROWS_NAMED])
    return f"{named} …" if len(rows) > ROWS_NAMED else named
