"""The live tables against the log: for every logged row, the last thing the log says of it.

Rows and words of the log come in one order, so memory does not grow with either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from xiangxin.kernel.errors import Finding
from xiangxin.office.audit.beside import beside, logged_models
from xiangxin.office.audit.rows import Table, marks_of, no_cells, table_of
from xiangxin.office.audit.verify.source import Source
from xiangxin.office.audit.verify.told import tell

Values = Sequence[Any]

_LAST = {
    "sqlite": 'SELECT "key", entry_id, op, digest, salt, cells, +person FROM audit_part WHERE "table" = %s '
    'ORDER BY "key", entry_id, "index"',
    "postgresql": 'SELECT "key", entry_id, op, digest, salt, cells, person::text FROM audit_part WHERE "table" = %s '
    'ORDER BY "key" COLLATE "C", entry_id, "index"',
}
_TABLES = 'SELECT DISTINCT "table" FROM audit_part'
_STONES = 'SELECT DISTINCT "table", "key" FROM audit_tombstone WHERE "table" <> \'\''
_BARE = 'SELECT DISTINCT "table", "key", entry_id FROM audit_part WHERE salt IS NULL OR cells IS NULL'


@dataclass(slots=True)
class State:
    """How many rows were compared, and what differs."""

    rows: int = 0
    findings: list[Finding] = field(default_factory=list)


def check_tables(source: Source) -> State:
    """Compare table by table."""
    state = State()
    models = logged_models()
    known = {model._meta.db_table for model in models}
    for (table,) in source.rows(_TABLES):
        if table not in known:
            state.findings.append(tell("table_gone", table=str(table)))
    stones = {(table, key) for table, key in source.rows(_STONES)}
    for table, key, seq in source.rows(_BARE):
        if (table, key) not in stones:
            state.findings.append(tell("rows_changed", seq=seq))
    for model in models:
        _check_table(source, table_of(model), state)
    for table in sorted(one.table for one in beside().values() if one.manner == "empty"):
        for (key,) in source.rows(f'SELECT id FROM "{table}" ORDER BY id'):  # noqa: S608 - a name from our own data
            state.findings.append(tell("row_unlogged", table=table, key=str(key)))
    return state


def _check_table(source: Source, table: Table, state: State) -> None:
    words = _last_words(source.rows(_LAST[source.vendor], [table.name]))
    judge = _Judge(table)
    word = next(words, None)
    for values in source.rows(f"{table.select(source.vendor)} ORDER BY {_order(table, source.vendor)}"):
        state.rows += 1
        key = table.key_of(values)
        while word is not None and word[0] < key:
            state.findings += judge.gone(word)
            word = next(words, None)
        if word is not None and word[0] == key:
            state.findings += judge.there(values, word)
            word = next(words, None)
        else:
            state.findings.append(tell("row_unlogged", table=table.name, key=key))
    while word is not None:
        state.findings += judge.gone(word)
        word = next(words, None)


def _order(table: Table, vendor: str) -> str:
    """The order of the keys as texts, in which the log's words come too."""
    key = table.columns[table.key]
    if key.kind == "uuid":
        return f'"{key.name}"'
    if vendor == "sqlite":
        return f'CAST("{key.name}" AS TEXT)'
    return f'"{key.name}"::text COLLATE "C"'


def _last_words(parts: Iterator[Values]) -> Iterator[Values]:
    last: Values | None = None
    for part in parts:
        if last is not None and last[0] != part[0]:
            yield last
        last = part
    if last is not None:
        yield last


class _Judge:
    """Compares rows of one table with the log's last words on them."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._places: dict[bytes, list[int] | None] = {}

    def gone(self, word: Values) -> Iterator[Finding]:
        """What is wrong with there being no row."""
        key, seq, op, digest, salt = word[:5]
        if op != "delete":
            yield tell("row_missing", table=self.table.name, key=str(key), seq=seq)
        elif salt is not None and digest != no_cells(salt):
            yield tell("rows_changed", seq=seq)

    def there(self, values: Values, word: Values) -> Iterator[Finding]:
        """What is wrong with the row as it is."""
        key, seq, op, digest, salt, written, person = word
        named = {"table": self.table.name, "key": str(key), "seq": seq}
        if op == "delete":
            yield tell("row_returned", **named)
            return
        if salt is None or written is None:
            yield tell("row_not_erased", **named)
            return
        cells = self.table.cells(values)
        places = self._places_of(written)
        if places is None:
            yield tell("column_gone", **named)
        elif self.table.digest(salt, cells, places) != digest:
            columns = self.table.differing(salt, written, cells)
            yield tell("cell_changed", **named, column=", ".join(columns) or "?")
        elif person != self._whose(values):
            yield tell("whose_changed", **named)

    def _places_of(self, written: bytes) -> list[int] | None:
        marks = marks_of(written)
        if marks not in self._places:
            self._places[marks] = self.table.places(marks)
        return self._places[marks]

    def _whose(self, values: Values) -> str | None:
        """As the log's table holds it, which on SQLite is without dashes."""
        return None if self.table.whose is None else values[self.table.whose]
